/**
 * How long a desk's own thread is ever held up, in ms: while records come from another desk, while they are verified because
 * somebody asked, and while the background verifies them. `node test/bench/held-up.ts [records]` prints one JSON document. The desk that
 * is measured runs in a process of its own and is asked for its list every 20 ms meanwhile.
 */
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openDesk, type Desk } from '../../src/main/desk.ts'
import { machine } from '../../src/main/options.ts'
import type { CallName, Input, Output } from '../../src/shared/contract.ts'
import { readForm } from '../../src/shared/forms/read-form.ts'
import { valuesFromJson } from '../../src/shared/forms/values-json.ts'
import { uuid7 } from '../../src/shared/names.ts'

const PASSPHRASE = 'harbor lantern copper'
const RESOLUTION = 1

interface Seat {
  readonly desk: Desk
  call<N extends CallName>(name: N, input: Input<N>): Promise<Output<N>>
}
async function seatOf(folder: string): Promise<Seat> {
  const desk = await openDesk({
    folder,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    mdns: false,
    hub: false,
    ...machine,
    scryptLog2: 4,
    verifying: { look: 3_600_000, quiet: 500 }
  })
  const session = desk.openSession()
  return {
    desk,
    async call(name, input) {
      const reply = await desk.dispatch(session, name, input)
      if (!reply.ok) throw new Error(`${name}: ${reply.code} ${JSON.stringify(reply.detail)}`)
      return reply.value as Output<typeof name>
    }
  }
}

async function until({ desk }: Seat, so: () => Promise<boolean>): Promise<void> {
  for (;;) {
    const heard = Promise.withResolvers<void>()
    const undo = desk.listen(() => heard.resolve())
    const timer = setTimeout(() => heard.resolve(), 1_000)
    const done = await so()
    if (!done) await heard.promise
    clearTimeout(timer)
    undo()
    if (done) return
  }
}

interface Held {
  readonly seconds: number
  readonly max: number
  readonly p999: number
  readonly over16: number
  /** The longest that the thread itself worked between two beats: what it would be on a machine that does nothing else. */
  readonly longest: number
  readonly longOver16: number
  readonly answers: number
  /** Slowest answer to a page's question, ms. */
  readonly slowest: number
}

const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** Measures while the work goes on. */
async function held(seat: Seat, work: () => Promise<unknown>): Promise<Held> {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION })
  let last = performance.now()
  let over16 = 0
  let used = cpuMs()
  let longest = 0
  let longOver16 = 0
  let answers = 0
  let slowest = 0
  const beat = setInterval(() => {
    const now = performance.now()
    if (now - last > 16 + RESOLUTION) over16++
    last = now
    const worked = cpuMs() - used
    longest = Math.max(longest, worked)
    if (worked > 16) longOver16++
    used += worked
  }, RESOLUTION)
  const ask = setInterval(() => {
    const asked = performance.now()
    void seat.call('listRecords', { limit: 50 }).then(() => {
      answers++
      slowest = Math.max(slowest, performance.now() - asked)
    })
  }, 20)
  const began = performance.now()
  histogram.enable()
  await work()
  histogram.disable()
  clearInterval(beat)
  clearInterval(ask)
  const ms = (ns: number): number => Math.round(ns / 1e5) / 10
  return {
    seconds: Math.round((performance.now() - began) / 100) / 10,
    max: ms(histogram.max),
    p999: ms(histogram.percentile(99.9)),
    over16,
    longest: Math.round(longest * 10) / 10,
    longOver16,
    answers,
    slowest: Math.round(slowest)
  }
}

/** The desk that is measured: joins, takes everything in, verifies. */
async function receiver(folder: string, invitation: string, records: number): Promise<void> {
  const seat = await seatOf(folder)
  await seat.call('joinNetwork', { invitation, person: 'Bea', passphrase: PASSPHRASE })
  process.send?.('asked')
  await until(seat, async () => (await seat.call('deskState', {})).state === 'open' && (await seat.call('listForms', {})).length > 0)
  process.send?.('joined')
  const sync = await held(seat, () =>
    until(seat, async () => (await seat.call('listRecords', { limit: 1 })).total === records && (await seat.call('status', {})).working === null)
  )
  const newPart = await held(seat, () => until(seat, async () => (await seat.call('verifyJob', {})).recent !== null))
  const verify = await held(seat, async () => {
    await seat.call('startVerify', {})
    await until(seat, async () => (await seat.call('verifyJob', {})).state === 'done')
  })
  const { verdict, recent } = await seat.call('verifyJob', {})
  process.send?.({ records, sync, newPart, verify, sound: verdict?.verdict, findings: verdict?.findings.slice(0, 3), recent })
  await seat.desk.close()
  process.disconnect()
}

async function sender(records: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'muniment-held-'))
  const seat = await seatOf(join(folder, 'a'))
  await seat.call('startNetwork', { network: 'Arizona', office: 'Yuma', person: 'Ana', passphrase: PASSPHRASE, mode: 'permissioned' })
  const [form] = await seat.call('listForms', {})
  const { xml } = await seat.call('getForm', { package: form!.package })
  const values = valuesFromJson({}, readForm(xml)).map(([path, value], i) => [
    path,
    value ?? (path.includes('/meta/') ? value : `word${i} and another`)
  ]) as Input<'fileRecord'>['values']
  const { text } = await seat.call('createInvitation', { office: 'Mesa' })
  const child = fork(import.meta.filename, ['--receive', join(folder, 'b'), text, String(records)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: process.env['HELD_PROFILE'] === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${process.env['HELD_PROFILE']}`]
  })
  await once(child, 'message')
  await until(seat, async () => (await seat.call('network', {})).requests.length > 0)
  await seat.call('admitRequest', { id: (await seat.call('network', {})).requests[0]!.id })
  await once(child, 'message')
  for (let left = records; left > 0; left -= 200)
    await seat.call('fileRecords', {
      package: form!.package,
      records: Array.from({ length: Math.min(200, left) }, () => ({ id: uuid7(Date.now(), new Uint8Array(randomBytes(10))), values })),
      provenance: { engine: null, language: null }
    })
  const [measured] = (await once(child, 'message')) as [unknown]
  process.stdout.write(`${JSON.stringify(measured, null, 1)}\n`)
  await once(child, 'exit')
  await seat.desk.close()
  rmSync(folder, { recursive: true })
}

const [first, folder, invitation, count] = process.argv.slice(2)
if (first === '--receive') await receiver(folder!, invitation!, Number(count))
else await sender(Number(first ?? 20_000))
