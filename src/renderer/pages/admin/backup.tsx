import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFiles, useOffice } from '../../office/context.tsx'
import { saveFile } from '../../office/save-file.ts'
import { useAct } from '../../office/use-act.ts'
import { sizeOf } from '../../office/words.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { BusyButton } from '../../parts/busy-button.tsx'
import { Dialog, DialogFoot } from '../../parts/dialog.tsx'
import { PassphraseField } from '../../parts/field.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { submitted } from '../../parts/first-invalid.ts'

export function Backup() {
  const { t } = useTranslation()
  const [making, setMaking] = useState(false)
  return (
    <section className="card" aria-labelledby="backup-title">
      <h2 id="backup-title">{t('admin.backup')}</h2>
      <p>{t('admin.backupLead')}</p>
      <Button type="button" outline onClick={() => setMaking(true)}>
        {t('admin.backupAct')}
      </Button>
      {making && <Make close={() => setMaking(false)} />}
    </section>
  )
}

function Make({ close }: { close(): void }) {
  const { t, i18n } = useTranslation()
  const office = useOffice()
  const files = useFiles()
  const announce = useAnnounce()
  const [passphrase, setPassphrase] = useState('')
  const [repeat, setRepeat] = useState('')
  const [tried, setTried] = useState(false)
  const make = useAct(async () => {
    const { download, name, size, records } = await office.createBackup({ passphrase })
    saveFile(name, await files.get(download))
    announce(t('admin.backupDone', { name, records, size: sizeOf(size, i18n.language) }))
    close()
  })
  const missing = (value: string): string | undefined => (tried && value === '' ? t('common.fillIn') : undefined)
  const differ = tried && repeat !== '' && repeat !== passphrase ? t('admin.differ') : undefined
  return (
    <Dialog title={t('admin.backupTitle')} close={close} busy={make.busy}>
      <form
        noValidate
        onSubmit={event => {
          submitted(event)
          setTried(true)
          if (passphrase !== '' && passphrase === repeat) void make.run()
        }}
      >
        <p>{t('admin.backupLead')}</p>
        <PassphraseField
          label={t('admin.backupPassphrase')}
          hint={t('admin.backupHint')}
          value={passphrase}
          change={setPassphrase}
          autoComplete="new-password"
          error={missing(passphrase)}
        />
        <PassphraseField label={t('admin.repeat')} value={repeat} change={setRepeat} autoComplete="new-password" error={differ ?? missing(repeat)} />
        <Trouble error={make.error} level={3} />
        <DialogFoot>
          <BusyButton type="submit" busy={make.busy} busyText={t('admin.backupBusy')}>
            {t('admin.backupMake')}
          </BusyButton>
          <Button type="button" unstyled onClick={close}>
            {t('common.cancel')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
