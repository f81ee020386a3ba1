/** Copies of desks, handled by somebody outside a desk: a backup saved and tried, a damaged folder salvaged. */
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { openVaultKey } from './keys/vault-key.ts'
import { drillBackup, type Drilled, type DrillWishes } from './ledger/drill.ts'
import { salvage, type Salvaged } from './ledger/salvage.ts'
import type { Opener } from './ledger/backup-keys.ts'
import { fileHere } from './store/uploads.ts'
import type { About } from './service/handlers/desk.ts'

export { saveStream } from './store/save-stream.ts'
export { fileHere }
export type { Salvaged }

export interface DrilledFile extends Drilled {
  readonly about: About
}

/** The restore drill of a file, in the system's temporary folder (TMPDIR). Throws what reading a backup throws. */
export async function drillFile(path: string, opener: Opener, wishes: Pick<DrillWishes, 'now' | 'expired' | 'onProgress' | 'signal'>): Promise<DrilledFile> {
  const file = fileHere(resolve(path))
  const drilled = await drillBackup(file.pieces(), { ...wishes, file: path, opener, place: tmpdir(), size: file.size })
  return { ...drilled, about: JSON.parse(drilled.manifest.about) as About }
}

export interface SalvageFolder {
  /** Absolute. */
  readonly folder: string
  readonly out: string
  readonly also: readonly string[]
  readonly person: string
  readonly passphrase: string
  readonly now: () => number
  readonly onProgress: (lines: number) => void
}

/** Throws what `salvage` throws, and what opening the vault does. */
export async function salvageFolder({ folder, out, also, person, passphrase, now, onProgress }: SalvageFolder): Promise<Salvaged> {
  const vaultKey = await openVaultKey(folder, person, passphrase, now)
  try {
    return await salvage({ folder, out, also, vaultKey, onProgress })
  } finally {
    vaultKey.fill(0)
  }
}
