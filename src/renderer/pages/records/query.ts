/** What the records page asks of the desk, from what stands in its address. */
import type { Input, RecordRow } from '../../../shared/contract.ts'
import { recordStates, reviewStates } from '../../../shared/contract.ts'
import type { RecordsView } from '../../office/place.ts'

type ListQuery = NonNullable<Input<'listRecords'>>
export type Query = Omit<ListQuery, 'offset' | 'limit'>
export type Sort = NonNullable<ListQuery['sort']>

export const sorts = ['ref', 'form', 'office', 'author', 'time', 'state'] as const satisfies readonly Sort[]

/** Midnight of the person's own day, as an instant; `next` gives the last millisecond of that day. */
function dayEdge(day: string, edge: 'start' | 'end'): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined
  const at = new Date(`${day}T00:00:00`)
  if (Number.isNaN(at.getTime())) return undefined
  if (edge === 'end') at.setHours(23, 59, 59, 999)
  return at.toISOString()
}

export function queryOf(view: RecordsView): Query {
  const state = recordStates.find(one => one === view.state)
  const review = reviewStates.find(one => one === view.review)
  const from = dayEdge(view.from, 'start')
  const to = dayEdge(view.to, 'end')
  return {
    search: view.search.slice(0, 200),
    ...(view.form === '' ? {} : { form: view.form }),
    ...(view.office === '' ? {} : { office: view.office }),
    ...(view.author === '' ? {} : { author: view.author }),
    ...(state === undefined ? {} : { state }),
    ...(review === undefined ? {} : { review }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    sort: sorts.find(one => one === view.sort) ?? 'time',
    descending: view.descending
  }
}

export const isNarrowed = (view: RecordsView): boolean =>
  [view.search, view.form, view.office, view.author, view.state, view.review, view.from, view.to].some(part => part !== '')

export const rowKey = (row: RecordRow): string => `${row.id.line}:${row.id.index}`
