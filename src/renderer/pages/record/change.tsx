import { useTranslation } from 'react-i18next'
import type { Difference } from './differences.ts'
import type { Labels } from './labels.ts'

/** One answer before and after. */
export function Change({ change, labels }: { change: Difference; labels: Labels }) {
  const { t } = useTranslation()
  const said = (value: Difference['before']): string =>
    value === undefined || value === null ? t('record.notAsked') : (labels.answer(change.path, value) ?? t('record.noAnswer'))
  return (
    <div className="change">
      <dt>
        <bdi>{labels.question(change.path)}</bdi>
      </dt>
      <dd>
        <span className="usa-sr-only">{t('record.history.before')}: </span>
        <del>{said(change.before)}</del>
      </dd>
      <dd>
        <span className="usa-sr-only">{t('record.history.after')}: </span>
        <ins>{said(change.after)}</ins>
      </dd>
    </div>
  )
}
