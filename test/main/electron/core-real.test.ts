/**
 * H4 with a real desk behind the port: the core dies at every message of a morning's work, in both directions. Every call
 * that was on its way is answered "unknown outcome" and asked again with its id; nothing is lost and nothing stands twice.
 * Dying is played within one process: what the folder holds at that moment is put back after the old desk has gone, which is
 * what the system keeps of a killed process. Real kills: test/e2e/kill.test.ts.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openDesk, type Desk } from '../../../src/main/desk.ts'
import { serveCore } from '../../../src/main/electron/core.ts'
import { hostCore, type Core, type CoreChild } from '../../../src/main/electron/core-host.ts'
import type { FromCore, ToCore } from '../../../src/main/electron/core-messages.ts'
import { startAudit } from '../../../src/main/ledger/audit.ts'
import { calls, type CallName, type Input, type Output } from '../../../src/shared/contract.ts'
import { deskOptions, foundOffice, newId, PASSPHRASE, provenance, valuesOf, type Values } from '../../kit/office-desk.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

/** Of all message indices; the rest with MUNIMENT_NIGHTLY. */
const EVERY = process.env['MUNIMENT_NIGHTLY'] === undefined ? 5 : 1

const copied = (folder: string): string => {
  const to = mkdtempSync(join(tmpdir(), 'muniment-core-'))
  cpSync(folder, to, { recursive: true })
  return to
}
/** The folder stays the one it was; what is in it is that of the copy. */
function putBack(folder: string, copy: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
  cpSync(copy, folder, { recursive: true })
}

interface Mortal {
  readonly core: Core
  readonly count: () => number
  readonly deaths: () => number
}

function mortalCore(folder: string, dieAt: number): Mortal {
  let messages = 0
  let deaths = 0
  const fork = (): CoreChild => {
    let alive = true
    let toHost: (message: FromCore) => void = () => undefined
    let toCore: (message: ToCore) => void = () => undefined
    let exited = (): void => undefined
    let desk: Promise<Desk> | undefined
    const die = async (copy: string | null): Promise<void> => {
      await (await desk?.catch(() => undefined))?.close()
      if (copy !== null) {
        putBack(folder, copy)
        rmSync(copy, { recursive: true })
      }
      exited()
    }
    const kill = (): void => {
      if (!alive) return
      alive = false
      void die(null)
    }
    const pass = (deliver: () => void): void => {
      if (!alive) return
      if (messages++ === dieAt) {
        alive = false
        deaths++
        return void die(copied(folder))
      }
      setImmediate(() => alive && deliver())
    }
    serveCore(
      { post: message => pass(() => toHost(message)), hear: receive => (toCore = receive), end: () => kill() },
      () => (desk = openDesk(deskOptions(folder)))
    )
    return { post: message => pass(() => toCore(message)), onMessage: receive => (toHost = receive), onExit: receive => (exited = receive), kill }
  }
  const core = hostCore({
    fork,
    start: { folder, listen: null, mdns: false, hub: false },
    wait: ms => (ms === 10_000 ? new Promise(() => undefined) : Promise.resolve()),
    onTrouble: error => {
      throw error
    }
  })
  return { core, count: () => messages, deaths: () => deaths }
}

interface Told {
  readonly unknown: string[]
}
/** A client as the page is: what has no known outcome, or came to a desk that forgot us, is asked again as it was. */
async function ask<N extends CallName>(core: Core, told: Told, name: N, input: Input<N>): Promise<Output<N>> {
  for (let tries = 0; tries < 6; tries++) {
    const reply = await core.request('window', name, input)
    if (reply.ok) return calls[name].output.parse(reply.value) as Output<typeof name>
    if (reply.code === 'unknown-outcome') told.unknown.push(name)
    else if (reply.code !== 'not-signed-in') throw new Error(`${name}: ${reply.code} ${JSON.stringify(reply.detail)}`)
    await core.request('window', 'signIn', { person: 'Ana', passphrase: PASSPHRASE })
  }
  throw new Error(`${name}: no answer`)
}

interface Morning {
  readonly form: string
  readonly values: Values
}

async function work(core: Core, { form, values }: Morning): Promise<Told> {
  const told: Told = { unknown: [] }
  const draft = newId()
  await ask(core, told, 'saveDraft', { id: draft, package: form, instance: '<data/>', name: 'Gate' })
  const filed = await ask(core, told, 'fileRecord', { id: newId(), package: form, values, provenance, draft })
  const more = await ask(core, told, 'fileRecords', { package: form, records: [newId(), newId()].map(id => ({ id, values })), provenance })
  const amended = await ask(core, told, 'amendRecord', {
    id: newId(),
    record: filed.id,
    amends: [filed.id],
    values,
    package: form,
    reason: 'seen again',
    provenance
  })
  await ask(core, told, 'voidRecord', { id: newId(), record: more[0]!.id, amends: [more[0]!.id], reason: 'twice' })
  const { total, rows } = await ask(core, told, 'listRecords', {})
  expect([total, rows.map(row => row.state).toSorted()]).toEqual([3, ['amended', 'filed', 'voided']])
  const page = await ask(core, told, 'getRecord', { record: filed.ref })
  expect([page.versions.length, page.heads]).toEqual([2, [amended.id]])
  expect(new Set([filed, ...more].map(({ ref }) => ref)).size).toBe(3)
  expect(await ask(core, told, 'listDrafts', {})).toEqual([])
  return told
}

it('a core that dies at any message leaves each call known or asked again, and each record once', async () => {
  const folder = tempFolder()
  const { ana, form, close } = await foundOffice(folder)
  const morning = { form, values: await valuesOf(ana, form, 'Gate') }
  await close()
  const before = copied(folder)
  onTestFinished(() => rmSync(before, { recursive: true, force: true }))
  const whole = mortalCore(folder, -1)
  expect((await work(whole.core, morning)).unknown).toEqual([])
  await whole.core.close()
  const messages = whole.count()
  expect(messages).toBeGreaterThan(20)
  const unknown = new Set<string>()
  // the first two are its start, before anybody has asked
  for (let at = 2 + (messages % EVERY); at < messages - 1; at += EVERY) {
    putBack(folder, before)
    const mortal = mortalCore(folder, at)
    const told = await work(mortal.core, morning)
    expect(mortal.deaths(), `message ${at}`).toBe(1)
    for (const name of told.unknown) unknown.add(name)
    await mortal.core.close()
    const verdict = await startAudit({ folder, vaultKey: null, workers: 0, live: false })
    expect(verdict.findings, `message ${at}`).toEqual([])
    expect(
      verdict.chains.map(({ records }) => records),
      `message ${at}`
    ).toEqual([0, 3])
  }
  if (EVERY === 1) expect([...unknown]).toEqual(expect.arrayContaining(['fileRecord', 'fileRecords', 'amendRecord', 'voidRecord']))
  expect(unknown.size).toBeGreaterThan(0)
}, 300_000)
