/** argv, env and defaults → one checked object. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { randomPool } from './keys/cipher.ts'
import type { FolderProbe } from './store/folder-kind.ts'

export interface DeskOptions {
  /** The data folder; one desk lives in it. Absolute. */
  readonly folder: string
  /** libp2p multiaddrs to listen on; empty: dial only; null: the network stays off. */
  readonly listen: readonly string[] | null
  readonly mdns: boolean
  readonly hub: boolean
  /** Wall clock in ms, and monotonic ms; injected in tests. */
  readonly now: () => number
  readonly monotonic: () => number
  /** Random bytes; injected in tests. */
  readonly random: (length: number) => Uint8Array
  /** scrypt cost N as a power of two; tests use a small one. */
  readonly scryptLog2: number
  /** How the kind of a folder's place is asked for; tests play other machines. */
  readonly probe?: FolderProbe | undefined
  /** Verification in the background, with other times than its own in tests; absent: only what is asked for. */
  readonly verifying?: { readonly look?: number; readonly every?: number; readonly quiet?: number }
}

/** A real desk's clock and randomness. Every salt and seed is asked for by itself, so they are cut from one pool. */
export const machine: Pick<DeskOptions, 'now' | 'monotonic' | 'random'> = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  random: randomPool
}

export function defaultFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Muniment')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Muniment')
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'muniment')
}
