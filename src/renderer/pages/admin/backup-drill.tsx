import { Button, Checkbox } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFiles, useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { sizeOf } from '../../office/words.ts'
import { BusyButton } from '../../parts/busy-button.tsx'
import { Dialog, DialogFoot } from '../../parts/dialog.tsx'
import { ChoiceField } from '../../parts/field.tsx'
import { FileField } from '../../parts/file-field.tsx'
import { isEmpty, OpenBackup, openerInput, useOpener } from '../../parts/open-backup.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { submitted } from '../../parts/first-invalid.ts'
import type { Backups } from './backups-view.ts'

/** Which backup, and what opens it; how it goes is on the page behind. */
export function BackupDrill({ backups, close }: { backups: Backups; close(): void }) {
  const { t, i18n } = useTranslation()
  const office = useOffice()
  const files = useFiles()
  const [name, setName] = useState(backups.files[0]?.name ?? '')
  const [file, setFile] = useState<File | null>(null)
  const [opener, setOpener] = useOpener()
  const [expired, setExpired] = useState(false)
  const [tried, setTried] = useState(false)
  const start = useAct(async () => {
    const which = name === '' ? { sha256: (await files.upload(file!)).sha256 } : { name }
    await office.drillBackup({ ...which, ...openerInput(opener), expired })
    close()
  })
  return (
    <Dialog title={t('admin.drill.title')} close={close} busy={start.busy}>
      <form
        noValidate
        onSubmit={event => {
          submitted(event)
          setTried(true)
          if (!isEmpty(opener) && (name !== '' || file !== null)) void start.run()
        }}
      >
        <p>{t('admin.drill.lead')}</p>
        {backups.files.length > 0 && (
          <ChoiceField
            label={t('admin.drill.which')}
            value={name}
            change={setName}
            options={[
              ...backups.files.map(one => ({ value: one.name, label: `${one.name} (${sizeOf(one.size, i18n.language)})` })),
              { value: '', label: t('admin.drill.file') }
            ]}
          />
        )}
        {name === '' && (
          <FileField
            label={t('admin.drill.choose')}
            hint={t('admin.drill.chooseHint')}
            chosen={file}
            choose={setFile}
            error={tried && file === null ? t('common.fillIn') : undefined}
          />
        )}
        <OpenBackup opener={opener} change={setOpener} tried={tried} />
        <Checkbox id="drill-expired" name="expired" label={t('admin.drill.expired')} checked={expired} onChange={event => setExpired(event.target.checked)} />
        <Trouble error={start.error} level={3} />
        <DialogFoot>
          <BusyButton type="submit" busy={start.busy} busyText={t('admin.drill.busy')}>
            {t('admin.drill.act')}
          </BusyButton>
          <Button type="button" unstyled onClick={close}>
            {t('common.cancel')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
