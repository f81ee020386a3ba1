/**
 * A desk in a process of its own that does one thing when it is told and then stands still: between two steps its files can be
 * copied, and it can be killed, at a moment that is known. `file TITLE`, `draft NAME`, `big N`; each is answered by one line.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import { join } from 'node:path'

export interface Stepper {
  /** What it answers; throws what it refuses. */
  step(command: string): Promise<string>
  kill(): Promise<void>
  /** Closes the desk as a person would. */
  end(): Promise<void>
}

export async function startStepper(folder: string): Promise<Stepper> {
  const env = { ...process.env, NODE_OPTIONS: undefined, VITEST: undefined }
  const child: ChildProcess = spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, 'stepper-child.ts'), folder], {
    env,
    stdio: ['pipe', 'pipe', 'inherit']
  })
  const lines = createInterface({ input: child.stdout! })
  await answerOf(child, lines)
  const ended = async (): Promise<void> => void (child.exitCode === null && child.signalCode === null && (await once(child, 'exit')))
  return {
    step(command) {
      const answer = answerOf(child, lines)
      child.stdin!.write(`${command}\n`)
      return answer
    },
    async kill() {
      child.kill('SIGKILL')
      await ended()
    },
    async end() {
      child.stdin!.end()
      await ended()
    }
  }
}

function answerOf(child: ChildProcess, lines: Interface): Promise<string> {
  return new Promise((done, fail) => {
    const gone = (): void => fail(new Error('the desk ended'))
    child.once('exit', gone)
    lines.once('line', line => {
      child.off('exit', gone)
      if (line.startsWith('!')) fail(new Error(line.slice(1)))
      else done(line)
    })
  })
}
