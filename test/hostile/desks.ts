/** Desks in processes, as the harness has hold of them; and folders of two desks of one network, one of them with records. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../../src/main/cli/demo/random.ts'
import { newId } from '../../src/main/ledger/compose.ts'
import { fileRecords } from '../../src/main/ledger/file-record.ts'
import type { Point } from '../../src/shared/ledger/line.ts'
import type { Key } from '../../src/shared/names.ts'
import { joinDesk } from '../bench/phases/joined.ts'
import { clock, fieldName, foundDesk, publish } from '../bench/phases/ledger.ts'
import type { ChildOptions, FromChild } from './desk-child.ts'

export type Holds = Extract<FromChild, { t: 'holds' }>['chains']
export type State = Extract<FromChild, { t: 'state' }>

export interface RunningDesk {
  readonly chain: Key
  readonly port: number
  readonly addresses: readonly string[]
  /** Resolves once what it holds is so; rejects when its process ends before, or after so many seconds. */
  until(holds: (chains: Holds) => boolean, seconds: number): Promise<void>
  state(): Promise<State>
  hear(listener: (message: FromChild) => void): () => void
  /** Some records are filed there. */
  file(): void
  readonly holds: Holds
  /** Throws inside its network worker. */
  breakWorker(): void
  kill(): Promise<void>
}

const running = new Set<ChildProcess>()
process.on('exit', () => running.forEach(child => child.kill('SIGKILL')))

/** `namespace`: a network namespace of this machine for it to live in. */
export async function startDesk(folder: string, given: Partial<ChildOptions> = {}, namespace?: string): Promise<RunningDesk> {
  const options: ChildOptions = { listen: ['/ip4/127.0.0.1/tcp/0'], announced: null, mdns: false, hub: false, dial: [], ...given }
  const args = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'desk-child.ts'), folder, JSON.stringify(options)]
  const [command = '', ...rest] = [...(namespace === undefined ? [] : ['ip', 'netns', 'exec', namespace]), process.execPath, ...args]
  const child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  running.add(child)
  const ended = once(child, 'exit').finally(() => running.delete(child))
  let holds: Holds = {}
  const hearers = new Set<(message: FromChild | null) => void>()
  child.on('message', (message: FromChild) => {
    if (message.t === 'holds') holds = message.chains
    for (const hear of hearers) hear(message)
  })
  const when = <T>(what: string, seconds: number, found: (message: FromChild | null) => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const end = (): void => {
        hearers.delete(look)
        clearTimeout(late)
        child.off('exit', gone)
      }
      const late = setTimeout(() => (end(), reject(new Error(`${what}: not after ${seconds} s`))), seconds * 1000)
      const gone = (): void => (end(), reject(new Error(`${what}: the process ended`)))
      const look = (message: FromChild | null): void => {
        const value = found(message)
        if (value === undefined) return
        end()
        resolve(value)
      }
      hearers.add(look)
      child.once('exit', gone)
      look(null)
    })
  const up = await when('a desk comes up', 60, message => (message?.t === 'up' ? message : undefined))
  return {
    chain: up.chain,
    port: Number(/tcp\/(\d+)/.exec(up.addresses[0] ?? '')?.[1] ?? 0),
    addresses: up.addresses,
    until: (wanted, seconds) => when('it holds what is wanted', seconds, () => (wanted(holds) ? true : undefined)).then(() => undefined),
    state: () => {
      const answer = when('it says how it is', 30, message => (message?.t === 'state' ? message : undefined))
      child.send('state')
      return answer
    },
    hear(listener) {
      hearers.add(look)
      return () => void hearers.delete(look)
      function look(message: FromChild | null): void {
        if (message) listener(message)
      }
    },
    file: () => void child.send('file'),
    get holds() {
      return holds
    },
    breakWorker: () => void child.send('break'),
    async kill() {
      child.kill('SIGKILL')
      await ended
    }
  }
}

export interface TwoDesks {
  /** Holds the records; its chain and how long it is. */
  readonly full: string
  readonly chain: Key
  readonly lines: number
  /** The registry as it is. */
  readonly registry: Point
  /** Admitted, and empty. */
  readonly empty: string
  /** More empty ones. */
  readonly others: readonly string[]
}

/** Records in lines of one to forty, as clerks and imports file them. */
export function makeDesks(within: string, records: number, random: Random, others = 0): TwoDesks {
  const full = join(within, 'full')
  mkdirSync(full)
  const desk = foundDesk(full)
  const empty = join(within, 'empty')
  joinDesk(desk, empty)
  const more = Array.from({ length: others }, (_, i) => join(within, `other-${i}`))
  for (const folder of more) joinDesk(desk, folder)
  const form = publish(desk, 3, 'everyone')
  const author = { signer: desk.person, person: desk.person.key }
  const text = (): string => Array.from({ length: 20 }, () => Math.floor(random.next() * 2 ** 40).toString(36)).join(' ')
  for (let left = records; left > 0;) {
    const count = Math.min(left, random.chance(0.5) ? 1 : 1 + random.below(40))
    const filings = Array.from({ length: count }, () => ({
      id: newId(clock),
      values: Array.from({ length: 3 }, (_, i) => [`/data/${fieldName(i)}`, text()] as [string, string])
    }))
    fileRecords(desk.ledger, author, form, filings, { engine: null, language: null }, () => undefined)
    left -= count
  }
  const { chain, size } = desk.ledger.own.state
  const registry = desk.ledger.registry.now
  desk.close()
  return { full, chain, lines: size, registry, empty, others: more }
}
