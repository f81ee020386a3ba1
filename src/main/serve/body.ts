/** A request's body, never more than the limit in memory: refused by its announced length, else at the byte that is too many. */
import type { IncomingMessage } from 'node:http'
import { OfficeError } from '../../shared/errors.ts'

/** Bytes. A call: the largest form and its values; a file: what `Door.putFile` takes. */
export const CALL_LIMIT = 8 * 1024 * 1024
export const FILE_LIMIT = 64 * 1024 * 1024

/** The rest of what is too large is read past, so that the answer can still be heard, up to the limit once more. Throws 'too-large', or 'unknown-outcome' when the other side hung up before the end. */
export function readBody(request: IncomingMessage, limit: number, what: string): Promise<Uint8Array> {
  const tooLarge = (got: number): OfficeError => new OfficeError('too-large', { what, got, limit })
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > limit) {
    request.resume()
    return Promise.reject(tooLarge(announced))
  }
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let size = 0
    request.on('data', (piece: Buffer) => {
      size += piece.length
      if (size <= limit) pieces.push(piece)
      else {
        pieces.length = 0
        reject(tooLarge(size))
        if (size > 2 * limit) request.destroy()
      }
    })
    request.on('end', () => resolve(Buffer.concat(pieces)))
    request.on('error', error => reject(new OfficeError('unknown-outcome', {}, { cause: error })))
    request.on('aborted', () => reject(new OfficeError('unknown-outcome')))
  })
}

/** A body of any length as it comes, no faster than it is taken. Throws 'unknown-outcome' when the other side hung up before the end. */
export async function* bodyPieces(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of request.iterator({ destroyOnReturn: false })) yield piece as Buffer
  } catch (cause) {
    throw new OfficeError('unknown-outcome', {}, { cause })
  }
}

/** JSON of a call's input; an empty body is an empty input. */
export function parseInput(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return {}
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new OfficeError('bad-input', { field: 'body', wanted: 'JSON in UTF-8', got: 'something else' })
  }
}
