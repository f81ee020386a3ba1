/**
 * A file of any size that is there whole or not at all: written beside its place under another name, synced, renamed, and
 * the folder synced. What a crash leaves is called `….part` and is never taken for the file.
 */
import { existsSync, renameSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { OfficeError } from '../../shared/errors.ts'
import { syncFolder } from '../sync-folder.ts'

export const PART = '.part'

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** What writing the file met, in our words. */
export function fileError(file: string, error: unknown, wanted: number): OfficeError {
  if (error instanceof OfficeError) return error
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return new OfficeError('disk-full', { free: 0, wanted }, { cause: error })
  return new OfficeError('file-unwritable', { file, detail: error instanceof Error ? error.message : String(error) }, { cause: error })
}

/**
 * Mode 0600. Answers the size in bytes. `file` must not be there (file-exists). Throws disk-full, file-unwritable, and whatever the
 * stream throws; nothing is left then.
 */
export async function saveStream(file: string, pieces: AsyncIterable<Uint8Array>): Promise<number> {
  if (existsSync(file)) throw new OfficeError('file-exists', { file })
  const part = `${file}${PART}`
  let size = 0
  try {
    const handle = await open(part, 'w', 0o600)
    try {
      for await (const piece of pieces) size += await writeAll(handle, piece, file, size)
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (existsSync(file)) throw new OfficeError('file-exists', { file })
    renameSync(part, file)
    syncFolder(dirname(file))
    return size
  } catch (error) {
    try {
      rmSync(part, { force: true })
    } catch {
      // what stands in the way was there before
    }
    throw fileError(file, error, size)
  }
}

async function writeAll(handle: Awaited<ReturnType<typeof open>>, piece: Uint8Array, file: string, before: number): Promise<number> {
  let done = 0
  try {
    while (done < piece.length) done += (await handle.write(piece, done)).bytesWritten
  } catch (error) {
    throw fileError(file, error, before + piece.length)
  }
  return done
}
