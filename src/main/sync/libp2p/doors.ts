/** Who may ask what, and who answers: judged on the office's side, before a body is read and again before it is handled. */
import { OfficeError } from '../../../shared/errors.ts'
import type { Key } from '../../../shared/names.ts'
import type { AnswerPeer, PeerEvent, PeerLinkOptions, PeerProtocol } from '../peer-types.ts'
import { LARGEST_BODY } from './bounds.ts'
import { frameOf } from './frame.ts'
import type { Post } from './keeper.ts'
import type { ToOffice, ToWorker } from './messages.ts'

type Gate = Extract<ToOffice, { t: 'gate' }>
type Asked = Extract<ToOffice, { t: 'asked' }>

export class Doors {
  readonly #allow: PeerLinkOptions['allow']
  readonly #tell: (event: PeerEvent) => void
  readonly #handlers = new Map<PeerProtocol, AnswerPeer>()
  #closed = false

  constructor(allow: PeerLinkOptions['allow'], tell: (event: PeerEvent) => void) {
    this.#allow = allow
    this.#tell = tell
  }

  answer(protocol: PeerProtocol, handler: AnswerPeer): () => void {
    this.#handlers.set(protocol, handler)
    return () => {
      if (this.#handlers.get(protocol) === handler) this.#handlers.delete(protocol)
    }
  }

  judge({ gate, peer, protocol }: Gate): ToWorker {
    return { t: 'verdict', gate, allowed: this.#allows(peer, protocol), member: this.#allows(peer, '/muniment/sync/1') }
  }

  /** Whatever the handler does, the worker gets one answer. A peer that may not ask at all has the door shut on its stream. */
  async open(asked: Asked, post: Post): Promise<void> {
    const shut = !this.#allows(asked.peer, asked.protocol)
    const frame = shut ? undefined : await this.#handle(asked)
    const member = this.#allows(asked.peer, '/muniment/sync/1')
    post({ t: 'answer', asked: asked.asked, frame, member, shut }, frame === undefined ? [] : [frame.buffer])
  }

  close(): void {
    this.#closed = true
  }

  async #handle({ peer, protocol, body }: Asked): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      const answer = await this.#handlers.get(protocol)?.(peer, body)
      if (answer === undefined) return undefined
      if (answer.length > LARGEST_BODY) throw new RangeError(`answer: wanted at most ${LARGEST_BODY} bytes, got ${answer.length}`)
      return frameOf(answer)
    } catch (error) {
      if (!(error instanceof OfficeError)) this.#tell({ t: 'handler-failed', peer, protocol, error })
      return undefined
    }
  }

  /** An `allow` that fails allows nothing. */
  #allows(peer: Key, protocol: PeerProtocol): boolean {
    try {
      return !this.#closed && this.#allow(peer, protocol)
    } catch {
      return false
    }
  }
}
