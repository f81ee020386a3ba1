import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { BusyButton } from '../../parts/busy-button.tsx'
import { Dialog, DialogFoot } from '../../parts/dialog.tsx'
import { PassphraseField } from '../../parts/field.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { submitted } from '../../parts/first-invalid.ts'

/** One's own passphrase. */
export function Passphrase() {
  const { t } = useTranslation()
  const [changing, setChanging] = useState(false)
  return (
    <section className="card" aria-labelledby="secret-title">
      <h2 id="secret-title">{t('admin.secret')}</h2>
      <p>{t('admin.secretLead')}</p>
      <Button type="button" outline onClick={() => setChanging(true)}>
        {t('admin.change')}
      </Button>
      {changing && <Change close={() => setChanging(false)} />}
    </section>
  )
}

function Change({ close }: { close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const [old, setOld] = useState('')
  const [fresh, setFresh] = useState('')
  const [repeat, setRepeat] = useState('')
  const [tried, setTried] = useState(false)
  const change = useAct(async () => {
    await office.changePassphrase({ old, new: fresh })
    announce(t('admin.changed'))
    close()
  })
  const missing = (value: string): string | undefined => (tried && value === '' ? t('common.fillIn') : undefined)
  const differ = tried && repeat !== '' && repeat !== fresh ? t('admin.differ') : undefined
  return (
    <Dialog title={t('admin.secret')} close={close} busy={change.busy}>
      <form
        noValidate
        onSubmit={event => {
          submitted(event)
          setTried(true)
          if (old !== '' && fresh !== '' && fresh === repeat) void change.run()
        }}
      >
        <PassphraseField label={t('admin.old')} value={old} change={setOld} autoComplete="current-password" error={missing(old)} />
        <PassphraseField
          label={t('admin.fresh')}
          hint={t('admin.passphraseHint')}
          value={fresh}
          change={setFresh}
          autoComplete="new-password"
          error={missing(fresh)}
        />
        <PassphraseField label={t('admin.repeat')} value={repeat} change={setRepeat} autoComplete="new-password" error={differ ?? missing(repeat)} />
        <Trouble error={change.error} level={3} />
        <DialogFoot>
          <BusyButton type="submit" busy={change.busy} busyText={t('admin.changeBusy')}>
            {t('admin.changeAct')}
          </BusyButton>
          <Button type="button" unstyled onClick={close}>
            {t('common.cancel')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
