import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { RecordRow } from '../../../shared/contract.ts'
import type { OfficeError } from '../../../shared/errors.ts'
import type { Office } from '../../../shared/wire.ts'
import { useOffice } from '../../office/context.tsx'
import { officeError } from '../../office/use-call.ts'
import type { Query } from './query.ts'

/** Rows asked for at a time, and pages kept: 4,000 rows, whatever the length of the list. */
export const PAGE = 100
const KEPT = 40
/** While a person drags the scroll bar, only where they stop is asked for (ms). */
const SETTLE = 70

export interface RecordPages {
  /** Undefined until the first answer. */
  readonly total: number | undefined
  rowAt(index: number): RecordRow | undefined
  /** The rows on screen, first to last. */
  want(first: number, last: number): void
  readonly searching: boolean
  readonly error: OfficeError | undefined
  /** How many more the desk has than are listed; the list does not move by itself. Null: nothing new. */
  readonly newer: number | null
  refresh(): void
}

interface Listed {
  readonly query: string
  readonly total: number
  readonly pages: Map<number, RecordRow[]>
}

/** The answers to one query, page by page as they are looked at. Started anew for each query and each refresh. */
class Listing {
  readonly #asking = new Set<number>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #range: [number, number] = [0, 0]
  #listed: Listed | undefined
  #over = false
  readonly #office: Office
  readonly #query: Query
  readonly #show: (listed: Listed) => void
  readonly #fail: (error: unknown) => void

  constructor(office: Office, query: Query, show: (listed: Listed) => void, fail: (error: unknown) => void) {
    this.#office = office
    this.#query = query
    this.#show = show
    this.#fail = fail
  }

  async ask(page: number): Promise<void> {
    if (this.#asking.has(page) || this.#over) return
    this.#asking.add(page)
    try {
      const { total, rows } = await this.#office.listRecords({ ...this.#query, offset: page * PAGE, limit: PAGE })
      if (this.#over) return
      const pages = new Map(this.#listed?.pages)
      pages.set(page, rows)
      this.#drop(pages)
      this.#listed = { query: JSON.stringify(this.#query), total: this.#listed?.total ?? total, pages }
      this.#show(this.#listed)
    } catch (error) {
      if (!this.#over) this.#fail(error)
    } finally {
      this.#asking.delete(page)
    }
  }

  want(first: number, last: number): void {
    this.#range = [Math.max(0, first), last]
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      for (let page = Math.floor(this.#range[0] / PAGE); page <= Math.floor(this.#range[1] / PAGE); page++)
        if (!this.#listed?.pages.has(page)) void this.ask(page)
    }, SETTLE)
  }

  /** The same rows again, in place (a state may have changed); says how many more there are by now. */
  async renew(): Promise<number> {
    const { total } = await this.#office.listRecords({ ...this.#query, offset: 0, limit: 1 })
    const listed = this.#listed
    if (listed && total === listed.total)
      for (let page = Math.floor(this.#range[0] / PAGE); page <= Math.floor(this.#range[1] / PAGE); page++) await this.ask(page)
    return listed ? total - listed.total : 0
  }

  end(): void {
    this.#over = true
    clearTimeout(this.#timer)
  }

  /** Of many pages those farthest from what is looked at go first. */
  #drop(pages: Map<number, RecordRow[]>): void {
    const middle = (this.#range[0] + this.#range[1]) / 2 / PAGE
    const far = [...pages.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle))
    for (const page of far.slice(0, Math.max(0, pages.size - KEPT))) pages.delete(page)
  }
}

export function useRecordPages(query: Query): RecordPages {
  const office = useOffice()
  const key = JSON.stringify(query)
  const [round, setRound] = useState(0)
  const of = `${round} ${key}`
  const [listed, setListed] = useState<Listed | undefined>()
  const [error, setError] = useState<OfficeError | undefined>()
  const [more, setMore] = useState<{ of: string; count: number } | null>(null)
  const listing = useRef<Listing | undefined>(undefined)

  useEffect(() => {
    const show = (now: Listed): void => {
      setListed(now)
      setError(undefined)
    }
    const fail = (thrown: unknown): void => setError(officeError(thrown))
    const current = new Listing(office, JSON.parse(key) as Query, show, fail)
    listing.current = current
    void current.ask(0)
    const undo = office.listen(news => {
      if (news.kind === 'headMoved') current.renew().then(count => setMore({ of, count }), fail)
    })
    return () => {
      current.end()
      undo()
    }
  }, [office, key, of])

  const newer = more === null || more.of !== of || more.count === 0 ? null : more.count
  const want = useCallback((first: number, last: number) => listing.current?.want(first, last), [])
  const rowAt = useCallback((index: number) => listed?.pages.get(Math.floor(index / PAGE))?.[index % PAGE], [listed])
  const refresh = useCallback(() => setRound(before => before + 1), [])
  return useMemo(
    () => ({ total: listed?.total, rowAt, want, searching: listed?.query !== key && error === undefined, error, newer, refresh }),
    [listed, rowAt, want, key, error, newer, refresh]
  )
}
