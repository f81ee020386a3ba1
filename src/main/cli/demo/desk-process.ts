/** A desk of the demo: `muniment serve` in a process of its own, reached through its door as any command would. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { OfficeError } from '../../../shared/errors.ts'
import type { Office } from '../../../shared/wire.ts'
import { throughDoor } from '../door.ts'
import type { Reached } from '../reached.ts'

export interface DeskProcess {
  readonly folder: string
  readonly office: Office
  /** Ends the process in order, as Ctrl-C does. */
  stop(): Promise<void>
  /** Ends it at once, as a power cut does to a program. */
  kill(): Promise<void>
}

const PROGRAM = join(import.meta.dirname, '../muniment.mjs')
/** A desk that has not come up after so long has failed. */
const START_MS = 60_000
/** Cheap passphrases, so that a demo does not spend its time on scrypt; a real desk uses 17. */
const environment = (): NodeJS.ProcessEnv => ({ ...process.env, MUNIMENT_SCRYPT_LOG2: process.env['MUNIMENT_SCRYPT_LOG2'] ?? '10' })

export const startProgram = (args: readonly string[], errors: 'inherit' | 'ignore' = 'inherit'): ChildProcess =>
  spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', errors], env: environment() })

/** The first line of what it says. Throws peer-unreachable when it ends or says nothing in time. */
async function firstLine(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout! })
  const late = setTimeout(() => child.kill('SIGKILL'), START_MS)
  try {
    const ended = once(child, 'exit').then(([code]) => {
      throw new OfficeError('peer-unreachable', { peer: 'A desk of the demo', detail: `it ended with ${String(code)}` })
    })
    const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string]
    ended.catch(() => undefined)
    return line
  } finally {
    clearTimeout(late)
  }
}

async function openDoor(folder: string): Promise<Reached> {
  const reached = await throughDoor(folder)
  if (!reached) throw new OfficeError('peer-unreachable', { peer: 'A desk of the demo', detail: 'its door does not answer' })
  return reached
}

/** `listen`: where other desks reach it; by default a port that the system chooses. */
export async function startDesk(folder: string, listen = '/ip4/127.0.0.1/tcp/0'): Promise<DeskProcess> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const child = startProgram(['serve', '--json', '--no-pages', '--data', folder, '--listen', listen])
  const killed = (): void => void child.kill('SIGKILL')
  process.once('exit', killed)
  try {
    const said = JSON.parse(await firstLine(child)) as { readonly error?: { readonly message: string } }
    if (said.error) throw new OfficeError('peer-unreachable', { peer: 'A desk of the demo', detail: said.error.message })
    const { office } = await openDoor(folder)
    const end = async (signal: NodeJS.Signals): Promise<void> => {
      process.off('exit', killed)
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    }
    return { folder, office, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
  } catch (error) {
    killed()
    throw error
  }
}

/** Runs one command to its end. */
export async function runProgram(args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  const child = startProgram(args, 'ignore')
  let out = ''
  child.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code: code ?? 2, out }
}
