/**
 * Verification that nobody asked for (design.md section 10): everything over time, from stretch to stretch while the desk has
 * nothing better to do, on from where the last start ended; and what came in, a moment after it came. Both are threads
 * that work at most half of the time and make way for whoever is being answered. Both go on while the desk is locked; with
 * closed keys nothing runs. What is found appears with what "Verify everything" finds.
 */
import type { KeyObject } from 'node:crypto'
import type { Finding, Output, Verdict } from '../../shared/contract.ts'
import type { Key } from '../../shared/names.ts'
import { STRETCH } from '../../shared/record/verify-range.ts'
import { startAudit, type LineRange } from '../ledger/audit.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { openPace, Stopped, type Pace } from '../ledger/pace.ts'
import { noPass, readPass, writePass, type Pass } from '../ledger/pass.ts'
import type { NewsDesk } from '../news.ts'
import { getMeta, putMeta } from '../store/meta.ts'
import type { Jobs, JobState } from './jobs.ts'

type Job = Output<'verifyJob'>
export type InBackground = Pick<Job, 'background' | 'recent'>

/** All in ms. */
export interface VerifyingTimes {
  /** From opening to the first look, and from one look to the next. */
  readonly look: number
  /** After a verification of everything nothing is verified twice for so long. */
  readonly every: number
  /** Since the last lines came. */
  readonly quiet: number
}
const TIMES: VerifyingTimes = { look: 30_000, every: 24 * 3_600_000, quiet: 1_500 }
/** While somebody is answered, and so long afterwards, in ms. */
const BUSY = 400
/** What could not be finished is tried again after so long. */
const AGAIN = 3_600_000
/** Findings that are kept over a restart; the verification itself names all. */
const MOST_KEPT = 500

const LAST = 'verified'
const PASS = 'verifying'

export interface Verifying {
  view(): InBackground
  /** Somebody is being answered. */
  busy(): void
  /** Lines have come to some chain. */
  grew(): void
  /** Content of these lines has come. */
  came(chain: Key, heights: readonly number[]): void
  /** Everything, now, because somebody asked: what runs in the background makes way, and need not be done again. */
  everything(): JobState
  close(): Promise<void>
}

export interface VerifyingParts {
  readonly folder: string
  readonly vaultKey: Uint8Array
  readonly guard: KeyObject
  readonly ledger: Ledger
  readonly jobs: Jobs
  readonly news: NewsDesk
  readonly now: () => number
  /** Null: nothing but what is asked for. */
  readonly times: Partial<VerifyingTimes> | null
  readonly log: (error: unknown) => void
}

interface Kept {
  readonly at: string
  readonly verdict: Verdict | null
  readonly recent: Job['recent']
}
interface Run {
  readonly pace: Pace
  readonly ended: Promise<void>
}

export const openVerifying = (parts: VerifyingParts): Verifying => new Background(parts)

class Background implements Verifying {
  readonly #parts: VerifyingParts
  readonly #times: VerifyingTimes | null
  #recent: Job['recent'] = null
  #done = 0
  #total = 0
  #everything: Run | null = null
  #new: Run | null = null
  /** Stretches that have come and wait: chain → where they begin. */
  #waiting = new Map<Key, Set<number>>()
  readonly #sizes = new Map<Key, number>()
  readonly #timers: Partial<Record<'look' | 'busy' | 'new', NodeJS.Timeout>> = {}
  #asked = false
  #notBefore = 0
  #closed = false

  constructor(parts: VerifyingParts) {
    this.#parts = parts
    this.#times = parts.times && { ...TIMES, ...parts.times }
    for (const [key, { state }] of parts.ledger.chains) this.#sizes.set(key, state.size)
    this.#recall()
    this.#later('look')
  }

  view(): InBackground {
    const state = this.#times === null ? 'off' : this.#everything ? 'running' : 'idle'
    return { background: { state, done: this.#done, total: this.#total }, recent: this.#recent }
  }

  busy(): void {
    if (!this.#everything && !this.#new) return
    this.#everything?.pace.rest()
    this.#new?.pace.rest()
    clearTimeout(this.#timers.busy)
    this.#timers.busy = setTimeout(() => {
      this.#everything?.pace.go()
      this.#new?.pace.go()
    }, BUSY)
    this.#timers.busy.unref()
  }

  grew(): void {
    const { ledger } = this.#parts
    for (const [key, { state }] of ledger.chains) {
      const before = this.#sizes.get(key) ?? 0
      if (state.size === before) continue
      this.#sizes.set(key, state.size)
      if (key !== ledger.own.state.chain && key !== ledger.ownRegistry?.state.chain && state.size > before) this.#wait(key, before, state.size)
    }
  }

  came(chain: Key, heights: readonly number[]): void {
    for (const height of heights) this.#wait(chain, height, height + 1)
  }

  everything(): JobState {
    const { folder, vaultKey, jobs } = this.#parts
    const view = jobs.start(async (onProgress, signal) => {
      this.#asked = true
      try {
        await this.#stop(this.#everything)
        const verdict = await startAudit({ folder, vaultKey, onProgress, signal })
        this.#finished(verdict)
        return verdict
      } finally {
        this.#asked = false
        this.#later('look')
      }
    })
    return view
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const timer of Object.values(this.#timers)) clearTimeout(timer)
    await Promise.all([this.#stop(this.#everything), this.#stop(this.#new)])
  }

  async #stop(run: Run | null): Promise<void> {
    run?.pace.stop()
    await run?.ended
  }

  #wait(chain: Key, from: number, to: number): void {
    if (this.#times === null) return
    const begins = this.#waiting.get(chain) ?? new Set()
    for (let at = from - (from % STRETCH); at < to; at += STRETCH) begins.add(at)
    this.#waiting.set(chain, begins)
    this.#later('new')
  }

  /** One timer of a kind; what comes again waits anew. */
  #later(kind: 'look' | 'new'): void {
    if (this.#times === null || this.#closed) return
    clearTimeout(this.#timers[kind])
    const timer = setTimeout(() => (kind === 'look' ? this.#look() : this.#checkNew()), kind === 'look' ? this.#times.look : this.#times.quiet)
    timer.unref()
    this.#timers[kind] = timer
  }

  #look(): void {
    const now = this.#parts.now()
    if (!this.#asked && !this.#everything && now >= this.#notBefore) this.#checkEverything()
    this.#later('look')
  }

  #checkEverything(): void {
    const { folder, vaultKey } = this.#parts
    this.#run('everything', async pace => {
      const onProgress = (done: number, total: number): void => {
        this.#done = done
        this.#total = total
        this.#parts.jobs.progressed()
      }
      const verdict = await startAudit({ folder, vaultKey, cells: pace.cells, pass: this.#keptPass(), onPass: pass => this.#keepPass(pass), onProgress })
      this.#parts.jobs.recall(verdict, this.#finished(verdict))
    })
  }

  #checkNew(): void {
    if (this.#new || this.#waiting.size === 0) return
    const { folder, vaultKey, now } = this.#parts
    const only: LineRange[] = [...this.#waiting].flatMap(([chain, begins]) => [...begins].map(from => ({ chain, from, to: from + STRETCH })))
    this.#waiting = new Map()
    this.#run('new', async pace => {
      const { chains, findings } = await startAudit({ folder, vaultKey, cells: pace.cells, only })
      const blocks = chains.reduce((sum, { lines }) => sum + lines, 0)
      const before = this.#recent
      const known = new Set(before?.findings.map(one => JSON.stringify(one)))
      const fresh = findings.filter(one => !known.has(JSON.stringify(one)))
      this.#recent = { at: new Date(now()).toISOString(), blocks: (before?.blocks ?? 0) + blocks, findings: [...(before?.findings ?? []), ...fresh] }
      this.#keep(LAST, this.#kept())
      if (fresh.length > 0) this.#notBefore = 0 // where there is one thing wrong there may be more: everything is looked at
    })
  }

  #run(kind: 'everything' | 'new', work: (pace: Pace) => Promise<void>): void {
    const pace = openPace()
    const ended = (async () => {
      try {
        await work(pace)
      } catch (error) {
        if (!(error instanceof Stopped)) {
          this.#parts.log(error)
          if (kind === 'everything') this.#notBefore = this.#parts.now() + AGAIN
        }
      }
      if (kind === 'everything') this.#everything = null
      else this.#new = null
      if (this.#closed) return
      if (this.#waiting.size > 0) this.#later('new')
      this.#parts.news.tell('jobChanged')
    })()
    if (kind === 'everything') this.#everything = { pace, ended }
    else this.#new = { pace, ended }
    this.#parts.news.tell('jobChanged')
  }

  /** Everything has been verified, whoever asked for it. Answers when. */
  #finished(verdict: Verdict): string {
    const now = this.#parts.now()
    const at = new Date(now).toISOString()
    this.#recent = null
    this.#done = this.#total = 0
    this.#notBefore = now + (this.#times ?? TIMES).every
    this.#keep(LAST, JSON.stringify({ at, verdict: shortened(verdict), recent: null } satisfies Kept))
    this.#keep(PASS, writePass(noPass))
    return at
  }

  #kept(): string {
    const { verdict, at } = this.#parts.jobs.view()
    const kept: Kept = {
      at: at ?? new Date(this.#parts.now()).toISOString(),
      verdict: verdict && shortened(verdict),
      recent: this.#recent && shortened(this.#recent)
    }
    return JSON.stringify(kept)
  }

  /** Losing it costs time, never truth: a disk that is full or a store that only reads hinders nothing. */
  #keep(name: string, value: string): void {
    const { ledger, guard, log } = this.#parts
    if (ledger.store.readonly) return
    try {
      putMeta(ledger.store.ledger, guard, name, value)
    } catch (error) {
      log(error)
    }
  }

  #keepPass(pass: Pass): void {
    this.#keep(PASS, writePass(pass))
  }

  #read<T>(name: string, otherwise: T, read: (text: string) => T): T {
    const { ledger, guard } = this.#parts
    try {
      const text = getMeta(ledger.store.ledger, guard, name)
      return text === undefined ? otherwise : read(text)
    } catch {
      return otherwise // changed from outside: verification names the row, and begins anew
    }
  }

  #keptPass(): Pass {
    return this.#read(PASS, noPass, readPass)
  }

  #recall(): void {
    const kept = this.#read<Kept | null>(LAST, null, text => JSON.parse(text) as Kept)
    if (!kept) return
    this.#recent = kept.recent
    if (kept.verdict === null) return
    this.#notBefore = Date.parse(kept.at) + (this.#times ?? TIMES).every
    if (this.#parts.jobs.view().verdict === null) this.#parts.jobs.recall(kept.verdict, kept.at)
  }
}

const shortened = <T extends { readonly findings: readonly Finding[] }>(of: T): T => ({ ...of, findings: of.findings.slice(0, MOST_KEPT) })
