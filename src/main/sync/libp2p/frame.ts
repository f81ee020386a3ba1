/**
 * Frames on one stream. `length` u32 big-endian (bytes that follow it) ‖ `id` u32 ‖ `kind` u8 ‖ body. The asking side sends
 * `request` with ids 1, 2, 3 …; the answering side sends one `answer`, `refused` or `busy` for each, in any order, and
 * `door` (id 0) before it resets a stream that it does not allow. Anything else is a fault, and the stream is aborted.
 */
export const kinds = { request: 1, answer: 2, refused: 3, busy: 4, door: 5 } as const
export type Kind = (typeof kinds)[keyof typeof kinds]

export const HEADER = 9
const AFTER_LENGTH = HEADER - 4
/** Allocated on a peer's word alone; the rest of a declared length only once this much has come. */
const ON_TRUST = 64 << 10

export interface Frame {
  readonly id: number
  readonly kind: Kind
  readonly body: Uint8Array<ArrayBuffer>
}

export class FrameError extends Error {}

/** A frame that still lacks its id and kind, in memory of its own: it can be transferred. */
export function frameOf(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEADER + body.length)
  new DataView(frame.buffer).setUint32(0, AFTER_LENGTH + body.length)
  frame.set(body, HEADER)
  return frame
}

export function stamp(frame: Uint8Array<ArrayBuffer>, id: number, kind: Kind): Uint8Array<ArrayBuffer> {
  new DataView(frame.buffer, frame.byteOffset).setUint32(4, id)
  frame[8] = kind
  return frame
}

export const emptyFrame = (id: number, kind: Kind): Uint8Array<ArrayBuffer> => stamp(frameOf(new Uint8Array(0)), id, kind)

const isKind = (kind: number): kind is Kind => kind >= kinds.request && kind <= kinds.door

/** Puts frames together from pieces of any size. The length is judged before anything is allocated for it. */
export class FrameReader {
  readonly #largest: () => number
  readonly #hear: (frame: Frame) => void
  readonly #header = new Uint8Array(HEADER)
  readonly #view = new DataView(this.#header.buffer)
  #headerHave = 0
  #body = new Uint8Array(0)
  #bodyHave = 0
  #wanted = 0
  #stopped = false

  /** `largest` is asked for each frame, so that a limit may change between frames. */
  constructor(largest: () => number, hear: (frame: Frame) => void) {
    this.#largest = largest
    this.#hear = hear
  }

  /** Bytes of the frame under way that have come; 0 between frames. */
  get under(): number {
    return this.#headerHave + this.#bodyHave
  }

  stop(): void {
    this.#stopped = true
  }

  /** Throws FrameError on the first byte that can not belong to a frame. */
  push(piece: Uint8Array): void {
    let at = 0
    while (at < piece.length && !this.#stopped) {
      if (this.#headerHave < HEADER) {
        const take = Math.min((this.#headerHave < 4 ? 4 : HEADER) - this.#headerHave, piece.length - at)
        this.#header.set(piece.subarray(at, at + take), this.#headerHave)
        this.#headerHave += take
        at += take
        if (this.#headerHave === 4) this.#judgeLength()
        else if (this.#headerHave === HEADER) this.#beginBody()
      } else {
        const take = Math.min(this.#wanted - this.#bodyHave, piece.length - at)
        this.#take(piece.subarray(at, at + take))
        at += take
        if (this.#bodyHave === this.#wanted) this.#finish()
      }
    }
  }

  #judgeLength(): void {
    const length = this.#view.getUint32(0)
    const most = this.#largest()
    if (length < AFTER_LENGTH || length - AFTER_LENGTH > most) throw new FrameError(`length ${length}: wanted ${AFTER_LENGTH} to ${AFTER_LENGTH + most}`)
    this.#wanted = length - AFTER_LENGTH
  }

  #beginBody(): void {
    if (!isKind(this.#header[8]!)) throw new FrameError(`kind ${this.#header[8]}: not known`)
    if (this.#wanted === 0) this.#finish()
    else this.#body = new Uint8Array(Math.min(this.#wanted, ON_TRUST))
  }

  #take(piece: Uint8Array): void {
    if (this.#bodyHave + piece.length > this.#body.length) {
      const whole = new Uint8Array(this.#wanted)
      whole.set(this.#body.subarray(0, this.#bodyHave))
      this.#body = whole
    }
    this.#body.set(piece, this.#bodyHave)
    this.#bodyHave += piece.length
  }

  #finish(): void {
    const frame = { id: this.#view.getUint32(4), kind: this.#header[8] as Kind, body: this.#body }
    this.#headerHave = this.#bodyHave = this.#wanted = 0
    this.#body = new Uint8Array(0)
    this.#hear(frame)
  }
}
