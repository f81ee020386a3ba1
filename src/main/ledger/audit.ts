/**
 * Verification of a data folder, in worker threads that open the store read-only themselves: this thread only hands on
 * progress and the verdict. Nothing in the folder is changed. The work: main/work/conduct.ts.
 */
import { Worker } from 'node:worker_threads'
import type { Verdict } from '../../shared/contract.ts'
import { OfficeError, type Detail, type ErrorCode } from '../../shared/errors.ts'
import type { Key } from '../../shared/names.ts'
import { Stopped } from './pace.ts'
import type { Pass } from './pass.ts'

/** What the conductor is told; it must survive structured clone. */
export interface AuditPlan {
  readonly folder: string
  /** 32 bytes; null leaves payloads, guarded rows, names and the index unopened, which the verdict says. */
  readonly vaultKey: Uint8Array | null
  /** Threads that check, beside the one that conducts; 0: that one does it all. */
  readonly workers: number
  /** Compare the index with a rebuild (takes the vault). */
  readonly index: boolean
  /** A program has the folder open and may be writing. */
  readonly live: boolean
  /** ms since 1970: since when offices have been silent. */
  readonly now: number
  /** Takes its time (pace.ts), in one thread of its own, and says from time to time how far it has come. */
  readonly cells?: SharedArrayBuffer
  /** From where it goes on. */
  readonly pass?: Pass
  /** Only these lines, with what stands beside them, and nothing else. */
  readonly only?: readonly LineRange[]
}
/** Heights [from, to) of a chain. */
export interface LineRange {
  readonly chain: Key
  readonly from: number
  readonly to: number
}
export type AuditMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'pass'; readonly pass: Pass }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly detail: Detail }

export interface AuditOptions extends Partial<Pick<AuditPlan, 'workers' | 'index' | 'live' | 'now' | 'cells' | 'pass' | 'only'>> {
  readonly folder: string
  readonly vaultKey: Uint8Array | null
  /** Never goes back. In lines, those compared with the index counted twice. */
  readonly onProgress?: (done: number, total: number) => void
  /** How far it has come, for `pass` of another time; with `cells` only. */
  readonly onPass?: (pass: Pass) => void
  readonly signal?: AbortSignal
}

const WORKERS = 2
/** How long a cancelled conductor may take to close the files it reads. */
const CLOSE_MS = 5_000

/** Ends the thread once it has closed what it reads, so that it leaves the folder as it was. */
async function end(conductor: Worker): Promise<void> {
  const ended = new Promise<void>(resolve => conductor.once('exit', () => resolve()))
  if (conductor.threadId === -1) return
  conductor.postMessage('stop')
  const late = setTimeout(() => void conductor.terminate(), CLOSE_MS)
  await ended
  clearTimeout(late)
}

/**
 * The verdict on a folder. Throws what opening throws (no-desk, not-our-database, newer-database, damaged-database), the
 * signal's reason when it is cancelled, Stopped when its pace was, internal when a thread dies.
 */
export async function startAudit({
  folder,
  vaultKey,
  workers = WORKERS,
  index = true,
  live = true,
  now = Date.now(),
  onProgress,
  onPass,
  signal,
  ...more
}: AuditOptions): Promise<Verdict> {
  signal?.throwIfAborted()
  const plan: AuditPlan = { folder, vaultKey: vaultKey && Uint8Array.from(vaultKey), workers: Math.max(0, workers), index, live, now, ...more }
  const conductor = new Worker(new URL('../work/conduct.ts', import.meta.url), { workerData: plan, name: 'verification' })
  let told = 0
  try {
    return await new Promise<Verdict>((resolve, reject) => {
      const cancel = (): void => reject(signal!.reason as Error)
      signal?.addEventListener('abort', cancel, { once: true })
      conductor.on('message', (message: AuditMessage) => {
        if (message.kind === 'verdict') resolve(message.verdict)
        else if (message.kind === 'failed') reject(new OfficeError(message.code, message.detail))
        else if (message.kind === 'stopped') reject(new Stopped('verification was stopped'))
        else if (message.kind === 'pass') onPass?.(message.pass)
        else if (!(signal?.aborted ?? false)) onProgress?.((told = Math.max(told, message.done)), message.total)
      })
      conductor.on('error', error =>
        reject(new OfficeError('internal', { what: `verification stopped: ${error instanceof Error ? error.message : String(error)}` }, { cause: error }))
      )
      conductor.on('exit', () => {
        signal?.removeEventListener('abort', cancel)
        reject(new OfficeError('internal', { what: 'verification ended without a verdict' }))
      })
    })
  } finally {
    await end(conductor)
    plan.vaultKey?.fill(0)
  }
}
