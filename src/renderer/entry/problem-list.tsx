import { Alert, AlertHeading } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useBursts } from './jump-menu.tsx'
import type { Session } from './session.ts'

/** As many as can be read at a glance; the rest are found after these. */
const SHOWN = 8

/** What is to correct, each with a way to it. It shrinks as the answers come. */
export function ProblemList({ session, goTo }: { readonly session: Session; readonly goTo: (nodeId: string) => void }): ReactNode {
  const { t } = useTranslation('entry')
  useBursts(session)
  const problems = session.problems()
  if (problems.length === 0) return null
  return (
    <Alert type="error">
      <AlertHeading level="h2">{t('problems.title', { count: problems.length })}</AlertHeading>
      <ul className="mun-entry-problems">
        {problems.slice(0, SHOWN).map(problem => (
          <li key={problem.nodeId}>
            <button type="button" className="usa-button usa-button--unstyled" onClick={() => goTo(problem.nodeId)}>
              {problem.label}
            </button>
          </li>
        ))}
        {problems.length > SHOWN && <li>{t('problems.more', { count: problems.length - SHOWN })}</li>}
      </ul>
    </Alert>
  )
}
