import { useTranslation } from 'react-i18next'
import type { DecisionsView } from '../../../shared/contract.ts'
import { useReach } from '../../office/context.tsx'
import { addressOf, allRecords, usePlace, type Place } from '../../office/place.ts'
import { useCall } from '../../office/use-call.ts'
import { Glyph, type Sign } from '../icon.tsx'

type Section = 'today' | 'review' | 'records' | 'forms' | 'integrity' | 'network' | 'decisions' | 'admin'

const sectionOf = (place: Place): Section | null => {
  switch (place.page) {
    case 'record':
    case 'amend':
      return 'records'
    case 'form':
    case 'entry':
      return 'forms'
    case 'stick':
      return 'network'
    case 'signing':
      return 'admin'
    case 'lost':
      return null
    default:
      return place.page
  }
}

/** Proposals that this administrator has not approved, and desks about which nobody has decided. */
const toDecide = (view: DecisionsView | undefined): number | undefined =>
  view && view.motions.filter(motion => motion.state === 'open' && !motion.approved).length + view.forks.filter(fork => !fork.decided).length

/** The pages that the person's role opens, with counts where work waits. */
export function SideNav({ shown, chosen }: { shown: boolean; chosen(): void }) {
  const { t } = useTranslation()
  const { place } = usePlace()
  const reads = useReach('viewer')
  const files = useReach('clerk')
  const admits = useReach('admin')
  const drafts = useCall('listDrafts', {}, files)
  const network = useCall('network', {}, admits)
  const decisions = useCall('decisions', {}, reads)
  const supervises = useReach('supervisor')
  const review = useCall('listRecords', { work: 'to-review', limit: 1 }, supervises)
  const current = sectionOf(place)
  const sections: { section: Section; label: string; place: Place; waiting?: number | undefined }[] = [
    { section: 'today', label: t('frame.today'), place: { page: 'today' }, waiting: drafts.value?.length },
    ...(reads
      ? ([
          { section: 'records', label: t('frame.records'), place: { page: 'records', view: allRecords } },
          { section: 'forms', label: t('frame.forms'), place: { page: 'forms' } },
          ...(supervises ? [{ section: 'review', label: t('frame.review'), place: { page: 'review' }, waiting: review.value?.total } as const] : []),
          { section: 'integrity', label: t('frame.integrity'), place: { page: 'integrity' } },
          { section: 'network', label: t('frame.network'), place: { page: 'network' }, waiting: network.value?.requests.length },
          { section: 'decisions', label: t('frame.decisions'), place: { page: 'decisions' }, waiting: admits ? toDecide(decisions.value) : undefined }
        ] as const)
      : []),
    { section: 'admin', label: admits ? t('frame.admin') : t('frame.thisDesk'), place: { page: 'admin' } }
  ]
  return (
    <nav id="pages" aria-label={t('frame.navigation')} className={shown ? 'side side--shown' : 'side'}>
      <ul>
        {sections.map(one => (
          <li key={one.section}>
            <a className="side__link" href={addressOf(one.place)} aria-current={one.section === current ? 'page' : undefined} onClick={chosen}>
              <Glyph sign={one.section satisfies Sign} />
              <span className="side__label">{one.label}</span>
              {one.waiting !== undefined && one.waiting > 0 && (
                <span className="count">
                  <span aria-hidden="true">{one.waiting}</span>
                  <span className="usa-sr-only">{t('frame.waiting', { count: one.waiting })}</span>
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
