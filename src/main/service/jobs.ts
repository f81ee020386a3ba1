/** The one long job of a desk: verification. Its state is asked for with `verifyJob`; changes are told as news. */
import type { Output } from '../../shared/contract.ts'
import type { Verdict } from '../../shared/contract.ts'
import { OfficeError } from '../../shared/errors.ts'
import type { NewsDesk } from '../news.ts'

export type JobView = Output<'verifyJob'>
/** Runs a verification; calls back with what is done and left, in lines. */
export type RunVerify = (progress: (done: number, total: number) => void, signal: AbortSignal) => Promise<Verdict>

export interface Jobs {
  view(): JobView
  start(run: RunVerify): JobView
  cancel(): JobView
  /** Cancels and waits until nothing of it runs any more. */
  close(): Promise<void>
}

const none: JobView = { state: 'none', done: 0, total: 0, secondsLeft: null, at: null, verdict: null, error: null }
/** Pages hear of progress at most this often, in ms. */
const TELL_MS = 200

export function openJobs(news: NewsDesk, now: () => number): Jobs {
  let view: JobView = none
  let abort: AbortController | null = null
  let running: Promise<void> = Promise.resolve()
  let told = 0
  const set = (next: Partial<JobView>, always = false): void => {
    view = { ...view, ...next }
    if (!always && now() - told < TELL_MS) return
    told = now()
    news.tell('jobChanged')
  }
  const work = async (run: RunVerify, signal: AbortSignal): Promise<void> => {
    const began = now()
    const progress = (done: number, total: number): void => {
      const spent = now() - began
      set({ done, total, secondsLeft: done > 0 && spent > 1_000 ? Math.ceil((spent * (total - done)) / done / 1_000) : null })
    }
    try {
      const verdict = await run(progress, signal)
      set({ state: 'done', at: new Date(now()).toISOString(), verdict, secondsLeft: null, done: view.total, error: null }, true)
    } catch (error) {
      if (signal.aborted) set({ state: 'cancelled', secondsLeft: null }, true)
      else {
        const known = error instanceof OfficeError ? error : new OfficeError('internal', { what: error instanceof Error ? error.message : String(error) })
        set({ state: 'failed', secondsLeft: null, error: { code: known.code, message: known.message, next: known.next } }, true)
      }
    }
  }
  return {
    view: () => view,
    start(run) {
      if (view.state === 'running') return view
      abort = new AbortController()
      set({ state: 'running', done: 0, total: 0, secondsLeft: null, error: null }, true)
      running = work(run, abort.signal)
      return view
    },
    cancel() {
      abort?.abort()
      return view
    },
    async close() {
      abort?.abort()
      await running
    }
  }
}
