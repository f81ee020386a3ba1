/** Checking threads that are given one task after another. A task that fails rejects; a thread that dies rejects what it had. */
import { Worker } from 'node:worker_threads'
import { perform } from './perform.ts'
import { openReading, type CheckerData } from './reading.ts'
import type { Answer, Request, TaskName, Tasks } from './tasks.ts'

/** Does tasks. */
export interface Checkers {
  run<N extends TaskName>(task: N, input: Tasks[N]['input']): Promise<Tasks[N]['output']>
  close(): Promise<void>
}

/** Everything in this thread, one after another: for small stores, where starting threads would take longest. */
export function checkHere(data: CheckerData, step: (lines: number) => void): Checkers {
  const reading = openReading(data)
  let id = 0
  return {
    run: async (task, input) => (await perform(reading, { id: id++, task, input } as Request, step)) as never,
    close: async () => reading.store.close()
  }
}

interface Waiting {
  readonly request: Request
  readonly resolve: (output: never) => void
  readonly reject: (error: Error) => void
}

export class Pool implements Checkers {
  readonly #workers: Worker[] = []
  readonly #idle: Worker[] = []
  readonly #queue: Waiting[] = []
  readonly #running = new Map<Worker, Waiting>()
  readonly #step: (lines: number) => void
  #next = 1

  /** `step` hears of lines done while a task runs. */
  constructor(size: number, data: CheckerData, step: (lines: number) => void) {
    this.#step = step
    for (let i = 0; i < size; i++) {
      const worker = new Worker(new URL('./checker.ts', import.meta.url), { workerData: data, name: `verification ${i + 1}` })
      worker.on('message', (answer: Answer) => this.#answered(worker, answer))
      worker.on('error', error => this.#died(worker, error instanceof Error ? error : new Error(String(error))))
      worker.on('exit', () => this.#died(worker, new Error('a checking thread ended')))
      this.#workers.push(worker)
      this.#idle.push(worker)
    }
  }

  run<N extends TaskName>(task: N, input: Tasks[N]['input']): Promise<Tasks[N]['output']> {
    const { promise, resolve, reject } = Promise.withResolvers<Tasks[N]['output']>()
    this.#queue.push({ request: { id: this.#next++, task, input } as Request, resolve: resolve as (output: never) => void, reject })
    this.#feed()
    return promise
  }

  async close(): Promise<void> {
    for (const worker of this.#workers) worker.removeAllListeners()
    await Promise.all(this.#workers.map(worker => worker.terminate()))
  }

  #feed(): void {
    while (this.#idle.length > 0 && this.#queue.length > 0) {
      const worker = this.#idle.pop()!
      const waiting = this.#queue.shift()!
      this.#running.set(worker, waiting)
      worker.postMessage(waiting.request)
    }
    if (this.#workers.length === 0) for (const waiting of this.#queue.splice(0)) waiting.reject(new Error('every checking thread has ended'))
  }

  #answered(worker: Worker, answer: Answer): void {
    if (answer.kind === 'step') return this.#step(answer.lines)
    const waiting = this.#running.get(worker)
    this.#running.delete(worker)
    this.#idle.push(worker)
    if (answer.kind === 'done') waiting?.resolve(answer.output as never)
    else waiting?.reject(Object.assign(new Error(answer.error), { code: answer.code }))
    this.#feed()
  }

  #died(worker: Worker, error: Error): void {
    const at = this.#workers.indexOf(worker)
    if (at === -1) return
    this.#workers.splice(at, 1)
    if (this.#idle.includes(worker)) this.#idle.splice(this.#idle.indexOf(worker), 1)
    this.#running.get(worker)?.reject(error)
    this.#running.delete(worker)
    this.#feed()
  }
}
