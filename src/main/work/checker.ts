/** A checking thread: opens the store read-only by itself and does one task after another. */
import { parentPort, workerData } from 'node:worker_threads'
import { checkChain } from './check-chain.ts'
import { checkDatabase } from './check-database.ts'
import { checkGuarded } from './check-guarded.ts'
import { checkIndex } from './check-index.ts'
import { checkLines } from './check-lines.ts'
import { nameFindings } from './name-findings.ts'
import { openReading, type CheckerData, type Reading } from './reading.ts'
import type { Answer, Request, TaskName, Tasks } from './tasks.ts'

const reading = openReading(workerData as CheckerData)
const send = (answer: Answer): void => parentPort?.postMessage(answer)

function perform(on: Reading, request: Request): Tasks[TaskName]['output'] | Promise<Tasks[TaskName]['output']> {
  const step = (lines: number): void => send({ id: request.id, kind: 'step', lines })
  switch (request.task) {
    case 'lines':
      return checkLines(on, request.input, step)
    case 'chain':
      return checkChain(on, request.input)
    case 'database':
      return checkDatabase(on)
    case 'guarded':
      return checkGuarded(on)
    case 'index':
      return checkIndex(on, step)
    case 'names':
      return nameFindings(on, request.input)
  }
}

async function answer(request: Request): Promise<void> {
  try {
    send({ id: request.id, kind: 'done', output: await perform(reading, request) })
  } catch (error) {
    send({ id: request.id, kind: 'failed', error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

parentPort?.on('message', (request: Request) => void answer(request))
