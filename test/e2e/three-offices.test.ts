/**
 * Three offices in three processes over libp2p on loopback: one whose folder was cloned and written twice, one restored from an
 * old backup, one revoked in the middle. What stands on the screens of the other two is the story, and it is true.
 * The tests are one story and run in order.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { afterAll, expect } from 'vitest'
import type { DecisionsView } from '../../src/shared/contract.ts'
import { copyOf, putBack } from '../kit/rolled-folder.ts'
import { munimentJson, muniment, type Ended } from './parts/command.ts'
import { fileMany, foundNetwork, joinOffice, untilCopied } from './parts/office-door.ts'
import { inspection } from './parts/inspections.ts'
import { verifyEverything } from './parts/integrity.ts'
import { makeRoom, makeStory } from './parts/ready.ts'
import { openRecord, rowOf } from './parts/records.ts'
import type { ServedDesk } from './parts/served-desk.ts'
import { signIn } from './parts/sign-in.ts'
import { station } from './parts/stations.ts'
import { goTo, openPage, type Watched } from './parts/watched-page.ts'

const PASSPHRASE = 'harbor lantern copper'
const ana = { person: 'Ana Begay', passphrase: PASSPHRASE }
const bea = { person: 'Bea Cruz', passphrase: PASSPHRASE }
const carl = { person: 'Carl Tso', passphrase: PASSPHRASE }

const room = makeRoom()
const { desks } = room
const files = mkdtempSync(join(tmpdir(), 'muniment-test-'))
const at = (name: string): string => join(files, name)
afterAll(() => rmSync(files, { recursive: true, force: true }))
writeFileSync(at('passphrase'), PASSPHRASE)
const cli = (desk: ServedDesk, { person }: { person: string }): string[] => ['--data', desk.folder, '--person', person, '--passphrase-file', at('passphrase')]

const evidence = new Set<string>()
let flagstaff: ServedDesk
let yuma: ServedDesk
let winslow: ServedDesk
let a: Watched
let b: Watched
const story = makeStory('three-offices', () => ({ flagstaff: a, yuma: b }))

const open = async (desk: ServedDesk, who: { person: string; passphrase: string }): Promise<Watched> => {
  const watched = await openPage(room.browser, desk.url)
  await signIn(watched.page, who.person, who.passphrase)
  return watched
}
const ok = async (...args: string[]): Promise<void> => {
  const { code, err } = await muniment(...args)
  expect(code, err).toBe(0)
}

story('three offices file, each holds what all filed, and each has witnessed it', async () => {
  ;[flagstaff, yuma, winslow] = await Promise.all([desks.serve(), desks.serve(), desks.serve()])
  await foundNetwork(flagstaff, 'Northern Arizona Site Services', 'Flagstaff', ana)
  await joinOffice(flagstaff, ana, yuma, 'Yuma', bea, 'admin')
  await joinOffice(flagstaff, ana, winslow, 'Winslow', carl, 'clerk')
  await fileMany(flagstaff, ana, 'site-inspection', [inspection(1)])
  await fileMany(yuma, bea, 'site-inspection', [inspection(2)])
  await fileMany(winslow, carl, 'site-inspection', [inspection(3), inspection(4)])
  for (const [desk, who] of [
    [flagstaff, ana],
    [yuma, bea],
    [winslow, carl]
  ] as const)
    await untilCopied(desk, who, 4, 2)
  ;[a, b] = [await open(flagstaff, ana), await open(yuma, bea)]
  await goTo(a.page, 'records', 'Records')
  expect(await rowOf(a.page, 'WIN-1-000002')).toMatchObject({ office: 'Winslow', state: 'Filed' })
  await station(a.page, 'three-1-records')
})

/** Files while the network is not there, and brings what was filed to another desk on a stick. */
async function fileAlone(desk: ServedDesk, who: { person: string }, records: readonly object[]): Promise<void> {
  writeFileSync(at('values.json'), JSON.stringify(records))
  await ok(...cli(desk, who), 'record', 'add', '--form', 'site-inspection', '--values', at('values.json'))
}
let sticks = 0
async function carry(from: ServedDesk, by: { person: string }, to: ServedDesk, taker: { person: string }): Promise<Ended> {
  const file = at(`${sticks++}.bundle`)
  await ok(...cli(from, by), 'bundle', 'export', file)
  return muniment(...cli(to, taker), 'bundle', 'import', file)
}

story('a folder that was cloned is written twice: each of the others holds another history', async () => {
  await winslow.stop()
  const before = copyOf(winslow.folder)
  await b.close()
  await yuma.stop()
  winslow = await desks.serve(winslow.folder)
  await fileMany(winslow, carl, 'site-inspection', [inspection(31), inspection(32)], true)
  await untilCopied(winslow, carl, 6, 1)
  await winslow.stop()
  // the clone: the folder as it was, mark and all, so that nobody could tell
  putBack(winslow.folder, before, true)
  rmSync(before, { recursive: true })
  await fileAlone(winslow, carl, [41, 42, 43].map(inspection))
  expect((await carry(winslow, carl, yuma, bea)).out).not.toContain('chain-forked')
  expect((await carry(flagstaff, ana, yuma, bea)).out).toContain('chain-forked')
  const { value } = await munimentJson<DecisionsView>(...cli(yuma, bea), 'decisions', 'list')
  expect(value.forks).toMatchObject([{ desk: 'Winslow desk 1', decided: null }])
  yuma = await desks.serve(yuma.folder)
  b = await open(yuma, bea)
})

story('the screens of the other two say which desk, what keeps counting, and who witnessed which half', async () => {
  for (const [who, { page }] of [
    ['a', a],
    ['b', b]
  ] as const) {
    await goTo(page, 'decisions', 'Decisions')
    const fork = page.getByRole('region', { name: 'Two histories of Winslow desk 1' })
    const [left, right] = [fork.getByRole('article', { name: 'History A' }), fork.getByRole('article', { name: 'History B' })]
    await fork.getByText('Block 1 is the first that differs.').waitFor()
    for (const half of [left, right]) await half.locator('.line').first().waitFor()
    const sizes = await Promise.all([left, right].map(half => half.innerText()))
    const [one, two] = sizes[0]!.includes('2 blocks') ? [left, right] : [right, left]
    await one.getByText('3 records').waitFor()
    expect(await two.locator('.line').count()).toBe(2)
    await two.getByText('Witnessed by Flagstaff desk 1.').waitFor()
    await one.getByText('Witnessed by Yuma desk 1.').waitFor()
    // each had witnessed what it holds before it knew: both keep counting until it is decided
    await fork.getByText('Everything that is here of it had been witnessed before and keeps counting.').waitFor()
    await station(page, `three-2-fork-${who}`)
  }
})

story('each shows the half that it holds with the copies there are; the finding is in plain words; only that desk is accused', async () => {
  await goTo(a.page, 'records', 'Records')
  for (const ref of ['WIN-1-000003', 'WIN-1-000004']) expect(await rowOf(a.page, ref)).toMatchObject({ state: 'Filed', copies: '1 office' })
  await goTo(b.page, 'records', 'Records')
  for (const ref of ['WIN-1-000003', 'WIN-1-000004', 'WIN-1-000005']) expect((await rowOf(b.page, ref)).state).toBe('Filed')
  for (const ref of ['WIN-1-000001', 'WIN-1-000002']) expect(await rowOf(b.page, ref)).toMatchObject({ state: 'Filed', copies: '2 offices' })
  await station(b.page, 'three-3-records-b')
  await openRecord(b.page, 'WIN-1-000005')
  await station(b.page, 'three-3-record-b')
  for (const [who, { page }] of [
    ['a', a],
    ['b', b]
  ] as const) {
    const { verdict, findings } = await verifyEverything(page)
    expect(verdict).toMatch(/1 thing is wrong\.$/)
    expect(findings).toEqual(['Block 1 of Winslow desk 1 exists in two versions that the same key signed.'])
    const chains = page.getByRole('region', { name: 'Chains' }).getByRole('row')
    for (const desk of ['Flagstaff desk 1', 'Yuma desk 1', 'The registry'])
      expect(await chains.filter({ hasText: desk }).innerText()).not.toMatch(/wrong|signed two|problem/)
    await station(page, `three-3-integrity-${who}`)
    await goTo(page, 'today', 'Today')
    await page.getByText('Winslow desk 1 has signed two histories').waitFor()
    await station(page, `three-3-today-${who}`)
    await goTo(page, 'network', 'Network')
    const desk = page.locator('.desk').filter({ hasText: who === 'a' ? 'Yuma desk 1' : 'Flagstaff desk 1' })
    await desk.getByText('In contact now').waitFor()
    await desk.getByText('Up to date both ways').waitFor()
    expect(await desk.innerText()).not.toContain('Trouble')
    await station(page, `three-3-network-${who}`)
  }
})

story('the evidence is saved from the page, and convicts that key on its own', async () => {
  for (const { page } of [a, b]) {
    await goTo(page, 'decisions', 'Decisions')
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save the evidence' }).click()
    const file = at(`evidence-${evidence.size}.json`)
    await (await saving).saveAs(file)
    evidence.add(readFileSync(file, 'utf8'))
    const { code, value } = await munimentJson<{ verdict: string; chain: string; at: number }>('verify', file)
    expect([code, value.verdict, value.at]).toEqual([1, 'two-histories', 2])
  }
  expect(evidence.size).toBe(1)
})

story('an administrator decides on that page, and at both offices the half that counts stands, with nothing waiting', async () => {
  const fork = a.page.getByRole('region', { name: 'Two histories of Winslow desk 1' })
  const half = fork.getByRole('article').filter({ hasText: '3 records' })
  await half.getByRole('button', { name: /^Keep this history/ }).click()
  const dialog = a.page.getByRole('dialog')
  await dialog.getByLabel('Why this one?').fill('Carl Tso entered these from the paper forms; the other two are entered again')
  await dialog.getByRole('button', { name: 'Show what would be signed' }).click()
  await dialog.getByText('Your signature goes under this').waitFor()
  await station(a.page, 'three-4-sign')
  await dialog.getByLabel('Your passphrase').fill(PASSPHRASE)
  await dialog.getByRole('button', { name: 'Sign and approve' }).click()
  for (const [who, { page }] of [
    ['a', a],
    ['b', b]
  ] as const) {
    await goTo(page, 'decisions', 'Decisions')
    await page.getByText('Decided: 2 blocks of one history count.').waitFor()
    await station(page, `three-4-decided-${who}`)
    await goTo(page, 'records', 'Records')
    await page.getByText('7 records', { exact: true }).waitFor()
    for (const ref of ['WIN-1-000003', 'WIN-1-000004', 'WIN-1-000005']) await rowOf(page, ref).then(row => expect(row.state).toBe('Filed'))
    await station(page, `three-4-records-${who}`)
    const { verdict } = await verifyEverything(page)
    expect(verdict).toMatch(/1 thing was wrong and has been decided\.$/)
    await station(page, `three-4-integrity-${who}`)
    await goTo(page, 'today', 'Today')
    await station(page, `three-4-today-${who}`)
  }
})

let c: Watched
/** The list, once so many records are there; what came while it was open is asked for. */
async function openWhole(page: Page, count: number): Promise<void> {
  await goTo(page, 'records', 'Records')
  const all = page.getByText(`${count} records`, { exact: true })
  const more = page.getByRole('button', { name: 'Show', exact: true })
  while (!(await all.isVisible())) {
    await all.or(more).first().waitFor()
    if (await more.isVisible()) await more.click()
  }
}
/** On the signing page of a desk that may not sign; the administrator compares the words and admits. */
async function goOnUnderANewKey(stopped: Watched, person: string, byFile = false): Promise<void> {
  await goTo(stopped.page, 'signing', 'Signing at this desk')
  await stopped.page.getByRole('button', { name: 'Ask for a new key…' }).click()
  const dialog = stopped.page.getByRole('dialog')
  await dialog.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  await dialog.getByRole('button', { name: 'Go on under a new key' }).click()
  const words = await stopped.page.locator('.six-words li').allInnerTexts()
  const file = at(`${person}.request`)
  if (byFile) {
    const saving = stopped.page.waitForEvent('download')
    await stopped.page.getByRole('button', { name: 'Save the request as a file' }).click()
    await (await saving).saveAs(file)
  }
  await goTo(a.page, 'network', 'Network')
  if (byFile) {
    await a.page.getByLabel('A request that came as a file').setInputFiles(file)
    await a.page.getByRole('button', { name: 'Read the request' }).click()
  }
  const request = a.page.locator('.requests > li').filter({ hasText: person })
  await request.waitFor()
  for (const word of words) await request.getByText(word, { exact: true }).first().waitFor()
  await station(a.page, `three-asks-${person}`)
  await request.getByText('The words are the same, and I know that it is them').click()
  await request.getByRole('button', { name: 'Admit the new key' }).click()
  await request.waitFor({ state: 'detached' })
  await stopped.page.waitForFunction(() => !document.body.innerText.includes('reading only'))
  // where the desk was opened anew under its new key, whoever sat there signs in again
  const asked = stopped.page.getByRole('heading', { level: 1, name: 'Sign in' })
  await asked.or(stopped.page.getByText('This desk may sign.')).first().waitFor()
  if (await asked.isVisible()) await signIn(stopped.page, person, PASSPHRASE)
}

story('the desk itself says what happened, goes on under a new key, and what it files then is filed everywhere', async () => {
  winslow = await desks.serve(winslow.folder)
  c = await open(winslow, carl)
  await c.page.getByText('The key of this desk has signed two histories').waitFor()
  await goTo(c.page, 'signing', 'Signing at this desk')
  await station(c.page, 'three-5-c')
  await goOnUnderANewKey(c, carl.person)
  expect(await fileMany(winslow, carl, 'site-inspection', [inspection(51)])).toEqual(['WIN-2-000001'])
  for (const [who, { page }] of [
    ['a', a],
    ['b', b]
  ] as const) {
    await openWhole(page, 8)
    expect(await rowOf(page, 'WIN-2-000001')).toMatchObject({ office: 'Winslow', state: 'Filed' })
    await openRecord(page, 'WIN-2-000001')
    await page.getByText(/^Witnessed by [12]$/).waitFor()
    await station(page, `three-5-record-${who}`)
  }
})

story('a desk that was restored from an old backup goes on as a new desk, with all that the others hold', async () => {
  await ok(...cli(yuma, bea), 'backup', at('yuma.backup'), '--backup-passphrase-file', at('passphrase'))
  await fileMany(yuma, bea, 'site-inspection', [inspection(61), inspection(62)])
  await untilCopied(flagstaff, ana, 10)
  await b.close()
  await yuma.stop()
  const restored = at('yuma-again')
  const flags = ['--data', restored, '--person', bea.person, '--passphrase-file', at('passphrase')]
  await ok(...flags, 'restore', at('yuma.backup'), '--backup-passphrase-file', at('passphrase'))
  yuma = await desks.serve(restored)
  b = await open(yuma, bea)
  await goTo(b.page, 'signing', 'Signing at this desk')
  await station(b.page, 'three-6-b')
  await goOnUnderANewKey(b, bea.person, true)
  expect(await fileMany(yuma, bea, 'site-inspection', [inspection(63)])).toEqual(['YUM-2-000001'])
  for (const [who, { page }] of [
    ['a', a],
    ['b', b],
    ['c', c]
  ] as const) {
    await openWhole(page, 11)
    for (const ref of ['YUM-1-000002', 'YUM-1-000003', 'YUM-2-000001']) expect((await rowOf(page, ref)).state).toBe('Filed')
    await goTo(page, 'integrity', 'Integrity')
    await station(page, `three-6-integrity-${who}`)
    await goTo(page, 'network', 'Network')
    await station(page, `three-6-network-${who}`)
  }
})
