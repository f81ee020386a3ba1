import { Checkbox } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFiles, useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { sizeOf } from '../../office/words.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { DialogForm } from '../../parts/act-form.tsx'
import { useTried } from '../../parts/use-tried.ts'
import { ChoiceField } from '../../parts/field.tsx'
import { FileField } from '../../parts/file-field.tsx'
import { isEmpty, OpenBackup, openerInput, useOpener } from '../../parts/open-backup.tsx'
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
  const form = useTried()
  const start = useAct(async () => {
    const which = name === '' ? { sha256: (await files.upload(file!)).sha256 } : { name }
    await office.drillBackup({ ...which, ...openerInput(opener), expired })
    close()
  })
  return (
    <Dialog title={t('admin.drill.title')} close={close} busy={start.busy}>
      <DialogForm
        act={start}
        label={t('admin.drill.act')}
        busyText={t('admin.drill.busy')}
        send={() => {
          form.setTried()
          if (!isEmpty(opener) && (name !== '' || file !== null)) void start.run()
        }}
        close={close}
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
          <FileField label={t('admin.drill.choose')} hint={t('admin.drill.chooseHint')} chosen={file} choose={setFile} error={form.missing(file)} />
        )}
        <OpenBackup opener={opener} change={setOpener} tried={form.tried} />
        <Checkbox id="drill-expired" name="expired" label={t('admin.drill.expired')} checked={expired} onChange={event => setExpired(event.target.checked)} />
      </DialogForm>
    </Dialog>
  )
}
