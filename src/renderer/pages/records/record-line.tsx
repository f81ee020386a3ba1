import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordRow } from '../../../shared/contract.ts'
import { useDesk } from '../../office/context.tsx'
import { addressOf } from '../../office/place.ts'
import { Moment } from '../../parts/moment.tsx'
import { ReviewText } from '../../parts/review-text.tsx'
import { CopiesText, copiesWords, StateText, stateWords } from '../../parts/state-text.tsx'

interface Props {
  id: string
  index: number
  /** Pixels from the top of the list. */
  start: number
  height: number
  row: RecordRow | undefined
  active: boolean
  activate(): void
  open(): void
}

/** One record in the list. A row that has not been answered yet keeps its place. */
export const RecordLine = memo(
  function RecordLine({ id, index, start, height, row, active, activate, open }: Props) {
    const { t } = useTranslation()
    return (
      <div
        id={id}
        role="row"
        aria-rowindex={index + 2}
        aria-selected={active}
        className={active ? 'record record--active' : 'record'}
        style={{ transform: `translateY(${start}px)`, blockSize: height }}
        onClick={event => {
          activate()
          if (row && !(event.target instanceof HTMLAnchorElement)) open()
        }}
      >
        {row ? (
          <Cells row={row} />
        ) : (
          <span role="gridcell" aria-colindex={1} aria-colspan={8} className="record__pending">
            <span className="usa-sr-only">{t('records.pending')}</span>
          </span>
        )}
      </div>
    )
  },
  (before, after) =>
    before.row === after.row && before.active === after.active && before.start === after.start && before.height === after.height && before.id === after.id
)

function Cells({ row }: { row: RecordRow }) {
  const { t } = useTranslation()
  const own = useDesk().desk?.name
  return (
    <>
      <span role="gridcell" aria-colindex={1} className="record__ref">
        <a href={addressOf({ page: 'record', record: row.ref })} tabIndex={-1}>
          {row.ref}
        </a>
      </span>
      <span role="gridcell" aria-colindex={2} className="record__title" title={row.title}>
        <bdi>{row.title}</bdi>
      </span>
      <span role="gridcell" aria-colindex={3} className="record__form" title={row.formTitle}>
        <bdi>{row.formTitle}</bdi>
      </span>
      <span role="gridcell" aria-colindex={4} className="record__office" title={row.office}>
        <bdi>{row.office}</bdi>
      </span>
      <span role="gridcell" aria-colindex={5} className="record__author" title={row.author}>
        <bdi>{row.author}</bdi>
      </span>
      <span role="gridcell" aria-colindex={6} className="record__time">
        <Moment at={row.time} kind="claimed" focusable={false} short />
      </span>
      <span role="gridcell" aria-colindex={7} className="record__state" title={stateWords(t, row.state, row.versions)}>
        {row.review === 'none' || row.state !== 'filed' ? <StateText short state={row.state} versions={row.versions} /> : <ReviewText review={row.review} />}
      </span>
      <span role="gridcell" aria-colindex={8} className="record__copies" title={copiesWords(t, row, own)}>
        <CopiesText short row={row} />
      </span>
    </>
  )
}
