import { useTranslation } from 'react-i18next'
import type { Output } from '../../../shared/contract.ts'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { secondsInWords } from '../../office/words.ts'
import { BusyButton } from '../../parts/busy-button.tsx'
import { Trouble } from '../../parts/trouble.tsx'

/** Below this the end is near enough to be waited for (s). */
const WORTH_SAYING = 10

/** How far it has come, how long it may still take, and a way to stop. */
export function VerifyProgress({ job }: { job: Output<'verifyJob'> }) {
  const { t } = useTranslation()
  const office = useOffice()
  const cancel = useAct(() => office.cancelVerify({}))
  const known = job.total > 0
  return (
    <section className="card" aria-labelledby="running-title">
      <h2 id="running-title">{t('integrity.running')}</h2>
      <progress className="progress" aria-labelledby="running-title" {...(known ? { value: job.done, max: job.total } : {})} />
      <p>
        {known ? t('integrity.doneOf', { done: job.done, total: job.total }) : t('integrity.counting')}
        {job.secondsLeft !== null && job.secondsLeft > WORTH_SAYING && `, ${t('integrity.left', { left: secondsInWords(t, job.secondsLeft) })}`}
      </p>
      <div className="row">
        <BusyButton outline busy={cancel.busy} busyText={t('integrity.cancel')} onClick={() => void cancel.run()}>
          {t('integrity.cancel')}
        </BusyButton>
        <span className="quiet">{t('integrity.mayLeave')}</span>
      </div>
      <Trouble error={cancel.error} level={3} />
    </section>
  )
}
