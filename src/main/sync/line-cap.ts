/**
 * How much of the line this desk uses. What was sent and received is counted, and whoever would send or ask next waits until
 * the line has been quiet for long enough. Over any time the bytes are at most the cap times that time, and one answer each of
 * those that were under way. Counted are frames; encryption adds a few in a hundred. What a hub relays for others is not counted.
 */
import type { Key } from '../../shared/names.ts'
import type { AnswerPeer, PeerLink, PeerProtocol } from './peer-types.ts'
import type { Timers } from './timers.ts'

/** One answer is at most what the line carries in so long, s; so that several peers take turns. */
const ANSWER_SECONDS = 4
const LEAST_ROOM = 16_384
/** Nobody is kept waiting longer for an answer, ms: the link gives up on a handler after 60 s. */
const LONGEST_WAIT = 50_000

export interface LineCap {
  /** Bytes that may be asked for, or answered, at a time. */
  readonly room: () => number
  /** The link, held to the cap. */
  readonly over: (link: PeerLink) => PeerLink
}

/** `rate`: bytes a second, null for as many as the line carries; asked for anew each time. */
export function makeLineCap(rate: () => number | null, monotonic: () => number, timers: Timers): LineCap {
  /** When the line will have carried everything so far (monotonic ms). */
  let free = 0
  const spent = (bytes: number): void => {
    const present = rate()
    if (present !== null) free = Math.max(free, monotonic()) + (bytes * 1_000) / present
  }
  const turn = (signal: AbortSignal | null): Promise<void> => {
    const wait = rate() === null ? 0 : Math.min(free - monotonic(), LONGEST_WAIT)
    if (wait <= 0 || signal?.aborted === true) return Promise.resolve()
    return new Promise(resolve => {
      const go = (): void => {
        undo()
        signal?.removeEventListener('abort', go)
        resolve()
      }
      const undo = timers.after(wait, go)
      signal?.addEventListener('abort', go, { once: true })
    })
  }
  const answering =
    (handler: AnswerPeer): AnswerPeer =>
    async (from, body) => {
      spent(body.length)
      await turn(null)
      const answer = await handler(from, body)
      spent(answer.length)
      return answer
    }
  const request = async (link: PeerLink, peer: Key, protocol: PeerProtocol, body: Uint8Array, signal: AbortSignal): Promise<Uint8Array> => {
    await turn(signal)
    spent(body.length)
    const answer = await link.request(peer, protocol, body, signal)
    spent(answer.length)
    return answer
  }
  return {
    room: () => Math.max(LEAST_ROOM, (rate() ?? Infinity) * ANSWER_SECONDS),
    over: link =>
      Object.create(link, {
        request: { value: (peer: Key, protocol: PeerProtocol, body: Uint8Array, signal: AbortSignal) => request(link, peer, protocol, body, signal) },
        answer: { value: (protocol: PeerProtocol, handler: AnswerPeer) => link.answer(protocol, answering(handler)) }
      }) as PeerLink
  }
}
