import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { BusyButton } from '../../parts/busy-button.tsx'
import { RecoveryField } from '../../parts/recovery-field.tsx'
import { Trouble } from '../../parts/trouble.tsx'

/** The mark is lost, and nobody else can say how far this desk had come. */
export function VouchForMark() {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const [typed, setTyped] = useState('')
  const vouch = useAct(async () => {
    await office.vouchForMark({ recoveryKey: typed })
    announce(t('signing.vouched'))
  })
  return (
    <section className="card" aria-labelledby="vouch-title">
      <h2 id="vouch-title">{t('signing.vouch')}</h2>
      <p>{t('signing.vouchBody')}</p>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (typed.trim() !== '') void vouch.run()
        }}
      >
        <RecoveryField value={typed} change={setTyped} />
        <Trouble error={vouch.error} level={3} />
        <BusyButton type="submit" outline busy={vouch.busy} busyText={t('signing.vouchBusy')} disabled={typed.trim() === ''}>
          {t('signing.vouchAct')}
        </BusyButton>
      </form>
    </section>
  )
}
