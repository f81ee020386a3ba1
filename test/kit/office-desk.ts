/**
 * A whole desk by its door, as shells have it: calls by sessions, a clock that the test turns, and folders that can be looked
 * into. scrypt is made cheap; everything else is as in an office.
 */
import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { openDesk, type Desk } from '../../src/main/desk.ts'
import type { DeskOptions } from '../../src/main/options.ts'
import type { Session } from '../../src/main/service/door.ts'
import { calls, type CallName, type Input, type NewsKind, type Output, type Role } from '../../src/shared/contract.ts'
import { readForm } from '../../src/shared/forms/read-form.ts'
import { valuesFromJson } from '../../src/shared/forms/values-json.ts'
import { uuid7 } from '../../src/shared/names.ts'
import type { Reply } from '../../src/shared/wire.ts'
import { tempFolder } from './temp-folder.ts'

export const PASSPHRASE = 'harbor lantern copper'
export const newId = (): string => uuid7(Date.now(), new Uint8Array(randomBytes(10)))
/** Nothing was checked by an engine: values are taken as they are. */
export const provenance = { engine: null, language: null }

export interface TestClock {
  /** Added to both clocks, ms. */
  ahead: number
  readonly options: Pick<DeskOptions, 'now' | 'monotonic'>
}
export function turnableClock(): TestClock {
  const clock: TestClock = { ahead: 0, options: { now: () => Date.now() + clock.ahead, monotonic: () => performance.now() + clock.ahead } }
  return clock
}

export interface Seat {
  readonly session: Session
  /** The raw reply. */
  ask(name: string, input?: unknown): Promise<Reply>
  /** The value; a failed reply fails the test. What comes out is checked against the contract. */
  call<N extends CallName>(name: N, input: Input<N>): Promise<Output<N>>
  /** The code with which it was refused, or 'ok'. */
  code(name: CallName, input: unknown): Promise<string>
}

export interface TestOffice {
  readonly folder: string
  readonly desk: Desk
  readonly news: NewsKind[]
  seat(): Seat
  close(): Promise<void>
}

export const deskOptions = (folder: string, over: Partial<DeskOptions> = {}): DeskOptions => ({
  folder,
  listen: null,
  mdns: false,
  hub: false,
  now: Date.now,
  monotonic: () => performance.now(),
  random: length => new Uint8Array(randomBytes(length)),
  scryptLog2: 1,
  ...over
})

export function seatAt(desk: Desk, session: Session = desk.openSession()): Seat {
  const ask = (name: string, input: unknown = {}): Promise<Reply> => desk.dispatch(session, name, input)
  return {
    session,
    ask,
    async call(name, input) {
      const reply = await ask(name, input)
      if (!reply.ok) throw new Error(`${name}: ${reply.code} ${JSON.stringify(reply.detail)}`)
      return calls[name].output.parse(reply.value) as Output<typeof name>
    },
    async code(name, input) {
      const reply = await ask(name, input)
      return reply.ok ? 'ok' : reply.code
    }
  }
}

export async function openOffice(folder = tempFolder(), over: Partial<DeskOptions> = {}): Promise<TestOffice> {
  const desk = await openDesk(deskOptions(folder, over))
  onTestFinished(() => desk.close())
  const news: NewsKind[] = []
  desk.listen(({ kind }) => void news.push(kind))
  return { folder, desk, news, seat: () => seatAt(desk), close: () => desk.close() }
}

export interface Founded extends TestOffice {
  /** The administrator's seat: Ana, signed in. */
  readonly ana: Seat
  readonly recoveryKey: string
  /** The first shipped form. */
  readonly form: string
}

/** A network of one office, Yuma, founded by Ana. */
export async function foundOffice(folder = tempFolder(), over: Partial<DeskOptions> = {}): Promise<Founded> {
  const office = await openOffice(folder, over)
  const ana = office.seat()
  const { recoveryKey } = await ana.call('startNetwork', { network: 'Arizona', office: 'Yuma', person: 'Ana', passphrase: PASSPHRASE })
  const form = await firstForm(ana)
  return { ...office, ana, recoveryKey, form }
}

export async function firstForm(seat: Seat): Promise<string> {
  const [form] = await seat.call('listForms', {})
  if (!form) throw new Error('no form is published')
  return form.package
}

/** Another person at this desk, signed in at a seat of their own. */
export async function addPerson(office: TestOffice, by: Seat, name: string, role: Role): Promise<Seat> {
  await by.call('addPerson', { name, role, passphrase: PASSPHRASE })
  return signIn(office, name)
}

export async function signIn(office: TestOffice, name = 'Ana'): Promise<Seat> {
  const seat = office.seat()
  await seat.call('signIn', { person: name, passphrase: PASSPHRASE })
  return seat
}

export type Values = Input<'fileRecord'>['values']

/** Values of a form as its empty instance has them, the first text questions filled with `texts`. */
export async function valuesOf(seat: Seat, form: string, ...texts: readonly string[]): Promise<Values> {
  const { xml } = await seat.call('getForm', { package: form })
  const left = [...texts]
  return valuesFromJson({}, readForm(xml)).map(([path, value]) => [
    path,
    path.includes('/meta/') || path.startsWith('@') || value !== null || left.length === 0 ? value : left.shift()!
  ]) as Values
}

export async function fileOne(seat: Seat, form: string, title: string, id = newId()): Promise<Output<'fileRecord'>> {
  return seat.call('fileRecord', { id, package: form, values: await valuesOf(seat, form, title), provenance })
}

/** The same form under another version, for this office only: its records are filed one a line. */
export async function narrowForm(seat: Seat, form: string, version = 'narrow'): Promise<string> {
  const { xml } = await seat.call('getForm', { package: form })
  const { office } = await seat.call('deskState', {})
  const other = xml.replace(/( id="[^"]*" version=")[^"]*/, `$1${version}`)
  return (await seat.call('importForm', { xml: other, audience: [office!.id] })).package
}
