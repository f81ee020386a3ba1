import { useTranslation } from 'react-i18next'
import type { RecordsView } from '../../office/place.ts'
import { Glyph } from '../../parts/icon.tsx'
import { sorts, type Sort } from './query.ts'

const columns = ['ref', 'title', 'form', 'office', 'author', 'time', 'state', 'copies'] as const
const isSort = (column: string): column is (typeof sorts)[number] => sorts.some(sort => sort === column)
/** What a person means by the first press: the newest, but the alphabet's beginning. */
const descendingFirst = (sort: Sort): boolean => sort === 'time'

/** Names of the columns; pressing one sorts by it, pressing it again turns the order round. In a narrow window they stand in one line, smaller. */
export function TableHead({ view, change }: { view: RecordsView; change(part: Partial<RecordsView>): void }) {
  const { t } = useTranslation()
  return (
    <div role="rowgroup" className="records__head">
      <div role="row" aria-rowindex={1} className="records__columns">
        {columns.map((column, i) => {
          const label = t(`records.columns.${column}`)
          if (!isSort(column)) {
            return (
              <span key={column} role="columnheader" aria-colindex={i + 1} className={`records__column record__${column}`}>
                {label}
              </span>
            )
          }
          const sorted = view.sort === column
          return (
            <span
              key={column}
              role="columnheader"
              aria-colindex={i + 1}
              aria-sort={sorted ? (view.descending ? 'descending' : 'ascending') : 'none'}
              className={`records__column record__${column}`}
            >
              <button
                type="button"
                className="records__sort"
                onClick={() => change({ sort: column, descending: sorted ? !view.descending : descendingFirst(column) })}
              >
                {label}
                {sorted && <Glyph sign={view.descending ? 'down' : 'up'} />}
              </button>
            </span>
          )
        })}
      </div>
    </div>
  )
}
