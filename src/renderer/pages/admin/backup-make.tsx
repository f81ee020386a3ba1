import { Button, Checkbox } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { takeDownload } from '../../office/save-file.ts'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { BusyButton } from '../../parts/busy-button.tsx'
import { Dialog, DialogFoot } from '../../parts/dialog.tsx'
import { PassphraseField } from '../../parts/field.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { submitted } from '../../parts/first-invalid.ts'

/** `recovery`: the network has a recovery key. */
export function BackupMake({ recovery, close }: { recovery: boolean; close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const [passphrase, setPassphrase] = useState('')
  const [repeat, setRepeat] = useState('')
  const [also, setAlso] = useState(recovery)
  const [tried, setTried] = useState(false)
  const make = useAct(async () => {
    const { download, name } = await office.createBackup({ passphrase, recovery: also })
    if (download !== null) takeDownload(download, name)
    announce(t('admin.makeBackup.done', { name }))
    close()
  })
  const missing = (value: string): string | undefined => (tried && value === '' ? t('common.fillIn') : undefined)
  const differ = tried && repeat !== '' && repeat !== passphrase ? t('admin.differ') : undefined
  return (
    <Dialog title={t('admin.makeBackup.title')} close={close} busy={make.busy}>
      <form
        noValidate
        onSubmit={event => {
          submitted(event)
          setTried(true)
          if (passphrase !== '' && passphrase === repeat) void make.run()
        }}
      >
        <p>{t('admin.backup.lead')}</p>
        <PassphraseField
          label={t('admin.makeBackup.passphrase')}
          hint={also ? t('admin.makeBackup.hintRecovery') : t('admin.makeBackup.hint')}
          value={passphrase}
          change={setPassphrase}
          autoComplete="new-password"
          error={missing(passphrase)}
        />
        <PassphraseField label={t('admin.repeat')} value={repeat} change={setRepeat} autoComplete="new-password" error={differ ?? missing(repeat)} />
        {recovery && (
          <Checkbox
            id="backup-recovery"
            name="recovery"
            label={t('admin.makeBackup.recovery')}
            checked={also}
            onChange={event => setAlso(event.target.checked)}
          />
        )}
        <Trouble error={make.error} level={3} />
        <DialogFoot>
          <BusyButton type="submit" busy={make.busy} busyText={t('admin.makeBackup.busy')}>
            {t('admin.makeBackup.act')}
          </BusyButton>
          <Button type="button" unstyled onClick={close}>
            {t('common.cancel')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
