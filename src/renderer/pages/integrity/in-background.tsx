import { useTranslation } from 'react-i18next'
import type { Output } from '../../../shared/contract.ts'
import { relativeTime } from '../../office/words.ts'
import { useNow } from '../../parts/moment.tsx'

/** What the desk verifies without being asked: how far it has come, and what came since the last verdict. */
export function InBackground({ job: { background, recent } }: { job: Output<'verifyJob'> }) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  if (background.state === 'off') return null
  return (
    <section className="card" aria-labelledby="background-title">
      <h2 id="background-title">{t('integrity.background')}</h2>
      {background.state === 'running' && background.total > 0 ? (
        <>
          <p>{t('integrity.backgroundRunning', { done: background.done, total: background.total })}</p>
          <progress className="progress" aria-labelledby="background-title" value={background.done} max={background.total} />
        </>
      ) : (
        <p>{t('integrity.backgroundIdle')}</p>
      )}
      {recent && (
        <p>
          {t('integrity.recent', { count: recent.blocks, when: relativeTime(t, recent.at, now, i18n.language) })}{' '}
          {recent.findings.length === 0 && t('integrity.recentSound')}
        </p>
      )}
    </section>
  )
}
