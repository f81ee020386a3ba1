/** A command run in this process: what it said, and how it ended. */
import { runCommand } from '../../../src/main/cli/muniment.ts'

export const PASSPHRASE = 'harbor lantern copper'
process.env['MUNIMENT_SCRYPT_LOG2'] = '4'

/** Values of a site inspection, as a values file holds them. */
export const inspection = (name: string): object => ({
  site: { name, kind: 'water' },
  visit: { date: '2026-11-04', reason: 'routine' },
  finding: [
    { what: 'Leak', severity: 'serious' },
    { what: 'Rust', severity: 'minor' }
  ]
})

export interface Said {
  readonly code: number | undefined
  /** stdout and stderr. */
  readonly out: string
  readonly err: string
}

export async function said(...args: readonly string[]): Promise<Said> {
  let out = ''
  let err = ''
  const code = await runCommand(args, { say: text => (out += `${text}\n`), tell: line => (err += `${line}\n`) })
  return { code, out, err }
}

/** With --json: stdout must be exactly one JSON document. */
export async function answerOf<T>(...args: readonly string[]): Promise<Said & { readonly value: T }> {
  const ended = await said(...args, '--json')
  return { ...ended, value: JSON.parse(ended.out) as T }
}

export interface Refusal {
  readonly error: { readonly code: string; readonly message: string; readonly next: string }
}

/** The code of the error that a command ends with; its exit code must be 2 and both sentences there. */
export async function refusalOf(...args: readonly string[]): Promise<string> {
  const { code, value } = await answerOf<Refusal>(...args)
  if (code !== 2 || value.error.message === '' || value.error.next === '') throw new Error(`ended with ${code}: ${JSON.stringify(value)}`)
  return value.error.code
}
