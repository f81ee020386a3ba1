/** What every command is told: which folder, who, how to answer. */
import { resolve } from 'node:path'
import { defaultFolder, machine, type DeskOptions } from '../options.ts'

export interface Globals {
  /** Absolute. */
  readonly data: string
  readonly json: boolean
  readonly person: string | undefined
  readonly passphraseFile: string | undefined
}

export interface GlobalFlags {
  readonly data?: string
  readonly json?: boolean
  readonly person?: string
  readonly passphraseFile?: string
}

export const globalsOf = ({ data, json, person, passphraseFile }: GlobalFlags): Globals => ({
  data: resolve(data ?? defaultFolder(process.env, process.platform)),
  json: json === true,
  person,
  passphraseFile
})

/** For a desk that a command opens by itself. `listen` null keeps the network off. */
export const deskOptions = (folder: string, listen: readonly string[] | null): DeskOptions => ({
  folder,
  listen,
  mdns: false,
  hub: false,
  ...machine,
  scryptLog2: Number(process.env['MUNIMENT_SCRYPT_LOG2'] ?? 17)
})
