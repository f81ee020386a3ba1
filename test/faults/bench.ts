/**
 * What the faults of running processes stand on: a desk to begin from, and the process whose copies do the work. Made once a
 * process, in memory where there is a file system in memory (a killed process loses nothing that it has written).
 */
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeBase, type Base } from './base.ts'
import { startRunner, type Runner } from './shimmed.ts'

export interface Bench {
  readonly base: Base
  readonly runner: Runner
}

export function fastFolder(): string {
  const memory = '/dev/shm'
  try {
    accessSync(memory, constants.W_OK)
    return memory
  } catch {
    return tmpdir()
  }
}

let made: Promise<Bench> | undefined

async function make(): Promise<Bench> {
  const folder = mkdtempSync(join(fastFolder(), 'muniment-faults-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return { base: await makeBase(folder, { peer: true }), runner: startRunner(folder) }
}

export const theBench = (): Promise<Bench> => (made ??= make())

/** Ends the process that was started; the folder goes with this process. */
export async function closeBench(): Promise<void> {
  const bench = await made
  made = undefined
  await bench?.runner.close()
}
