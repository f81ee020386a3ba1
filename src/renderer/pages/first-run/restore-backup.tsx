import { Checkbox } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFiles, useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { StepForm } from '../../parts/act-form.tsx'
import { PassphraseField, TextField } from '../../parts/field.tsx'
import { FileField } from '../../parts/file-field.tsx'
import { Plain } from '../../parts/frame/plain.tsx'
import { isEmpty, OpenBackup, openerInput, useOpener } from '../../parts/open-backup.tsx'
import { useTried } from '../../parts/use-tried.ts'

export function RestoreBackup({ back }: { back(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const files = useFiles()
  const announce = useAnnounce()
  const [file, setFile] = useState<File | null>(null)
  const [opener, setOpener] = useOpener()
  const [person, setPerson] = useState('')
  const [fresh, setFresh] = useState('')
  const [expired, setExpired] = useState(false)
  const form = useTried()
  const restore = useAct(async (from: File) => {
    const { sha256 } = await files.upload(from)
    // the desk's new state opens the sign-in by itself: what was done is said there
    const { records, network } = await office.restoreBackup({ sha256, ...openerInput(opener), person, newPassphrase: fresh, expired })
    announce(t('firstRun.restoreForm.done', { records, network }))
  })
  return (
    <Plain title={t('firstRun.restoreForm.title')} lead={t('firstRun.restoreForm.lead')}>
      <StepForm
        act={restore}
        label={t('firstRun.restoreForm.act')}
        busyText={t('firstRun.restoreForm.busy')}
        send={() => {
          form.setTried()
          if (file && !isEmpty(opener) && person.trim() !== '' && fresh !== '') void restore.run(file)
        }}
        back={back}
      >
        <FileField label={t('firstRun.restoreForm.file')} hint={t('firstRun.restoreForm.fileHint')} chosen={file} choose={setFile} error={form.missing(file)} />
        <OpenBackup opener={opener} change={setOpener} tried={form.tried} />
        <TextField
          label={t('firstRun.restoreForm.person')}
          hint={t('firstRun.restoreForm.personHint')}
          value={person}
          change={setPerson}
          maxLength={200}
          autoComplete="name"
          error={form.missing(person.trim())}
        />
        <PassphraseField
          label={t('firstRun.restoreForm.fresh')}
          hint={t('firstRun.restoreForm.freshHint')}
          value={fresh}
          change={setFresh}
          autoComplete="new-password"
          error={form.missing(fresh)}
        />
        {restore.error?.code === 'backup-expired' && (
          <Checkbox
            id="restore-expired"
            name="expired"
            label={t('admin.drill.expired')}
            checked={expired}
            onChange={event => setExpired(event.target.checked)}
          />
        )}
      </StepForm>
    </Plain>
  )
}
