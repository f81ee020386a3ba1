/**
 * The asking side: one long-lived stream a peer and protocol, many requests on it (a stream of its own for each would
 * cost 0.5 to 1 ms). At most REQUESTS_PER_PEER are under way, the rest wait here.
 */
import type { PeerId, Stream } from '@libp2p/interface'
import type { Key } from '../../../shared/names.ts'
import type { PeerProtocol } from '../peer-types.ts'
import { IDLE_STREAM, LARGEST_BODY, OPEN_DEADLINE, REQUESTS_PER_PEER, WAITING_PER_PEER } from './bounds.ts'
import { FrameError, kinds, stamp, type Frame } from './frame.ts'
import { describe, peerIdOf } from './identity.ts'
import type { Failure } from './messages.ts'
import { Pipe } from './pipe.ts'

export interface AskingEnds {
  /** Rejects when there is no connection to the peer. */
  open(peer: PeerId, protocol: PeerProtocol, signal: AbortSignal): Promise<Stream>
  answered(id: number, body: Uint8Array<ArrayBuffer>): void
  failed(id: number, failure: Failure): void
}

interface Request {
  /** The office's number for it. */
  readonly id: number
  readonly frame: Uint8Array<ArrayBuffer>
}

const unreachable = (detail: string): Failure => ({ code: 'peer-unreachable', detail })
const refused = (detail: string): Failure => ({ code: 'peer-refused', detail })

/** Requests to one peer in one protocol. */
class Asking {
  readonly #ends: AskingEnds
  readonly #peer: Key
  readonly #protocol: PeerProtocol
  readonly #waiting: Request[] = []
  /** Under way by their number on the stream; undefined once the caller has given up on it. */
  readonly #flying = new Map<number, number | undefined>()
  #pipe: Pipe | undefined
  #opening = false
  #last = 0
  #shutBy: Failure | undefined

  constructor(ends: AskingEnds, peer: Key, protocol: PeerProtocol) {
    this.#ends = ends
    this.#peer = peer
    this.#protocol = protocol
  }

  ask(request: Request): void {
    if (this.#waiting.length >= WAITING_PER_PEER) return this.#ends.failed(request.id, unreachable('too many requests are waiting for it'))
    this.#waiting.push(request)
    this.#go()
  }

  cancel(id: number): void {
    const at = this.#waiting.findIndex(request => request.id === id)
    if (at >= 0) this.#waiting.splice(at, 1)
    for (const [number, asker] of this.#flying) if (asker === id) this.#flying.set(number, undefined)
    if (this.#flying.size >= REQUESTS_PER_PEER && [...this.#flying.values()].every(asker => asker === undefined)) this.#pipe?.abort('it does not answer')
  }

  tick(now: number): void {
    this.#pipe?.tick(now)
    if (this.#pipe && this.#flying.size === 0 && this.#waiting.length === 0 && now - this.#pipe.usedAt > IDLE_STREAM) this.#pipe.abort('idle')
  }

  get idle(): boolean {
    return this.#pipe === undefined && !this.#opening && this.#waiting.length === 0
  }

  #go(): void {
    const pipe = this.#pipe
    if (pipe === undefined) {
      if (!this.#opening) void this.#open()
      return
    }
    while (this.#waiting.length > 0 && this.#flying.size < REQUESTS_PER_PEER && !pipe.closed) {
      const { id, frame } = this.#waiting.shift()!
      const number = ++this.#last
      this.#flying.set(number, id)
      pipe.send(stamp(frame, number, kinds.request))
    }
  }

  async #open(): Promise<void> {
    this.#opening = true
    try {
      const stream = await this.#ends.open(peerIdOf(this.#peer), this.#protocol, AbortSignal.timeout(OPEN_DEADLINE))
      this.#last = 0
      this.#shutBy = undefined
      this.#pipe = new Pipe(stream, {
        largest: () => LARGEST_BODY,
        frame: frame => this.#hear(frame),
        ended: () => this.#pipe?.abort('the peer closed the stream'),
        closed: detail => this.#lost(detail)
      })
      this.#opening = false
      this.#go()
    } catch (error) {
      this.#opening = false
      const notSpoken = error instanceof Error && error.name === 'UnsupportedProtocolError'
      for (const { id } of this.#waiting.splice(0)) this.#ends.failed(id, notSpoken ? refused('it does not speak this protocol') : unreachable(describe(error)))
    }
  }

  #hear(frame: Frame): void {
    if (frame.kind === kinds.door) {
      this.#shutBy = refused('this desk is not allowed to ask that')
      this.#pipe?.abort('the door is shut')
      return
    }
    if (frame.kind === kinds.request || !this.#flying.has(frame.id)) throw new FrameError('an answer to nothing that was asked')
    if (frame.kind !== kinds.answer && frame.body.length > 0) throw new FrameError('a refusal with a body')
    const id = this.#flying.get(frame.id)
    this.#flying.delete(frame.id)
    if (id !== undefined) {
      if (frame.kind === kinds.answer) this.#ends.answered(id, frame.body)
      else this.#ends.failed(id, frame.kind === kinds.busy ? unreachable('it is busy') : refused('it did not accept the request'))
    }
    this.#go()
  }

  #lost(detail: string): void {
    const failure = this.#shutBy ?? unreachable(detail)
    const lost = [...this.#flying.values()]
    this.#pipe = undefined
    this.#flying.clear()
    for (const id of lost) if (id !== undefined) this.#ends.failed(id, failure)
    if (this.#shutBy) for (const { id } of this.#waiting.splice(0)) this.#ends.failed(id, failure)
    if (this.#waiting.length > 0) this.#go()
  }
}

export interface Asker {
  ask(request: { id: number; peer: Key; protocol: PeerProtocol; frame: Uint8Array<ArrayBuffer> }): void
  cancel(id: number): void
  tick(now: number): void
}

export function openAsker(ends: AskingEnds): Asker {
  const all = new Map<string, Asking>()
  return {
    ask({ id, peer, protocol, frame }) {
      const name = `${peer} ${protocol}`
      let asking = all.get(name)
      if (asking === undefined) all.set(name, (asking = new Asking(ends, peer, protocol)))
      asking.ask({ id, frame })
    },
    cancel(id) {
      for (const asking of all.values()) asking.cancel(id)
    },
    tick(now) {
      for (const [name, asking] of all) {
        asking.tick(now)
        if (asking.idle) all.delete(name)
      }
    }
  }
}
