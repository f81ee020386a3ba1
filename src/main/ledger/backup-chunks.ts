/**
 * The sealed stream of a backup: AES-256-GCM over chunks of 65,536 bytes, as age's STREAM does it (docs/format.md, "Backup").
 * Nonce: the chunk's number (11 bytes, big-endian) and 1 for the last chunk, else 0. So nothing can be left out, put in another
 * order, or cut off, and what opens is what was sealed, chunk by chunk, before anything is made of it.
 */
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'
import { concat, type Bytes } from '../../shared/bytes.ts'

export const CHUNK = 65_536
const TAG = 16
const nonceOf = (n: number, last: boolean): Buffer => {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(n, 5, 6)
  nonce[11] = last ? 1 : 0
  return nonce
}

function seal(key: KeyObject, n: number, last: boolean, clear: Bytes): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(n, last), { authTagLength: TAG })
  return Buffer.concat([cipher.update(clear), cipher.final(), cipher.getAuthTag()])
}

function open(key: KeyObject, n: number, last: boolean, sealed: Bytes): Buffer | undefined {
  if (sealed.length < TAG) return undefined
  const end = sealed.length - TAG
  const cipher = createDecipheriv('aes-256-gcm', key, nonceOf(n, last), { authTagLength: TAG })
  cipher.setAuthTag(sealed.subarray(end))
  const clear = cipher.update(sealed.subarray(0, end))
  try {
    cipher.final()
    return clear
  } catch {
    return undefined
  }
}

/** Seals what is pushed; the last chunk is never empty unless all is. */
export class Sealer {
  readonly #key: KeyObject
  #n = 0
  #pieces: Bytes[] = []
  #held = 0

  constructor(key: KeyObject) {
    this.#key = key
  }

  /** Chunks that are full by now. */
  *push(bytes: Bytes): Generator<Buffer> {
    this.#pieces.push(bytes)
    this.#held += bytes.length
    if (this.#held <= CHUNK) return
    let rest: Bytes = concat(...this.#pieces)
    while (rest.length > CHUNK) {
      yield seal(this.#key, this.#n++, false, rest.subarray(0, CHUNK))
      rest = rest.subarray(CHUNK)
    }
    this.#pieces = [rest]
    this.#held = rest.length
  }

  end(): Buffer {
    return seal(this.#key, this.#n++, true, concat(...this.#pieces))
  }
}

/** Where a stream stopped being what was sealed. */
export class Unsealed extends Error {
  /** Number of the chunk. */
  readonly chunk: number
  readonly cutOff: boolean

  constructor(chunk: number, cutOff: boolean) {
    super(cutOff ? 'it is cut off, or changed at its end' : `what stands from byte ${chunk * (CHUNK + TAG)} of its content on was changed`)
    this.chunk = chunk
    this.cutOff = cutOff
  }
}

/** The clear text of each chunk in turn. Throws Unsealed. */
export async function* openChunks(key: KeyObject, pieces: AsyncIterable<Bytes>): AsyncGenerator<Buffer> {
  let held: Bytes[] = []
  let length = 0
  let n = 0
  for await (const piece of pieces) {
    held.push(piece)
    length += piece.length
    if (length <= CHUNK + TAG) continue
    let rest: Bytes = concat(...held)
    while (rest.length > CHUNK + TAG) {
      const clear = open(key, n, false, rest.subarray(0, CHUNK + TAG))
      if (!clear) throw new Unsealed(n, false)
      n++
      yield clear
      rest = rest.subarray(CHUNK + TAG)
    }
    held = [rest]
    length = rest.length
  }
  const rest = concat(...held)
  const last = open(key, n, true, rest)
  if (last) yield last
  else throw new Unsealed(n, rest.length < TAG || open(key, n, false, rest) !== undefined || rest.length < CHUNK + TAG)
}
