/** Processes under the shim (shim/fault.c): with one fault each, or with everything they do to files recorded. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { readSaid, type Said } from './said.ts'

/** Why no shim can be had here; undefined where it can. */
export const noShim = (): string | undefined =>
  process.platform !== 'linux' ? 'not Linux' : spawnSync('cc', ['--version']).status === 0 ? undefined : 'no C compiler'

/** errno, as Linux numbers them. */
export const errno = { EIO: 5, ENOMEM: 12, EACCES: 13, ENFILE: 23, EMFILE: 24, ENOSPC: 28, EROFS: 30 } as const

export interface ShimFault {
  readonly do: 'kill' | 'tear' | 'short' | number
  /** At which of the calls counted, from 1 on. */
  readonly at: number
  /** At every one from there on. */
  readonly sticky?: boolean
  /** Letters of shim/fault.c; all calls when left out. */
  readonly kinds?: string
  /** Only files whose path ends so. */
  readonly name?: string
  /** Of 256, what of a write is done before it is torn. */
  readonly part?: number
}

export interface Job {
  readonly workload: string
  readonly folder: string
  readonly beside: string
  readonly fault?: ShimFault
  /** What was refused is followed by more questions (child.ts, `afterwards`). */
  readonly afterwards?: boolean
  /** Nothing is counted before the desk is open and signed in. */
  readonly armed?: boolean
  /** More of the shim's and the child's settings. */
  readonly env?: Readonly<Record<string, string>>
}

export interface Ran {
  readonly said: readonly Said[]
  readonly code: number | null
  /** Its number; 0 when it ended by itself. */
  readonly signal: number
  /** Each call that was counted, `kind name`, in order. */
  readonly calls: readonly string[]
  /** The fault came. */
  readonly reached: boolean
  /** How much of what it said it had said by then. */
  readonly saidBefore: number
  /** Processor time. */
  readonly ms: number
  /** It did not end by itself and was killed. */
  readonly hung: boolean
}

/** No workload takes so long: a process that hangs after its fault is at fault. */
const DEADLINE_MS = 60_000
export const SIGKILL = 9

function settings({ workload, folder, beside, fault, armed, afterwards, env }: Job): Record<string, string> {
  return {
    FAULTS_WORKLOAD: workload,
    FAULTS_BESIDE: beside,
    FAULTS_FOLDER: folder,
    FAULT_ROOT: folder,
    FAULT_TRACE: join(beside, 'trace'),
    ...(afterwards === true ? { FAULTS_AFTERWARDS: '1' } : {}),
    ...(armed === true ? { FAULT_ARM: join(beside, 'arm') } : {}),
    ...(fault && {
      FAULT_DO: String(fault.do),
      FAULT_AT: String(fault.at),
      FAULT_KEEP: fault.sticky === true ? '1' : '0',
      FAULT_KINDS: fault.kinds ?? '',
      FAULT_NAME: fault.name ?? '',
      FAULT_PART: String(fault.part ?? 128)
    }),
    ...env
  }
}

export interface Runner {
  run(job: Job): Promise<Ran>
  close(): Promise<void>
}

/** Compiles the shim and starts the process whose copies do the jobs, one after the other. */
export function startRunner(folder: string): Runner {
  const shim = join(folder, 'fault.so')
  if (!existsSync(shim)) execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', shim, join(import.meta.dirname, 'shim/fault.c'), '-ldl'])
  let mother: { readonly child: ChildProcess; readonly lines: Interface } | undefined
  const start = (): { readonly child: ChildProcess; readonly lines: Interface } => {
    const env = { ...process.env, NODE_OPTIONS: undefined, VITEST: undefined, LD_PRELOAD: shim }
    const args = ['--no-warnings', '--single-threaded', join(import.meta.dirname, 'child.ts'), join(folder, 'rehearsal')]
    const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'ignore'] })
    return { child, lines: createInterface({ input: child.stdout! }) }
  }
  return {
    async run(job) {
      mother ??= start()
      const trace = join(job.beside, 'trace')
      rmSync(trace, { force: true })
      const ended = await askFor(mother.child, mother.lines, settings(job))
      return { ...ended, ...readTrace(existsSync(trace) ? readFileSync(trace, 'utf8') : '') }
    },
    async close() {
      if (!mother) return
      const exit = once(mother.child, 'exit')
      mother.child.stdin!.end()
      await exit
      mother = undefined
    }
  }
}

/** `!`: here the fault came; `>`: something was said. */
function readTrace(text: string): Pick<Ran, 'calls' | 'reached' | 'saidBefore'> {
  const lines = text.trimEnd().split('\n')
  const fault = lines.indexOf('!')
  return {
    calls: lines.filter(line => line !== '!' && line !== '>' && line !== ''),
    reached: fault >= 0,
    saidBefore: lines.slice(0, Math.max(0, fault)).filter(line => line === '>').length
  }
}

type Ended = Pick<Ran, 'said' | 'code' | 'signal' | 'hung' | 'ms'>

function askFor(child: ChildProcess, lines: Interface, job: Readonly<Record<string, string>>): Promise<Ended> {
  return new Promise((done, fail) => {
    const said: string[] = []
    let hung = false
    let late: NodeJS.Timeout | undefined
    const gone = (): void => fail(new Error('the process under the shim ended'))
    const hear = (line: string): void => {
      if (line.startsWith('{"pid":')) {
        const { pid } = JSON.parse(line) as { pid: number }
        late = setTimeout(() => {
          hung = true
          process.kill(pid, 'SIGKILL')
        }, DEADLINE_MS)
      } else if (line.startsWith('{"ended":')) {
        const { ended, signal, ms } = JSON.parse(line) as { ended: number; signal: number; ms: number }
        clearTimeout(late)
        lines.off('line', hear)
        child.off('exit', gone)
        done({ said: readSaid(`${said.join('\n')}\n`), code: signal === 0 ? ended : null, signal, hung, ms })
      } else said.push(line)
    }
    lines.on('line', hear)
    child.once('exit', gone)
    const text = Object.entries(job).map(([name, value]) => `${name}=${value}\n`)
    child.stdin!.write(`${text.join('')}\n`)
  })
}
