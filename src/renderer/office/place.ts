/** Where the person is, kept in the address after `#`, so that Back, reload and links work without a router. */
import { useSyncExternalStore } from 'react'

export interface RecordsView {
  readonly search: string
  readonly form: string
  readonly office: string
  readonly author: string
  readonly state: string
  readonly review: string
  readonly from: string
  readonly to: string
  readonly sort: string
  readonly descending: boolean
}

export type Place =
  | { readonly page: 'today' | 'review' | 'forms' | 'integrity' | 'network' | 'decisions' | 'admin' | 'signing' }
  | { readonly page: 'stick'; readonly office: string }
  | { readonly page: 'records'; readonly view: RecordsView }
  | { readonly page: 'record'; readonly record: string }
  | { readonly page: 'form'; readonly package: string }
  | { readonly page: 'entry'; readonly package: string; readonly draft: string }
  | { readonly page: 'amend'; readonly record: string; readonly draft: string }
  | { readonly page: 'lost'; readonly address: string }

export const allRecords: RecordsView = { search: '', form: '', office: '', author: '', state: '', review: '', from: '', to: '', sort: 'time', descending: true }
const TEXTS = ['search', 'form', 'office', 'author', 'state', 'review', 'from', 'to', 'sort'] as const

const viewOf = (query: URLSearchParams): RecordsView => {
  const view: Record<string, string> = {}
  for (const name of TEXTS) view[name] = query.get(name) ?? allRecords[name]
  return { ...allRecords, ...view, descending: query.get('order') !== 'up' }
}

const queryOf = (view: RecordsView): string => {
  const query = new URLSearchParams()
  for (const name of TEXTS) if (view[name] !== allRecords[name]) query.set(name, view[name])
  if (!view.descending) query.set('order', 'up')
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

export function placeOf(address: string): Place {
  const [path = '', query = ''] = address.replace(/^#?\/?/, '').split('?', 2)
  const [page = '', first = '', second = ''] = path.split('/').map(part => {
    try {
      return decodeURIComponent(part)
    } catch {
      return part
    }
  })
  if (page === '') return { page: 'today' }
  if (page === 'today' || page === 'review' || page === 'integrity' || page === 'network' || page === 'decisions' || page === 'admin' || page === 'signing')
    return { page }
  if (page === 'stick') return { page, office: first }
  if (page === 'forms') return first === '' ? { page } : { page: 'form', package: first }
  if (page === 'records') return first === '' ? { page, view: viewOf(new URLSearchParams(query)) } : { page: 'record', record: first }
  if (page === 'entry' && first !== '' && second !== '') return { page, package: first, draft: second }
  if (page === 'amend' && first !== '' && second !== '') return { page, record: first, draft: second }
  return { page: 'lost', address }
}

export function addressOf(place: Place): string {
  const part = encodeURIComponent
  switch (place.page) {
    case 'records':
      return `#/records${queryOf(place.view)}`
    case 'record':
      return `#/records/${part(place.record)}`
    case 'form':
      return `#/forms/${part(place.package)}`
    case 'entry':
      return `#/entry/${part(place.package)}/${part(place.draft)}`
    case 'amend':
      return `#/amend/${part(place.record)}/${part(place.draft)}`
    case 'stick':
      return place.office === '' ? '#/stick' : `#/stick/${part(place.office)}`
    case 'lost':
      return place.address
    case 'today':
    case 'review':
    case 'forms':
    case 'integrity':
    case 'network':
    case 'decisions':
    case 'admin':
    case 'signing':
      return `#/${place.page}`
  }
}

const listen = (changed: () => void): (() => void) => {
  window.addEventListener('hashchange', changed)
  return () => window.removeEventListener('hashchange', changed)
}
const address = (): string => window.location.hash

/** `replace` changes the address without a step for Back: a filter is not a place of its own. */
export function go(place: Place, how: 'push' | 'replace' = 'push'): void {
  const to = addressOf(place)
  if (to === window.location.hash) return
  if (how === 'push') window.location.hash = to
  else {
    window.history.replaceState(null, '', to)
    window.dispatchEvent(new HashChangeEvent('hashchange'))
  }
}

export function usePlace(): { readonly place: Place; readonly go: typeof go } {
  const hash = useSyncExternalStore(listen, address)
  return { place: placeOf(hash), go }
}
