/** A folder apart, for what is tried or taken to pieces, and folders that a new desk is made in. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { OfficeError } from '../../shared/errors.ts'

export interface PlaceApart {
  readonly folder: string
  remove(): void
}

export function placeApart(within: string, name: string): PlaceApart {
  const folder = mkdtempSync(join(within, name))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Throws desk-exists when there is anything in it. */
export function requireEmptyFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (readdirSync(folder).length > 0) throw new OfficeError('desk-exists', { folder })
}

/** Those that are there, in this order. */
export function copyFiles(from: string, to: string, names: readonly string[]): void {
  for (const name of names) if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name))
}
