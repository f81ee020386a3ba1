import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { BusyButton } from '../../parts/busy-button.tsx'
import { Trouble } from '../../parts/trouble.tsx'

/** What the old key signed beyond the end of its chain: nothing of it is lost, and it is filed again by decision. */
export function FileAgain({ left }: { left: number }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const again = useAct(async () => {
    const { filed } = await office.fileAgain({})
    announce(t('signing.leftDone', { count: filed }))
  })
  return (
    <section className="card card--attention" aria-labelledby="left-title">
      <h2 id="left-title">{t('signing.left')}</h2>
      <p>{t('signing.leftBody', { count: left })}</p>
      <Trouble error={again.error} level={3} />
      <BusyButton busy={again.busy} busyText={t('signing.leftBusy')} onClick={() => void again.run()}>
        {t('signing.leftAct')}
      </BusyButton>
    </section>
  )
}
