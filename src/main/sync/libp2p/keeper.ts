/** Keeps one worker alive: starts it, watches its pulse, and starts it again with back-off when it dies. */
import { Worker } from 'node:worker_threads'
import { OfficeError } from '../../../shared/errors.ts'
import { MISSED_PULSES, PULSE, SOUND_AFTER, START_DEADLINE, waitBefore } from './bounds.ts'
import type { ToOffice, ToWorker, WorkerOptions } from './messages.ts'

/** Heap of the network worker in MB; beyond it that thread dies, and only that. */
const WORKER_HEAP = 384

export type Spawn = (options: WorkerOptions) => Worker

/** `stdout` and `stderr` stay the process's own; the worker writes nothing. */
export const spawnWorker: Spawn = options =>
  new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: options,
    execArgv: [],
    name: 'muniment-network',
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP }
  })

type Ready = Extract<ToOffice, { t: 'ready' }>

/** One life of the worker. Messages to one that has died go nowhere. */
export interface Post {
  (message: ToWorker, transfer?: ArrayBuffer[]): void
}

export interface KeeperEnds {
  up(ready: Ready, post: Post): void
  down(detail: string, againInMs: number): void
  hear(message: ToOffice, post: Post): void
}

export interface Keeper {
  close(): Promise<void>
}

/** Resolves when the worker listens; rejects when its first start fails. Later failures are tried again for ever. */
export async function keepWorker(options: WorkerOptions, ends: KeeperEnds, spawn: Spawn = spawnWorker): Promise<Keeper> {
  let present = options
  let closing = false
  let failures = 0
  let worker: Worker | undefined
  let again: NodeJS.Timeout | undefined

  const start = async (): Promise<void> => {
    const life = await bring(spawn(present), (message, post) => ends.hear(message, post))
    if (closing) return void life.worker.terminate()
    worker = life.worker
    const since = performance.now()
    present = { ...present, listen: life.ready.bound }
    ends.up(life.ready, life.post)
    void life.died.then(detail => {
      worker = undefined
      if (performance.now() - since > SOUND_AFTER) failures = 0
      if (!closing) retry(detail)
    })
  }
  const retry = (detail: string): void => {
    const wait = waitBefore(failures++)
    again = setTimeout(() => void start().catch((error: unknown) => closing || retry(error instanceof Error ? error.message : 'it did not start')), wait)
    ends.down(detail, wait)
  }

  await start()
  return {
    async close() {
      closing = true
      clearTimeout(again)
      if (worker === undefined) return
      const gone = new Promise<void>(resolve => worker?.once('exit', () => resolve()))
      worker.postMessage({ t: 'close' } satisfies ToWorker)
      const hard = setTimeout(() => void worker?.terminate(), 3_000)
      await gone
      clearTimeout(hard)
    }
  }
}

interface Life {
  readonly worker: Worker
  readonly ready: Ready
  readonly post: Post
  /** Resolves with the reason once the thread is gone. */
  readonly died: Promise<string>
}

/** A worker from its birth to its first `ready`, with its pulse watched from then on. */
function bring(worker: Worker, hear: KeeperEnds['hear']): Promise<Life> {
  const { promise, resolve, reject } = Promise.withResolvers<Life>()
  const { promise: died, resolve: die } = Promise.withResolvers<string>()
  const post: Post = (message, transfer = []) => worker.postMessage(message, transfer)
  let reason = 'the network worker stopped'
  let silent = 0
  let pulse: NodeJS.Timeout | undefined
  const late = setTimeout(() => void worker.terminate(), START_DEADLINE)

  worker.on('message', (message: ToOffice) => {
    switch (message.t) {
      case 'ready':
        clearTimeout(late)
        pulse = setInterval(() => {
          if (++silent > MISSED_PULSES) {
            reason = 'the network worker hung'
            void worker.terminate()
          } else post({ t: 'pulse' })
        }, PULSE)
        pulse.unref()
        return resolve({ worker, ready: message, post, died })
      case 'not-started':
        reject(notStarted(message))
        return void worker.terminate()
      case 'pulse':
        return void (silent = 0)
      default:
        return hear(message, post)
    }
  })
  worker.on('error', error => {
    reason = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : reason
  })
  worker.on('exit', () => {
    clearTimeout(late)
    clearInterval(pulse)
    reject(new OfficeError('internal', { what: reason }))
    die(reason)
  })
  return promise
}

function notStarted({ code, detail }: Extract<ToOffice, { t: 'not-started' }>): OfficeError {
  if (code === 'port-in-use') return new OfficeError(code, { port: /tcp\/(\d+)|:(\d+)/.exec(detail)?.slice(1).find(Boolean) ?? '?' })
  if (code === 'bad-input') return new OfficeError(code, { field: 'listen', wanted: 'multiaddrs of this machine', got: detail })
  return new OfficeError(code, { what: detail })
}
