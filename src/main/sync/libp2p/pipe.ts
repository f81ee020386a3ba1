/**
 * Frames over one libp2p stream, guarded on both sides: a decoding error, a peer that stops in the middle of a frame and a
 * peer that does not read all end in an aborted stream, told once through `closed`.
 */
import type { Stream } from '@libp2p/interface'
import { PIECE, READ_DEADLINE, SLOWEST_RATE, WRITE_DEADLINE } from './bounds.ts'
import { FrameReader, type Frame } from './frame.ts'
import { describe } from './identity.ts'

/** Frames waiting to be written; a peer that makes us exceed this asks without reading. */
const MOST_QUEUED = 128
/** For the peer to close its side after our last frame, ms. */
const LAST_MOMENT = 2_000

export interface PipeEnds {
  /** The largest body to accept in the next frame. */
  largest(): number
  /** Throwing aborts the stream. */
  frame(frame: Frame): void
  /** The peer will send no more frames; what we owe it may still be sent. */
  ended(): void
  closed(detail: string): void
}

export class Pipe {
  readonly #stream: Stream
  readonly #ends: PipeEnds
  readonly #reader: FrameReader
  readonly #small: Uint8Array[] = []
  readonly #large: Uint8Array[] = []
  #writing: Uint8Array | undefined
  #written = 0
  #frameSince = 0
  #readAt = performance.now()
  #wroteAt = performance.now()
  #buffered = 0
  #closed = false
  #endBy = Infinity
  /** Last time a frame went either way, ms of performance.now(). */
  usedAt = performance.now()

  constructor(stream: Stream, ends: PipeEnds) {
    this.#stream = stream
    this.#ends = ends
    this.#reader = new FrameReader(
      () => ends.largest(),
      frame => ends.frame(frame)
    )
    stream.addEventListener('message', event => this.#read(event.data))
    stream.addEventListener('idle', () => queueMicrotask(() => this.#write()))
    stream.addEventListener('remoteCloseWrite', () => this.#ended())
    stream.addEventListener('close', event => this.#close(event.error === undefined ? 'the connection closed' : describe(event.error)))
    if (stream.status !== 'open') this.#close('the peer closed the stream')
    else if (stream.remoteWriteStatus === 'closed') queueMicrotask(() => this.#ended())
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Small frames overtake large ones that have not begun. */
  send(frame: Uint8Array): void {
    if (this.#closed) return
    if (this.#small.length + this.#large.length >= MOST_QUEUED) return this.abort('the peer does not read')
    ;(frame.length <= PIECE ? this.#small : this.#large).push(frame)
    this.#write()
  }

  /** Send one last frame, read nothing more, and leave the peer a moment to close before the reset. */
  sendLast(frame: Uint8Array): void {
    if (this.#closed) return
    this.#reader.stop()
    this.#endBy = performance.now() + LAST_MOMENT
    this.#small.length = this.#large.length = 0
    this.#small.push(frame)
    this.#write()
    this.finish()
  }

  /** Half-close, once all is written: the other end hears that nothing more comes. */
  finish(): void {
    this.#stream.close({ signal: AbortSignal.timeout(READ_DEADLINE) }).catch((error: unknown) => this.abort(describe(error)))
  }

  abort(detail: string): void {
    if (this.#closed) return
    this.#stream.abort(new Error(detail))
    this.#close(detail)
  }

  /** Called about once a second. */
  tick(now: number): void {
    if (this.#closed) return
    if (now > this.#endBy) return this.abort('not allowed')
    const under = this.#reader.under
    if (under > 0) {
      if (now - this.#readAt > READ_DEADLINE) return this.abort('the peer stopped in the middle of a frame')
      if (now - this.#frameSince > READ_DEADLINE + (under * 1000) / SLOWEST_RATE) return this.abort('the peer sends too slowly')
    }
    const buffered = this.#stream.writeBufferLength
    if (buffered === 0 || buffered < this.#buffered) this.#wroteAt = now
    else if (now - this.#wroteAt > WRITE_DEADLINE) return this.abort('the peer does not read')
    this.#buffered = buffered
  }

  #read(data: Uint8Array | Iterable<Uint8Array>): void {
    if (this.#closed) return
    this.#readAt = this.usedAt = performance.now()
    try {
      const before = this.#reader.under
      if (data instanceof Uint8Array) this.#reader.push(data)
      else for (const piece of data) this.#reader.push(piece)
      if (before === 0 || this.#reader.under <= before) this.#frameSince = this.#readAt
    } catch (error) {
      this.abort(describe(error))
    }
  }

  /** Writes until the window is full; the stream's `idle` goes on from there. */
  #write(): void {
    try {
      while (!this.#closed && this.#stream.writeBufferLength === 0) {
        this.#writing ??= this.#small.shift() ?? this.#large.shift()
        if (this.#writing === undefined) return
        const piece = this.#writing.subarray(this.#written, this.#written + PIECE)
        this.#written += piece.length
        if (this.#written === this.#writing.length) {
          this.#writing = undefined
          this.#written = 0
        }
        this.#wroteAt = this.usedAt = performance.now()
        this.#stream.send(piece)
      }
    } catch (error) {
      this.abort(describe(error))
    }
  }

  #ended(): void {
    if (this.#closed) return
    if (this.#reader.under > 0) this.abort('the peer stopped in the middle of a frame')
    else this.#ends.ended()
  }

  #close(detail: string): void {
    if (this.#closed) return
    this.#closed = true
    this.#reader.stop()
    this.#small.length = this.#large.length = 0
    this.#writing = undefined
    this.#ends.closed(detail)
  }
}
