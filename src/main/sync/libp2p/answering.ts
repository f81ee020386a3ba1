/**
 * The answering side. Nothing is read from a stream before the office has said who may use it; then frames go to the
 * office one by one, within what a peer, or all strangers together, may have under way.
 */
import type { Stream } from '@libp2p/interface'
import type { Key } from '../../../shared/names.ts'
import type { PeerProtocol } from '../peer-types.ts'
import { HANDLER_DEADLINE, LARGEST_BODY, LARGEST_STRANGER_BODY, OPEN_DEADLINE, REQUESTS_PER_PEER, STRANGER_REQUESTS } from './bounds.ts'
import { emptyFrame, FrameError, kinds, stamp, type Frame } from './frame.ts'
import { describe } from './identity.ts'
import { Pipe } from './pipe.ts'

export interface Verdict {
  readonly allowed: boolean
  readonly member: boolean
}

export interface AnsweringEnds {
  gate(peer: Key, protocol: PeerProtocol): Promise<Verdict>
  /** Hand a request to the office; it comes back through `answer` under the same number. */
  asked(asked: number, peer: Key, protocol: PeerProtocol, body: Uint8Array<ArrayBuffer>): void
}

interface Visitor {
  readonly peer: Key
  readonly protocol: PeerProtocol
  member: boolean
  pipe: Pipe
  lastId: number
  owed: number
  ended: boolean
}

interface Asked {
  readonly visitor: Visitor
  readonly id: number
  readonly since: number
  readonly stranger: boolean
}

export class Answering {
  readonly #ends: AnsweringEnds
  readonly #asked = new Map<number, Asked>()
  readonly #visitors = new Set<Visitor>()
  #last = 0

  constructor(ends: AnsweringEnds) {
    this.#ends = ends
  }

  /** Peers that have a stream open to us now. */
  visits(peer: Key): boolean {
    for (const visitor of this.#visitors) if (visitor.peer === peer) return true
    return false
  }

  async visit(stream: Stream, peer: Key, protocol: PeerProtocol): Promise<void> {
    try {
      stream.pause()
      const verdict = await Promise.race([this.#ends.gate(peer, protocol), late(OPEN_DEADLINE)])
      if (stream.status !== 'open') return
      const visitor = this.#admit(stream, peer, protocol, verdict.member)
      if (verdict.allowed) stream.resume()
      else visitor.pipe.sendLast(emptyFrame(0, kinds.door))
    } catch (error) {
      stream.abort(error instanceof Error ? error : new Error(describe(error)))
    }
  }

  /** No frame is a refusal. A request that is no longer known (its stream went, or it took too long) is dropped. */
  answer(number: number, frame: Uint8Array<ArrayBuffer> | undefined, member: boolean, shut: boolean): void {
    const asked = this.#asked.get(number)
    if (asked === undefined) return
    this.#asked.delete(number)
    const { visitor, id } = asked
    visitor.member = member
    visitor.owed--
    if (shut) return visitor.pipe.sendLast(emptyFrame(0, kinds.door))
    visitor.pipe.send(frame === undefined ? emptyFrame(id, kinds.refused) : stamp(frame, id, kinds.answer))
    if (visitor.ended && visitor.owed === 0) visitor.pipe.finish()
  }

  tick(now: number): void {
    for (const visitor of this.#visitors) visitor.pipe.tick(now)
    for (const [number, { since, visitor }] of this.#asked) {
      if (now - since <= HANDLER_DEADLINE) continue
      this.#asked.delete(number)
      visitor.pipe.abort('no answer in time')
    }
  }

  #admit(stream: Stream, peer: Key, protocol: PeerProtocol, member: boolean): Visitor {
    const pipe = new Pipe(stream, {
      largest: () => (visitor.member ? LARGEST_BODY : LARGEST_STRANGER_BODY),
      frame: frame => this.#hear(visitor, frame),
      ended: () => {
        visitor.ended = true
        if (visitor.owed === 0) pipe.finish()
      },
      closed: () => this.#visitors.delete(visitor)
    })
    const visitor: Visitor = { peer, protocol, member, pipe, lastId: 0, owed: 0, ended: false }
    this.#visitors.add(visitor)
    return visitor
  }

  #hear(visitor: Visitor, frame: Frame): void {
    if (frame.kind !== kinds.request) throw new FrameError('wanted a request')
    if (frame.id <= visitor.lastId) throw new FrameError('request numbers must grow')
    visitor.lastId = frame.id
    if (this.#full(visitor)) return visitor.pipe.send(emptyFrame(frame.id, kinds.busy))
    const number = ++this.#last
    visitor.owed++
    this.#asked.set(number, { visitor, id: frame.id, since: performance.now(), stranger: !visitor.member })
    this.#ends.asked(number, visitor.peer, visitor.protocol, frame.body)
  }

  /** Counted over all streams of the peer, also those that are gone while the office still works for them. */
  #full(visitor: Visitor): boolean {
    let same = 0
    let strangers = 0
    for (const other of this.#asked.values()) {
      if (other.visitor.peer === visitor.peer) same++
      if (other.stranger && other.visitor.protocol === visitor.protocol) strangers++
    }
    return same >= REQUESTS_PER_PEER || (!visitor.member && strangers >= STRANGER_REQUESTS)
  }
}

const late = (ms: number): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error('the office did not say in time')), ms).unref()
  })
