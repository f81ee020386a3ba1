/** The thread that conducts a verification: it alone talks to the thread that asked. */
import { parentPort, workerData } from 'node:worker_threads'
import { OfficeError } from '../../shared/errors.ts'
import type { AuditMessage, AuditPlan } from '../ledger/audit.ts'
import { verifyStore } from './verify-store.ts'

const send = (message: AuditMessage): void => parentPort?.postMessage(message)
const stop = new AbortController()
parentPort?.on('message', () => stop.abort())

try {
  const verdict = await verifyStore(workerData as AuditPlan, (done, total) => send({ kind: 'progress', done, total }), stop.signal)
  send({ kind: 'verdict', verdict })
} catch (error) {
  const known = error instanceof OfficeError ? error : new OfficeError('internal', { what: error instanceof Error ? error.message : String(error) })
  send({ kind: 'failed', code: known.code, detail: known.detail })
}
parentPort?.close()
