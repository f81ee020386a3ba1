/** A command of `muniment` in a process of its own, as a person or a script runs it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** The program is compiled once for all processes that a test starts. */
export const NODE_COMPILE_CACHE = join(tmpdir(), 'muniment-test-compiled')
const PROGRAM = resolve(import.meta.dirname, '../../../src/main/cli')

export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

export async function runFile(file: string, args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [join(PROGRAM, file), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, MUNIMENT_SCRYPT_LOG2: '6', NODE_COMPILE_CACHE }
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code: code ?? -1, out, err }
}

export const muniment = (...args: readonly string[]): Promise<Ended> => runFile('muniment.mjs', args)

/** With --json: stdout must be exactly one JSON document. */
export async function munimentJson<T>(...args: readonly string[]): Promise<Ended & { readonly value: T }> {
  const ended = await muniment(...args, '--json')
  return { ...ended, value: JSON.parse(ended.out) as T }
}

export interface Refusal {
  readonly error: { readonly code: string; readonly message: string; readonly next: string }
}

/** The code of the error that a command ends with; its exit code must be 2 and both sentences there. */
export async function refusalOf(...args: readonly string[]): Promise<string> {
  const { code, value } = await munimentJson<Refusal>(...args)
  if (code !== 2 || value.error.message === '' || value.error.next === '') throw new Error(`ended with ${code}: ${JSON.stringify(value)}`)
  return value.error.code
}
