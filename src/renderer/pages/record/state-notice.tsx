import { Alert, AlertHeading } from '@trussworks/react-uswds'
import { useTranslation } from 'react-i18next'
import { relativeTime } from '../../office/words.ts'
import { useNow } from '../../parts/moment.tsx'
import type { Shown } from './shown.ts'
import { whyWords } from './why.ts'

/** What a reader must know before the values: that it does not count, or that there are two of it. */
export function StateNotice({ shown }: { shown: Shown }) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const { row, versions } = shown
  const why = whyWords(t, versions.find(version => version.why !== null)?.why ?? null)
  switch (row.state) {
    case 'voided': {
      const by = versions.findLast(version => version.kind === 'void')
      const when = by ? relativeTime(t, by.time, now, i18n.language) : ''
      return (
        <Alert type="warning">
          <AlertHeading level="h2">{t('record.voided.title')}</AlertHeading>
          {by && (
            <p className="usa-alert__text">
              {by.reason === null
                ? t('record.voided.byPlain', { author: by.author, when })
                : t('record.voided.by', { author: by.author, when, reason: by.reason })}
            </p>
          )}
          <p className="usa-alert__text">{t('record.voided.stays')}</p>
        </Alert>
      )
    }
    case 'conflict':
      return (
        <Alert type="error">
          <AlertHeading level="h2">{t('record.conflict.title')}</AlertHeading>
          <p className="usa-alert__text">{t('record.conflict.body')}</p>
        </Alert>
      )
    case 'noEffect':
      return (
        <Alert type="warning">
          <AlertHeading level="h2">{t('record.noEffect.title')}</AlertHeading>
          <p className="usa-alert__text">{t('record.noEffect.body', { why })}</p>
        </Alert>
      )
    case 'waiting':
      return (
        <Alert type="info">
          <AlertHeading level="h2">{t('record.waiting.title')}</AlertHeading>
          <p className="usa-alert__text">{t('record.waiting.body', { why })}</p>
        </Alert>
      )
    case 'filed':
    case 'amended':
      return shown.review.state === 'returned' ? <ReturnedNotice shown={shown} /> : null
  }
}

function ReturnedNotice({ shown: { review } }: { shown: Shown }) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const by = review.decisions.findLast(one => one.stands && one.decision === 'return')
  if (!by) return null
  const said = { person: by.person, when: relativeTime(t, by.time, now, i18n.language) }
  return (
    <Alert type="warning">
      <AlertHeading level="h2">{t('review.notice.title')}</AlertHeading>
      <p className="usa-alert__text">{by.reason === null ? t('review.notice.byPlain', said) : t('review.notice.by', { ...said, reason: by.reason })}</p>
      <p className="usa-alert__text">{t('review.notice.next')}</p>
    </Alert>
  )
}
