import { Alert, AlertHeading } from '@trussworks/react-uswds'
import { useTranslation } from 'react-i18next'
import type { OfficeError } from '../../shared/errors.ts'
import { errorReport, errorText } from '../office/error-text.ts'
import { CopyButton } from './copy-button.tsx'

interface Props {
  error: OfficeError | undefined
  title?: string
  /** Offers to try again. */
  again?: (() => void) | undefined
  level?: 2 | 3 | 4
}

/** What happened, what to do next, and the code to copy; said aloud when it appears. */
export function Trouble({ error, title, again, level = 2 }: Props) {
  const { t } = useTranslation()
  if (!error) return <div role="alert" className="no-trouble" />
  const { what, next, code } = errorText(t, error)
  return (
    <div role="alert" className="trouble">
      <Alert type="error" className="trouble__box">
        <AlertHeading level={`h${level}`}>{title ?? t('common.failedAct')}</AlertHeading>
        <p className="usa-alert__text">{what}</p>
        <p className="usa-alert__text">{next}</p>
        <div className="row trouble__foot">
          {again && (
            <button type="button" className="usa-button usa-button--outline" onClick={again}>
              {t('common.again')}
            </button>
          )}
          <span className="trouble__code">
            {t('common.code', { code })}
            <CopyButton plain text={errorReport(error)} label={t('common.copyCode')} />
          </span>
        </div>
      </Alert>
    </div>
  )
}
