/** Files that are replaced as a whole and survive a power cut: the old one or the new one, never part of one. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { OfficeError } from '../../shared/errors.ts'
import { syncFolder } from '../sync-folder.ts'

/** Mode 0600. Throws disk-full, disk-failed; the old file is then untouched. */
export function replaceFile(path: string, bytes: Uint8Array): void {
  try {
    const fd = openSync(`${path}.new`, 'w', 0o600)
    try {
      if (writeSync(fd, bytes) !== bytes.length) throw Object.assign(new Error('short write'), { code: 'ENOSPC' })
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(`${path}.new`, path)
    syncFolder(dirname(path))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new OfficeError('disk-full', { free: 0, wanted: bytes.length }, { cause: error })
    throw new OfficeError('disk-failed', { file: path, detail: error instanceof Error ? error.message : String(error) }, { cause: error })
  }
}
