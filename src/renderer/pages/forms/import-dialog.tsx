import { Checkbox, Radio } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useCall } from '../../office/use-call.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { DialogForm } from '../../parts/act-form.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { FileField } from '../../parts/file-field.tsx'
import { useTried } from '../../parts/use-tried.ts'
import { BeforePublish } from './before-publish.tsx'
import { CheckedFile } from './checked-file.tsx'
import { ReviewField, type ReviewRule } from './review-field.tsx'
import { usePrepared } from './prepared.ts'
import { useChecked } from './use-checked.ts'

/** A workbook is far larger than the form it makes; that one may have 4,000,000 characters, as the contract says. */
const LARGEST = 16 * 1024 * 1024
const LARGEST_FORM = 4_000_000
const ACCEPTED = '.xlsx,.xlsm,.xls,.xml,text/xml,application/xml,application/vnd.ms-excel,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A form of others, published to the network. */
export function ImportDialog({ close }: { close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const network = useCall('network', {})
  const [file, setFile] = useState<File | null>(null)
  const [given, setGiven] = useState<readonly File[]>([])
  const [some, setSome] = useState(false)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [rule, setRule] = useState<ReviewRule>('none')
  const form = useTried()
  const checking = useChecked(file, LARGEST)
  const xml = checking.state === 'done' ? checking.checked.xml : undefined
  const prepared = usePrepared(xml ?? null, given)
  const ready = prepared && !(prepared instanceof Error) ? prepared : undefined
  const choose = (next: File | null): void => {
    setFile(next)
    setGiven([])
  }
  const publish = useAct(async (checked: string) => {
    const made = await office.importForm({ xml: checked, audience: some ? [...chosen] : 'everyone', review: rule })
    announce(t('forms.imported', { title: made.title }))
    close()
  })
  const tooLarge = (file?.size ?? 0) > LARGEST || ((ready?.xml ?? xml)?.length ?? 0) > LARGEST_FORM
  const wrongFile = tooLarge ? t('forms.importTooLarge') : form.missing(file)
  const noOffice = some && chosen.length === 0
  return (
    <Dialog title={t('forms.importTitle')} close={close} busy={publish.busy} wide>
      <DialogForm
        act={{ busy: publish.busy || checking.state === 'reading' || (xml !== undefined && prepared === undefined), error: publish.error }}
        label={t('forms.importAct')}
        busyText={publish.busy ? t('forms.importBusy') : t('forms.checking')}
        send={() => {
          form.setTried()
          const whole = ready?.xml ?? xml
          if (whole !== undefined && !tooLarge && !noOffice) void publish.run(whole)
        }}
        close={close}
      >
        <p>{t('forms.importLead')}</p>
        <FileField label={t('forms.importFile')} accept={ACCEPTED} chosen={file} choose={choose} error={wrongFile} />
        {checking.state === 'done' && <CheckedFile checked={checking.checked} />}
        {ready && <BeforePublish prepared={ready} given={given} give={setGiven} />}
        <fieldset className="usa-fieldset choices">
          <legend className="usa-legend">{t('forms.importAudience')}</legend>
          <Radio id="audience-all" name="audience" label={t('forms.importEveryone')} checked={!some} onChange={() => setSome(false)} />
          <Radio id="audience-some" name="audience" label={t('forms.importSome')} checked={some} onChange={() => setSome(true)} />
          {some && (
            <div className="choices__inner">
              {network.value?.offices.map(one => (
                <Checkbox
                  key={one.id}
                  id={`audience-${one.id}`}
                  name="offices"
                  label={<bdi>{one.name}</bdi>}
                  checked={chosen.includes(one.id)}
                  onChange={event => setChosen(event.target.checked ? [...chosen, one.id] : chosen.filter(id => id !== one.id))}
                />
              ))}
              {form.tried && noOffice && <p className="usa-error-message">{t('forms.importNone')}</p>}
            </div>
          )}
        </fieldset>
        <ReviewField rule={rule} choose={setRule} />
      </DialogForm>
    </Dialog>
  )
}
