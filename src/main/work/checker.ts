/** A checking thread: opens the store read-only by itself and does one task after another. */
import { parentPort, workerData } from 'node:worker_threads'
import { perform } from './perform.ts'
import { openReading, type CheckerData } from './reading.ts'
import type { Answer, Request } from './tasks.ts'

const reading = openReading(workerData as CheckerData)
const send = (answer: Answer): void => parentPort?.postMessage(answer)

/** SQLite's own code, so that damage is told from a fault of the program. */
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

async function answer(request: Request): Promise<void> {
  try {
    send({ id: request.id, kind: 'done', output: await perform(reading, request, lines => send({ id: request.id, kind: 'step', lines })) })
  } catch (error) {
    send({ id: request.id, kind: 'failed', error: error instanceof Error ? error.message : String(error), code: codeOf(error) })
  }
}

parentPort?.on('message', (request: Request) => void answer(request))
