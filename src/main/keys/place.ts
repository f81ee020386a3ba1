/**
 * Where a data folder is: on which machine, and in which folder of its disk. A folder found elsewhere is a move or a copy,
 * and two desks must never sign with one key. Hashes only: the machine's own id never leaves it.
 */
import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import type { Hash } from '../../shared/names.ts'

export interface Place {
  readonly machine: Hash
  readonly folder: Hash
}

/** What the system calls this machine; empty where it does not say. Two clones of one disk image may say the same. */
export type MachineId = () => string

const run = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', timeout: 5_000, stdio: ['ignore', 'pipe', 'ignore'] })

export const machineId: MachineId = () => {
  try {
    if (process.platform === 'win32')
      return /MachineGuid\s+REG_SZ\s+(\S+)/.exec(run('reg', ['query', 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid']))?.[1] ?? ''
    if (process.platform === 'darwin') return /"IOPlatformUUID" = "([^"]+)"/.exec(run('ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']))?.[1] ?? ''
    return readFileSync('/etc/machine-id', 'utf8').trim()
  } catch {
    return ''
  }
}

const hashed = (text: string): Hash => hash('sha256', text, 'base64url') as Hash

/** `folderId` is the random id kept in keys.json. A copy of the folder has another inode, a renamed one the same. */
export const placeOf = (folder: string, folderId: string, machine: MachineId = machineId): Place => ({
  machine: hashed(`muniment/machine/v1\n${machine()}`),
  folder: hashed(`muniment/folder/v1\n${folderId}\n${statSync(folder, { bigint: true }).ino}`)
})

export const isSamePlace = (a: Place, b: Place): boolean => a.machine === b.machine && a.folder === b.folder
