import { useTranslation } from 'react-i18next'
import { addressOf, allRecords } from '../../office/place.ts'
import { useCall } from '../../office/use-call.ts'
import { Moment } from '../../parts/moment.tsx'

const SHOWN = 5

/** What came back to the person for a correction; nothing where nothing did. */
export function Returned() {
  const { t } = useTranslation()
  const returned = useCall('listRecords', { work: 'returned', limit: SHOWN }).value
  if (!returned || returned.total === 0) return null
  return (
    <section className="card" aria-labelledby="returned-title">
      <div className="card__head">
        <h2 id="returned-title">{t('review.mine')}</h2>
        {returned.total > SHOWN && (
          <a href={addressOf({ page: 'records', view: { ...allRecords, review: 'returned' } })}>{t('review.mineAll', { count: returned.total })}</a>
        )}
      </div>
      <ul className="lines">
        {returned.rows.map(row => (
          <li key={`${row.id.line}.${row.id.index}`} className="line">
            <a className="line__name" href={addressOf({ page: 'record', record: row.ref })}>
              <bdi>{row.title === '' ? row.ref : row.title}</bdi>
            </a>
            <span className="line__about">
              {row.ref} · <bdi>{row.formTitle}</bdi> · <Moment at={row.time} kind="claimed" focusable={false} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
