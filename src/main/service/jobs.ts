/** The one long job of a desk: verification. Its state is asked for with `verifyJob`; changes are told as news. */
import type { Output } from '../../shared/contract.ts'
import type { Verdict } from '../../shared/contract.ts'
import { OfficeError } from '../../shared/errors.ts'
import type { NewsDesk } from '../news.ts'

/** Of a verification that was asked for; what goes on in the background: verifying.ts. */
export type JobState = Omit<Output<'verifyJob'>, 'background' | 'recent'>
/** Runs a verification; calls back with what is done and left, in lines. */
export type RunVerify = (progress: (done: number, total: number) => void, signal: AbortSignal) => Promise<Verdict>

export interface Jobs {
  view(): JobState
  start(run: RunVerify): JobState
  cancel(): JobState
  /** The verdict of a verification that was not asked for here and now. */
  recall(verdict: Verdict, at: string): void
  /** Something beside the job has come on: told as often as the job's own progress. */
  progressed(): void
  /** Cancels and waits until nothing of it runs any more. */
  close(): Promise<void>
}

const none: JobState = { state: 'none', done: 0, total: 0, secondsLeft: null, at: null, verdict: null, error: null }
/** Pages hear of progress at most this often, in ms. */
const TELL_MS = 200

export function openJobs(news: NewsDesk, now: () => number): Jobs {
  let view: JobState = none
  let abort: AbortController | null = null
  let running: Promise<void> = Promise.resolve()
  let told = 0
  const set = (next: Partial<JobState>, always = false): void => {
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
    recall: (verdict, at) => set({ verdict, at }, true),
    progressed: () => set({}),
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
