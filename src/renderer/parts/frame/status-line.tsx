import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { addressOf, allRecords } from '../../office/place.ts'
import { relativeTime } from '../../office/words.ts'
import { useCall } from '../../office/use-call.ts'
import { useReach } from '../../office/context.tsx'
import { useNow } from '../moment.tsx'

/** What the desk is at; of what only its log knows, its own word. */
function working(t: TFunction, what: string): string {
  const left = /^indexing (\d+)$/.exec(what)?.[1]
  return left === undefined ? t('frame.status.working', { what }) : t('frame.status.indexing', { count: Number(left) })
}

/** One calm line that is always true; when the desk does not answer, it says just that. */
export function StatusLine() {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const reads = useReach('viewer')
  const { value, error } = useCall('status', {})
  let line: string[] = []
  if (error) line = [t('frame.status.unknown')]
  else if (value) {
    line = [value.records === 0 ? t('frame.status.noRecords') : t('frame.status.records', { count: value.records })]
    if (value.copied > 0) line.push(t('frame.status.copied', { count: value.copied }))
    if (value.onlyHere > 0) line.push(t('frame.status.onlyHere', { count: value.onlyHere }))
    line.push(
      value.lastContact
        ? t('frame.status.contact', { office: value.lastContact.office, when: relativeTime(t, value.lastContact.time, now, i18n.language) })
        : t('frame.status.noContact')
    )
    if (value.working) line.push(working(t, value.working))
  }
  const text = line.join(' · ')
  return (
    <footer className="status" aria-label={t('frame.status.label')}>
      {reads && value ? (
        <a href={addressOf(value.lastContact === null && value.records > 0 ? { page: 'records', view: allRecords } : { page: 'network' })}>{text}</a>
      ) : (
        <span>{text}</span>
      )}
    </footer>
  )
}
