import { Button, Checkbox } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordRow } from '../../../shared/contract.ts'
import { addressOf } from '../../office/place.ts'
import { useCall } from '../../office/use-call.ts'
import { Empty } from '../../parts/empty.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Page } from '../../parts/page.tsx'
import { CopiesText } from '../../parts/state-text.tsx'
import { Answered } from '../../parts/waiting.tsx'
import { ApproveMany } from './approve-many.tsx'

/** As many as can be decided about at once. */
const SHOWN = 100

const keyOf = (row: RecordRow): string => `${row.id.line}.${row.id.index}`

/** What waits for a decision? */
export function ReviewPage() {
  const { t } = useTranslation()
  const waiting = useCall('listRecords', { work: 'to-review', descending: false, limit: SHOWN })
  return (
    <Page title={t('review.title')} lead={t('review.lead')}>
      <Answered of={waiting}>
        {({ total, rows }) =>
          total === 0 ? (
            <Empty sign="good" title={t('review.emptyTitle')}>
              {t('review.empty')}
            </Empty>
          ) : (
            <ToReview rows={rows} total={total} />
          )
        }
      </Answered>
    </Page>
  )
}

function ToReview({ rows, total }: { rows: readonly RecordRow[]; total: number }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [asking, setAsking] = useState(false)
  // only what can be read here can be approved; what was decided meanwhile is chosen no more
  const readable = rows.filter(row => row.held)
  const picked = readable.filter(row => chosen.has(keyOf(row)))
  const all = readable.length > 0 && picked.length === readable.length
  const turn = (row: RecordRow, on: boolean): void => setChosen(new Set([...picked.map(keyOf).filter(key => key !== keyOf(row)), ...(on ? [keyOf(row)] : [])]))
  return (
    <>
      <div className="to-review__head">
        <Checkbox
          id="review-all"
          name="review-all"
          label={t('review.chooseAll')}
          checked={all}
          onChange={event => setChosen(new Set(event.target.checked ? readable.map(keyOf) : []))}
        />
        <Button type="button" disabled={picked.length === 0} onClick={() => setAsking(true)}>
          {picked.length === 0 ? t('review.acts.approve') : t('review.approveChosen', { count: picked.length })}
        </Button>
      </div>
      <p role="status" className="quiet">
        {t('review.count', { count: total })}. {total > rows.length ? t('review.more', { shown: rows.length, count: total }) : t('review.approveNone')}
      </p>
      <ul className="lines card to-review" aria-label={t('review.list')}>
        {rows.map(row => (
          <li key={keyOf(row)} className="line line--chosen">
            <Checkbox
              id={`review-${row.ref}`}
              name="review"
              label={<span className="usa-sr-only">{t('review.choose', { ref: row.ref })}</span>}
              checked={picked.includes(row)}
              disabled={!row.held}
              onChange={event => turn(row, event.target.checked)}
            />
            <a className="line__name" href={addressOf({ page: 'record', record: row.ref })}>
              <bdi>{row.title === '' ? row.ref : row.title}</bdi>
            </a>
            <span className="line__about">
              {row.ref} · <bdi>{row.formTitle}</bdi> · <bdi>{row.author}</bdi>, <bdi>{row.office}</bdi> ·{' '}
              <Moment at={row.time} kind="claimed" focusable={false} />
            </span>
            <span className="line__end line__states">
              <CopiesText short row={row} />
            </span>
          </li>
        ))}
      </ul>
      {asking && <ApproveMany rows={picked} close={() => setAsking(false)} />}
    </>
  )
}
