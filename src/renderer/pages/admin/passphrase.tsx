import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { DialogForm } from '../../parts/act-form.tsx'
import { useTried } from '../../parts/use-tried.ts'
import { PassphraseField } from '../../parts/field.tsx'
import { isSettled, NewPassphrase, useNewPassphrase } from '../../parts/new-passphrase.tsx'

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
  const [fresh, setFresh] = useNewPassphrase()
  const form = useTried()
  const change = useAct(async () => {
    await office.changePassphrase({ old, new: fresh.passphrase })
    announce(t('admin.changed'))
    close()
  })
  return (
    <Dialog title={t('admin.secret')} close={close} busy={change.busy}>
      <DialogForm
        act={change}
        label={t('admin.changeAct')}
        busyText={t('admin.changeBusy')}
        send={() => {
          form.setTried()
          if (old !== '' && isSettled(fresh)) void change.run()
        }}
        close={close}
      >
        <PassphraseField label={t('admin.old')} value={old} change={setOld} autoComplete="current-password" error={form.missing(old)} />
        <NewPassphrase label={t('admin.fresh')} hint={t('admin.passphraseHint')} twice={fresh} change={setFresh} form={form} />
      </DialogForm>
    </Dialog>
  )
}
