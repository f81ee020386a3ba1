/** The one job of copies: a backup being made, or a drill. Its state is asked for with `backups`; changes are told as news. */
import type { Output } from '../../shared/contract.ts'
import { OfficeError } from '../../shared/errors.ts'
import type { NewsDesk } from '../news.ts'

type CopyJob = Output<'backups'>['job']
type Drill = NonNullable<CopyJob['drill']>
type Trouble = NonNullable<Output<'backups'>['trouble']>

/** Pages hear of progress at most this often, in ms. */
const TELL_MS = 200
const idle: CopyJob = { what: 'none', state: 'none', stage: 'writing', done: 0, total: 0, file: null, error: null, drill: null }

export interface Backups {
  readonly job: CopyJob
  /** Runs it when nothing else runs; its end is in the job. Throws copy-running. */
  start(what: 'backup' | 'drill', file: string | null, work: (tell: Tell, signal: AbortSignal) => Promise<Drill | null>): Promise<void>
  cancel(): void
  close(): Promise<void>
}
export type Tell = (stage: CopyJob['stage'], done: number, total: number) => void

const known = (error: unknown): OfficeError =>
  error instanceof OfficeError ? error : new OfficeError('internal', { what: error instanceof Error ? error.message : String(error) }, { cause: error })

export const troubleOf = (error: unknown, at: number): Trouble => {
  const { code, message, next } = known(error)
  return { at: new Date(at).toISOString(), code, message, next }
}

export function openBackups(news: NewsDesk, now: () => number): Backups {
  let job = idle
  let abort: AbortController | null = null
  let running: Promise<void> = Promise.resolve()
  let told = 0
  const set = (next: Partial<CopyJob>, always = false): void => {
    job = { ...job, ...next }
    if (!always && now() - told < TELL_MS) return
    told = now()
    news.tell('jobChanged')
  }
  return {
    get job() {
      return job
    },
    start(what, file, work) {
      if (job.state === 'running') throw new OfficeError('copy-running', { what: job.what === 'drill' ? 'A restore drill' : 'A backup' })
      const { signal } = (abort = new AbortController())
      set({ ...idle, what, file, state: 'running' }, true)
      const run = async (): Promise<void> => {
        try {
          const drill = await work((stage, done, total) => set({ stage, done, total }), signal)
          set({ state: 'done', drill, done: job.total }, true)
        } catch (error) {
          const { code, message, next } = known(error)
          set(signal.aborted ? { state: 'cancelled' } : { state: 'failed', error: { code, message, next } }, true)
          throw error
        }
      }
      const done = run()
      running = done.catch(() => undefined)
      return done
    },
    cancel: () => abort?.abort(new OfficeError('copy-cancelled')),
    async close() {
      abort?.abort(new OfficeError('copy-cancelled'))
      await running
    }
  }
}
