/**
 * Room kept free so that what is there can always be read, exported and backed up, and so that SQLite never meets a full
 * disk in the middle of a write. Below it nothing is filed or received.
 */
import { statfsSync } from 'node:fs'
import { OfficeError } from '../../shared/errors.ts'

/** 64 MiB: a write-ahead log at its limit, a batch of a sync, and an export beside them. */
export const RESERVE_BYTES = 64 * 1024 * 1024

/** Bytes that this user may still write on the disk of the folder. */
export type FreeBytes = (folder: string) => number

export const freeBytes: FreeBytes = folder => {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

/** Throws disk-full below the reserve (plus `more` bytes that are about to be written). Asked before every write; some 2 µs. */
export function requireSpace(folder: string, more = 0, free: FreeBytes = freeBytes): void {
  const left = free(folder)
  if (left < RESERVE_BYTES + more) throw new OfficeError('disk-full', { free: left, wanted: RESERVE_BYTES + more })
}
