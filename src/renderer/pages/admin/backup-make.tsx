import { Checkbox } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { takeDownload } from '../../office/save-file.ts'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { DialogForm } from '../../parts/act-form.tsx'
import { useTried } from '../../parts/use-tried.ts'
import { isSettled, NewPassphrase, useNewPassphrase } from '../../parts/new-passphrase.tsx'

/** `recovery`: the network has a recovery key. */
export function BackupMake({ recovery, close }: { recovery: boolean; close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const [twice, setTwice] = useNewPassphrase()
  const [also, setAlso] = useState(recovery)
  const form = useTried()
  const make = useAct(async () => {
    const { download, name } = await office.createBackup({ passphrase: twice.passphrase, recovery: also })
    if (download !== null) takeDownload(download, name)
    announce(t('admin.makeBackup.done', { name }))
    close()
  })
  return (
    <Dialog title={t('admin.makeBackup.title')} close={close} busy={make.busy}>
      <DialogForm
        act={make}
        label={t('admin.makeBackup.act')}
        busyText={t('admin.makeBackup.busy')}
        send={() => {
          form.setTried()
          if (isSettled(twice)) void make.run()
        }}
        close={close}
      >
        <p>{t('admin.backup.lead')}</p>
        <NewPassphrase
          label={t('admin.makeBackup.passphrase')}
          hint={also ? t('admin.makeBackup.hintRecovery') : t('admin.makeBackup.hint')}
          twice={twice}
          change={setTwice}
          form={form}
        />
        {recovery && (
          <Checkbox
            id="backup-recovery"
            name="recovery"
            label={t('admin.makeBackup.recovery')}
            checked={also}
            onChange={event => setAlso(event.target.checked)}
          />
        )}
      </DialogForm>
    </Dialog>
  )
}
