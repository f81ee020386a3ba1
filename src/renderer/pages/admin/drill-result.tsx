import { Alert, AlertHeading } from '@trussworks/react-uswds'
import { useTranslation } from 'react-i18next'
import { deskName, exactDay, secondsInWords } from '../../office/words.ts'
import { Findings } from '../integrity/findings.tsx'
import type { Backups } from './backups-view.ts'

/** What the drill established, in a sentence; what did not verify, one by one; and what a drill can not say. */
export function DrillResult({ drill }: { drill: NonNullable<Backups['job']['drill']> }) {
  const { t, i18n } = useTranslation()
  const { made, lines, records, payloads, differs, findings, notEstablished } = drill
  const sound = drill.verdict === 'sound'
  const words = { made: exactDay(made, i18n.language), desk: deskName(drill), lines, records, payloads, seconds: secondsInWords(t, drill.seconds) }
  return (
    <section aria-label={t('admin.drill.result')}>
      <Alert type={sound ? 'success' : 'error'}>
        <AlertHeading level="h3">{sound ? t('admin.drill.sound') : t('admin.drill.wrong')}</AlertHeading>
        <p className="usa-alert__text">{sound ? t('admin.drill.soundWhat', words) : t('admin.drill.wrongWhat', words)}</p>
        {differs.length > 0 && (
          <ul>
            {differs.map(one => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        )}
      </Alert>
      {!sound && findings.length > 0 && <Findings findings={findings} />}
      {notEstablished.length > 0 && (
        <details className="details">
          <summary>{t('admin.drill.notSaid')}</summary>
          <ul>
            {notEstablished.map(({ code, detail }) => (
              <li key={code}>{detail}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}
