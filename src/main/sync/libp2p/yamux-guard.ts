/**
 * yamux as libp2p brings it, with one door closed: its decoder collects a data frame until it is whole, and the header may
 * declare 4 GiB. No honest sender exceeds the window, so a longer declaration ends the connection at its header.
 */
import { yamux } from '@libp2p/yamux'
import type { StreamMuxer, StreamMuxerFactory } from '@libp2p/interface'

const WINDOW = 1 << 20
const YAMUX_HEADER = 12
const DATA = 0

type YamuxInit = NonNullable<Parameters<typeof yamux>[0]>
interface Reads {
  onData(data: Uint8Array | Iterable<Uint8Array>): void
}

const reads = (muxer: StreamMuxer): muxer is StreamMuxer & Reads => 'onData' in muxer && typeof muxer.onData === 'function'

/** Follows the frame boundaries of one connection. Returns false from the first header that declares more than the window. */
export function yamuxWatch(): (piece: Uint8Array) => boolean {
  const header = new Uint8Array(YAMUX_HEADER)
  let have = 0
  let skip = 0
  return piece => {
    let at = 0
    while (at < piece.length) {
      if (skip > 0) {
        const step = Math.min(skip, piece.length - at)
        skip -= step
        at += step
        continue
      }
      const take = Math.min(YAMUX_HEADER - have, piece.length - at)
      header.set(piece.subarray(at, at + take), have)
      have += take
      at += take
      if (have < YAMUX_HEADER) continue
      have = 0
      if (header[1] !== DATA) continue
      skip = new DataView(header.buffer).getUint32(8)
      if (skip > WINDOW) return false
    }
    return true
  }
}

export function guardedYamux(init: YamuxInit): () => StreamMuxerFactory {
  const factory = yamux(init)()
  const make = factory.createStreamMuxer.bind(factory)
  factory.createStreamMuxer = connection => {
    const muxer = make(connection)
    if (!reads(muxer)) throw new Error('this version of yamux reads in another way: the guard does not hold')
    const sound = yamuxWatch()
    const onData = muxer.onData.bind(muxer)
    muxer.onData = data => {
      for (const piece of data instanceof Uint8Array ? [data] : data) {
        if (sound(piece)) continue
        connection.abort(new Error('a frame longer than the window was declared'))
        return
      }
      onData(data)
    }
    return muxer
  }
  return () => factory
}
