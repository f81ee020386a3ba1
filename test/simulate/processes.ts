/** This program again in a process of its own: with other sources (broken builds), or for some of the seeds. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Report } from './run.ts'

/** What is young and dies is let die without being looked at twice. */
const NODE = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=64']

export interface Ended {
  /** Undefined where it did not come to its end. */
  readonly report: Report | undefined
  readonly late: boolean
  /** The last of what it said besides. */
  readonly error: string
}

/** `tell`: lines of standard error as they come. */
export function simulateApart(args: readonly string[], timeout: number | undefined, tell: (line: string) => void = () => undefined): Promise<Ended> {
  const script = fileURLToPath(new URL('simulate.mjs', import.meta.url))
  const child = spawn(process.execPath, [...NODE, script, '--workers', '1', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err, rest, late] = ['', '', '', false]
  child.stdout.on('data', chunk => (out += String(chunk)))
  child.stderr.on('data', chunk => {
    err = (err + String(chunk)).slice(-2_000)
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop()!
    for (const line of lines) tell(line)
  })
  const end = (): void => {
    late = true
    child.kill('SIGKILL')
  }
  const timer = timeout === undefined ? undefined : setTimeout(end, timeout)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => {
      clearTimeout(timer)
      const said = out.trim().split('\n').at(-1) ?? ''
      resolve({ report: said.startsWith('{') ? (JSON.parse(said) as Report) : undefined, late, error: err })
    })
  })
}
