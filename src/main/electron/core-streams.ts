/**
 * Bytes of any length through the port between shell and core, which carries messages only: each piece is asked for, and each
 * piece sent is answered when it has been taken, so neither side ever holds more than one.
 */

export interface CoreStreams {
  /** A stream that the other side asks pieces of. */
  out(pieces: AsyncIterable<Uint8Array>): number
  /** The next piece; null after the last. Throws what the stream throws, and then it is gone. */
  next(stream: number): Promise<Uint8Array | null>
  /** A stream that the other side sends pieces of; `work` reads it. */
  into(work: (pieces: AsyncIterable<Uint8Array>) => Promise<unknown>): number
  /** Answers when the piece was taken; after null, what `work` came to. Throws what `work` throws. */
  push(stream: number, piece: Uint8Array | null): Promise<unknown>
  drop(stream: number): void
}

interface Inflow {
  readonly send: (piece: Uint8Array | null) => Promise<void>
  readonly break: (error: Error) => void
  readonly done: Promise<unknown>
}

const gone = (): Error => new Error('the stream was given up')

function inflow(work: (pieces: AsyncIterable<Uint8Array>) => Promise<unknown>): Inflow {
  let waiting: PromiseWithResolvers<Uint8Array | null> = Promise.withResolvers()
  let taken: PromiseWithResolvers<void> = Promise.withResolvers()
  waiting.promise.catch(() => undefined)
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const piece = await waiting.promise
      waiting = Promise.withResolvers()
      waiting.promise.catch(() => undefined)
      const told = taken
      taken = Promise.withResolvers()
      told.resolve()
      if (piece === null) return
      yield piece
    }
  }
  const done = work(pieces())
  done.catch(() => undefined)
  return {
    // who has stopped reading takes nothing any more: then its failure is the answer
    send: piece => {
      const told = taken.promise
      waiting.resolve(piece)
      return Promise.race([told, done.then(() => undefined)])
    },
    break: error => waiting.reject(error),
    done
  }
}

export function makeCoreStreams(): CoreStreams {
  const outs = new Map<number, AsyncIterator<Uint8Array>>()
  const ins = new Map<number, Inflow>()
  let last = 0
  return {
    out(pieces) {
      outs.set(++last, pieces[Symbol.asyncIterator]())
      return last
    },
    async next(stream) {
      const from = outs.get(stream)
      if (!from) throw gone()
      try {
        const { done, value } = await from.next()
        if (done !== true) return value
      } catch (error) {
        outs.delete(stream)
        throw error
      }
      outs.delete(stream)
      return null
    },
    into(work) {
      ins.set(++last, inflow(work))
      return last
    },
    async push(stream, piece) {
      const into = ins.get(stream)
      if (!into) throw gone()
      try {
        await into.send(piece)
        return piece === null ? await into.done : {}
      } finally {
        if (piece === null) ins.delete(stream)
      }
    },
    drop(stream) {
      void outs.get(stream)?.return?.()
      outs.delete(stream)
      ins.get(stream)?.break(gone())
      ins.delete(stream)
    }
  }
}
