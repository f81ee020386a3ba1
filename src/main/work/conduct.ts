/** The thread that conducts a verification: it alone talks to the thread that asked. */
import { parentPort, workerData } from 'node:worker_threads'
import { OfficeError } from '../../shared/errors.ts'
import type { AuditMessage, AuditPlan } from '../ledger/audit.ts'
import { constants, setPriority } from 'node:os'
import { keepPace, Stopped } from '../ledger/pace.ts'
import { verifyNew } from './verify-new.ts'
import { verifyStore } from './verify-store.ts'

const send = (message: AuditMessage): void => parentPort?.postMessage(message)
const stop = new AbortController()
parentPort?.on('message', () => stop.abort())

const plan = workerData as AuditPlan
const progress = (done: number, total: number): void => send({ kind: 'progress', done, total })

/** On Linux a priority is a thread's own; elsewhere it would be the whole program's. */
function stepAside(): void {
  try {
    if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW)
  } catch {
    // not allowed here: the pace remains
  }
}

try {
  if (plan.cells) stepAside()
  const between = plan.cells && keepPace(plan.cells)
  const verdict = plan.only
    ? await verifyNew({ ...plan, only: plan.only }, between ?? (() => {}))
    : await verifyStore(plan, progress, stop.signal, between && { between, keep: pass => send({ kind: 'pass', pass }) })
  send({ kind: 'verdict', verdict })
} catch (error) {
  if (error instanceof Stopped) send({ kind: 'stopped' })
  else {
    const known = error instanceof OfficeError ? error : new OfficeError('internal', { what: error instanceof Error ? error.message : String(error) })
    send({ kind: 'failed', code: known.code, detail: known.detail })
  }
}
parentPort?.close()
