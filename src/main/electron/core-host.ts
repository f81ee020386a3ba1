/**
 * The shell's side of the core: starts it, speaks with it, starts it again when it dies (H4). A call that was on its way when
 * it died may have been carried out: it is answered 'unknown-outcome', and whoever asked asks again with the same id. A call that comes
 * while there is no core waits for the next one. After a restart nobody is signed in and every page asks for everything anew.
 */
import { newsKinds, type News } from '../../shared/contract.ts'
import { isErrorCode, OfficeError } from '../../shared/errors.ts'
import type { Reply } from '../../shared/wire.ts'
import type { Download, StreamedDownload } from '../service/door.ts'
import type { CoreStart, FromCore, ToCore } from './core-messages.ts'

export interface CoreChild {
  post(message: ToCore): void
  onMessage(receive: (message: FromCore) => void): void
  onExit(receive: () => void): void
  kill(): void
}

export interface Core {
  request(window: string, name: string, input: unknown): Promise<Reply>
  /** Both throw OfficeError. */
  putFile(window: string, bytes: Uint8Array): Promise<{ sha256: string; size: number }>
  getFile(window: string, path: string): Promise<Download>
  /** As the desk's door: pieces cross one at a time. */
  openFile(window: string, path: string): Promise<Download | StreamedDownload>
  upload(window: string, pieces: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number }>
  leave(window: string): void
  listen(receive: (news: News) => void): () => void
  lock(): void
  /** Ends the core and its keys (suspend), until `wake` or until something is asked again. */
  rest(): Promise<void>
  wake(): Promise<void>
  close(): Promise<void>
}

export interface CoreHostOptions {
  readonly fork: () => CoreChild
  readonly start: CoreStart
  /** Resolves after so many ms. */
  readonly wait: (ms: number) => Promise<void>
  /** The core can not run; nothing is served any more. Told once. */
  readonly onTrouble: (error: OfficeError) => void
}

type State =
  | { readonly is: 'resting' }
  | { readonly is: 'starting'; readonly child: CoreChild }
  | { readonly is: 'up'; readonly child: CoreChild }
  | { readonly is: 'waiting' }
  | { readonly is: 'broken'; readonly error: OfficeError }
  | { readonly is: 'closed' }

/** So many deaths in a row, none of them after a call was answered, are no accident any more. */
const MOST_DEATHS = 6
const CLOSE_MS = 10_000

const unknown: Reply = { ok: false, code: 'unknown-outcome', detail: {} }

export function hostCore(options: CoreHostOptions): Core {
  let state: State = { is: 'resting' }
  let deaths = 0
  let last = 0
  let everUp = false
  const pending = new Map<number, (reply: Reply) => void>()
  const waiting = new Set<() => void>()
  const listeners = new Set<(news: News) => void>()
  /** The core that is being ended; the next one needs the folder that it still holds. */
  let ending: Promise<void> = Promise.resolve()
  let heardEnd = (): void => undefined

  const become = (next: State): void => {
    state = next
    if (next.is === 'starting' || next.is === 'waiting') return
    for (const wake of waiting) wake()
    waiting.clear()
  }
  const tell = (news: News): void => listeners.forEach(receive => receive(news))
  const answerAll = (reply: Reply): void => {
    for (const resolve of pending.values()) resolve(reply)
    pending.clear()
  }
  const breakDown = (error: OfficeError): void => {
    become({ is: 'broken', error })
    options.onTrouble(error)
  }

  const launch = (): void => {
    const child = options.fork()
    let failure: OfficeError | undefined
    become({ is: 'starting', child })
    child.onMessage(message => {
      if (message.kind === 'ready') {
        become({ is: 'up', child })
        if (everUp) for (const kind of newsKinds) tell({ kind })
        everUp = true
      } else if (message.kind === 'failed') {
        failure = new OfficeError(message.code, message.detail)
        child.kill()
      } else if (message.kind === 'news') tell(message.news)
      else {
        deaths = 0
        pending.get(message.id)?.(message.reply)
        pending.delete(message.id)
      }
    })
    child.onExit(() => {
      heardEnd()
      answerAll(unknown)
      if ((state.is !== 'up' && state.is !== 'starting') || state.child !== child) return
      if (!everUp) return breakDown(failure ?? new OfficeError('program-damaged', { what: 'the core ended before it began' }))
      deaths += 1
      if (deaths >= MOST_DEATHS) return breakDown(failure ?? new OfficeError('internal', { what: 'the core stops again and again' }))
      become({ is: 'waiting' })
      void options.wait(Math.min(30_000, 100 * 4 ** (deaths - 1))).then(() => {
        if (state.is === 'waiting') launch()
      })
    })
    child.post({ kind: 'start', start: options.start })
  }

  const wake = async (): Promise<void> => {
    await ending
    if (state.is === 'resting') launch()
  }
  const ready = async (): Promise<CoreChild | OfficeError> => {
    for (;;) {
      if (state.is === 'up') return state.child
      if (state.is === 'broken') return state.error
      if (state.is === 'closed') return new OfficeError('unknown-outcome')
      if (state.is === 'resting') await wake()
      else await new Promise<void>(resolve => waiting.add(resolve))
    }
  }
  const isUp = (child: CoreChild): boolean => state.is === 'up' && state.child === child
  /** Of this core and no other: what a stream is called is known to the core that has it. */
  const askOf = (child: CoreChild, message: (id: number) => ToCore): Promise<Reply> => {
    if (!isUp(child)) return Promise.resolve(unknown)
    const id = ++last
    return new Promise(resolve => {
      pending.set(id, resolve)
      child.post(message(id))
    })
  }
  const ask = async (message: (id: number) => ToCore): Promise<Reply> => {
    const child = await ready()
    return child instanceof OfficeError ? { ok: false, code: child.code, detail: child.detail } : askOf(child, message)
  }
  const theCore = async (): Promise<CoreChild> => {
    const child = await ready()
    if (child instanceof OfficeError) throw child
    return child
  }
  const end = async (next: State): Promise<void> => {
    const child = state.is === 'up' || state.is === 'starting' ? state.child : undefined
    become(next)
    if (child === undefined) return
    ending = new Promise<void>(resolve => (heardEnd = resolve))
    child.post({ kind: 'close' })
    void options.wait(CLOSE_MS).then(() => child.kill())
    await ending
  }

  const drop = (child: CoreChild, stream: number): void => {
    if (isUp(child)) child.post({ kind: 'drop', stream })
  }
  async function* piecesOf(child: CoreChild, stream: number): AsyncGenerator<Uint8Array> {
    let ended = false
    try {
      for (;;) {
        const { bytes } = valueOf(await askOf(child, id => ({ kind: 'next', id, stream }))) as { bytes: Uint8Array | null }
        if (bytes === null) break
        yield bytes
      }
      ended = true
    } finally {
      if (!ended) drop(child, stream)
    }
  }

  launch()
  return {
    request: (window, name, input) => ask(id => ({ kind: 'call', id, window, name, input })),
    putFile: async (window, bytes) => valueOf(await ask(id => ({ kind: 'put', id, window, bytes }))) as { sha256: string; size: number },
    getFile: async (window, path) => valueOf(await ask(id => ({ kind: 'get', id, window, path }))) as Download,
    async openFile(window, path) {
      const child = await theCore()
      const opened = valueOf(await askOf(child, id => ({ kind: 'open', id, window, path }))) as Download | { stream: number; type: string; name: string }
      return 'stream' in opened ? { type: opened.type, name: opened.name, stream: piecesOf(child, opened.stream) } : opened
    },
    async upload(window, pieces) {
      const child = await theCore()
      const { stream } = valueOf(await askOf(child, id => ({ kind: 'upload', id, window }))) as { stream: number }
      const push = async (bytes: Uint8Array | null): Promise<unknown> => valueOf(await askOf(child, id => ({ kind: 'push', id, stream, bytes })))
      try {
        for await (const piece of pieces) await push(piece)
        return (await push(null)) as { sha256: string; size: number }
      } catch (error) {
        drop(child, stream)
        throw error
      }
    },
    leave: window => {
      if (state.is === 'up') state.child.post({ kind: 'leave', window })
    },
    listen(receive) {
      listeners.add(receive)
      return () => listeners.delete(receive)
    },
    lock: () => {
      if (state.is === 'up') state.child.post({ kind: 'lock' })
    },
    rest: () => (state.is === 'broken' || state.is === 'closed' ? Promise.resolve() : end({ is: 'resting' })),
    wake,
    close: () => end({ is: 'closed' })
  }
}

function valueOf(reply: Reply): unknown {
  if (reply.ok) return reply.value
  throw isErrorCode(reply.code) ? new OfficeError(reply.code, reply.detail) : new OfficeError('internal', { what: reply.code })
}
