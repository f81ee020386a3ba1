/**
 * Signatures of lines, verified in threads of their own so that pages and peers are answered meanwhile (15,000 a second and
 * core). Started at the first large batch. A thread that dies loses nothing: its lines are verified here instead.
 */
import { Worker } from 'node:worker_threads'
import { availableParallelism } from 'node:os'
import { concat, type Bytes } from '../../shared/bytes.ts'
import { isSound } from './sound-line.ts'

/** Lines, one after the other, and where each ends. */
export interface SignatureTask {
  readonly id: number
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly ends: readonly number[]
}
export interface SignatureAnswer {
  readonly id: number
  readonly sound: readonly boolean[]
}

export interface SignatureThreads {
  /** Whether each line is sound in full (`open`). */
  readonly verifyLines: (lines: readonly Bytes[]) => Promise<readonly boolean[]>
  readonly close: () => Promise<void>
}

/** Lines handed to a thread at a time: what it does in some 30 ms. */
const SHARE = 512

export function openSignatureThreads(most = Math.max(1, availableParallelism() - 1)): SignatureThreads {
  const threads: Thread[] = []
  let next = 0
  let closed = false
  const pick = (): Thread | undefined => {
    if (closed) return undefined
    const free = threads.find(thread => thread.waiting === 0)
    if (free || threads.length >= most) return free ?? threads[next++ % threads.length]
    const made = new Thread(() => void threads.splice(threads.indexOf(made), 1))
    threads.push(made)
    return made
  }
  const share = async (lines: readonly Bytes[]): Promise<readonly boolean[]> => {
    const thread = pick()
    const answer = thread && (await thread.run(lines).catch(() => undefined))
    return answer ?? lines.map(isSound)
  }
  return {
    verifyLines: async lines => {
      const shares = Array.from({ length: Math.ceil(lines.length / SHARE) }, (_, i) => lines.slice(i * SHARE, (i + 1) * SHARE))
      return (await Promise.all(shares.map(share))).flat()
    },
    close: async () => {
      closed = true
      await Promise.all(threads.splice(0).map(thread => thread.end()))
    }
  }
}

/** One worker and what it has been given. */
class Thread {
  readonly #worker = new Worker(new URL('./signature-worker.ts', import.meta.url), { name: 'muniment-signatures' })
  readonly #given = new Map<number, { resolve: (sound: readonly boolean[]) => void; reject: (error: Error) => void }>()
  #last = 0

  constructor(gone: () => void) {
    const lose = (error: Error): void => {
      gone()
      for (const { reject } of this.#given.values()) reject(error)
      this.#given.clear()
    }
    this.#worker.unref()
    this.#worker.on('message', ({ id, sound }: SignatureAnswer) => {
      this.#given.get(id)?.resolve(sound)
      this.#given.delete(id)
    })
    this.#worker.once('error', error => lose(error instanceof Error ? error : new Error(String(error))))
    this.#worker.once('exit', () => lose(new Error('the thread ended')))
  }

  get waiting(): number {
    return this.#given.size
  }

  run(lines: readonly Bytes[]): Promise<readonly boolean[]> {
    const id = ++this.#last
    let end = 0
    const task: SignatureTask = { id, bytes: concat(...lines), ends: lines.map(line => (end += line.length)) }
    const { promise, resolve, reject } = Promise.withResolvers<readonly boolean[]>()
    this.#given.set(id, { resolve, reject })
    this.#worker.postMessage(task, [task.bytes.buffer])
    return promise
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }
}
