/** Files that a person names on the command line. */
import { readFileSync, writeFileSync } from 'node:fs'
import { OfficeError } from '../../shared/errors.ts'

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

/** Nothing is overwritten: throws file-exists, disk-full, file-unreadable. Readable by its owner only. */
export function writeNew(file: string, bytes: Uint8Array | string): void {
  try {
    writeFileSync(file, bytes, { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    const code = codeOf(cause)
    if (code === 'EEXIST') throw new OfficeError('file-exists', { file }, { cause })
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new OfficeError('disk-full', { free: 0, wanted: bytes.length }, { cause })
    throw new OfficeError('file-unreadable', { file, detail: `it can not be written (${code})` }, { cause })
  }
}
