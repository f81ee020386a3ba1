/** Files that a person names on the command line. */
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { OfficeError } from '../../shared/errors.ts'
import { syncFolder } from '../sync-folder.ts'

const REASONS: Readonly<Record<string, string>> = { ENOENT: 'there is no such file', EACCES: 'it may not be read', EISDIR: 'it is a folder' }

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** Throws file-unreadable. */
export function readBytes(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file))
  } catch (cause) {
    throw new OfficeError('file-unreadable', { file, detail: REASONS[codeOf(cause)] ?? (cause instanceof Error ? cause.message : String(cause)) }, { cause })
  }
}

/** UTF-8, without a byte order mark. Throws file-unreadable. */
export function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readBytes(file))
  } catch (cause) {
    if (cause instanceof OfficeError) throw cause
    throw new OfficeError('file-unreadable', { file, detail: 'it is not text in UTF-8' }, { cause })
  }
}

/** Throws file-unreadable. */
export function readJson(file: string): unknown {
  const text = readText(file)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new OfficeError('file-unreadable', { file, detail: `it is not JSON: ${cause instanceof Error ? cause.message : String(cause)}` }, { cause })
  }
}

/** The file gets its name when all of it is on the disk. A stick without hard links can not refuse a name at the last moment, so it is asked just before. */
function giveName(beside: string, file: string): void {
  try {
    linkSync(beside, file)
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL'].includes(codeOf(error))) throw error
    if (existsSync(file)) throw Object.assign(new Error('it exists'), { code: 'EEXIST' })
    renameSync(beside, file)
  }
  rmSync(beside, { force: true })
  syncFolder(dirname(file))
}

/**
 * Nothing is overwritten, and what bears the name is whole: written beside it as `….part`, synced, then named. Throws
 * file-exists, disk-full, file-unreadable; the name is then not there. Readable by its owner only.
 */
export function writeNew(file: string, bytes: Uint8Array | string): void {
  const beside = `${file}.part`
  try {
    if (existsSync(file)) throw Object.assign(new Error('it exists'), { code: 'EEXIST' })
    writeFileSync(beside, bytes, { mode: 0o600, flush: true })
    giveName(beside, file)
  } catch (cause) {
    const code = codeOf(cause)
    if (code === 'EEXIST') throw new OfficeError('file-exists', { file }, { cause })
    drop(beside)
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new OfficeError('disk-full', { free: 0, wanted: bytes.length }, { cause })
    throw new OfficeError('file-unreadable', { file, detail: `it can not be written (${code})` }, { cause })
  }
}

function drop(beside: string): void {
  try {
    rmSync(beside, { force: true })
  } catch {
    // what is left bears no name that anybody takes for the file
  }
}
