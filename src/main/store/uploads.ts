/**
 * Files of any length that somebody hands in to be looked at or restored (backups, which are sealed by themselves), kept beside
 * the ledger until the call that names them has read them, their session ends, or the desk is opened anew.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, mkdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { toBase64url } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import { requireSpace } from './reserve.ts'
import { saveStream } from './save-stream.ts'

const UPLOADS = 'uploads'
/** Free space is asked for again after so many bytes. */
const ASK_BYTES = 16_777_216

export interface Upload {
  readonly path: string
  readonly size: number
  pieces(): AsyncIterable<Uint8Array>
}

export interface Uploads {
  put(owner: string, pieces: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number }>
  of(owner: string, sha256: string): Upload | undefined
  /** All of an owner's (a owner), or one. */
  drop(owner: string, sha256?: string): void
  clear(): void
}

/** What a crash left is removed. */
export function openUploads(folder: string): Uploads {
  const place = join(folder, UPLOADS)
  const held = new Map<string, Map<string, Upload>>()
  const clear = (): void => {
    held.clear()
    rmSync(place, { recursive: true, force: true })
  }
  clear()
  const drop = (owner: string, sha256?: string): void => {
    const mine = held.get(owner)
    for (const [hash, { path }] of mine ?? []) {
      if (sha256 !== undefined && hash !== sha256) continue
      rmSync(path, { force: true })
      mine!.delete(hash)
    }
    if (mine?.size === 0) held.delete(owner)
    try {
      rmdirSync(place) // where it is empty
    } catch {
      // others still have files there
    }
  }
  return {
    async put(owner, pieces) {
      requireSpace(folder)
      mkdirSync(place, { recursive: true, mode: 0o700 })
      const path = join(place, toBase64url(randomBytes(12)))
      const hash = createHash('sha256')
      const size = await saveStream(
        path,
        watched(folder, pieces, piece => void hash.update(piece))
      )
      const sha256 = hash.digest('base64url')
      drop(owner) // one at a time: who hands in another one has done with the first
      const mine = held.get(owner) ?? held.set(owner, new Map()).get(owner)!
      mine.set(sha256, { path, size, pieces: () => createReadStream(path, { highWaterMark: 1_048_576 }) })
      return { sha256, size }
    },
    of: (owner, sha256) => held.get(owner)?.get(sha256),
    drop,
    clear
  }
}

async function* watched(folder: string, pieces: AsyncIterable<Uint8Array>, see: (piece: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  let since = 0
  for await (const piece of pieces) {
    see(piece)
    since += piece.length
    if (since >= ASK_BYTES) {
      requireSpace(folder)
      since = 0
    }
    yield piece
  }
}

/** A file of this machine, as an upload is read. Throws file-unreadable. */
export function fileHere(path: string): Upload {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat?.isFile()) throw new OfficeError('file-unreadable', { file: path, detail: 'there is no such file' })
  return { path, size: stat.size, pieces: () => createReadStream(path, { highWaterMark: 1_048_576 }) }
}
