/**
 * The whole way, as people go it: two offices, each a desk in a process and folder of its own with its page in a real browser.
 * A record is entered at one, proved at the other, altered there from outside, and the alteration is named on the screen.
 * The tests are one story and run in order. Seed of the alteration: MUNIMENT_SEED.
 */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { readForm } from '../../src/shared/forms/read-form.ts'
import { notRun } from '../kit/not-run.ts'
import { NO_SHARED, sharedData } from '../kit/shared-data.ts'
import { answer, answerRequired, begin, draftKept, fieldOf, file, type Answer } from './parts/entry.ts'
import { admit, askToJoin, invite, sixWords, startNetwork } from './parts/first-run.ts'
import { byHand, finding, inspection, outcome, pixel } from './parts/inspections.ts'
import { verifyEverything } from './parts/integrity.ts'
import { fileMany } from './parts/office-door.ts'
import { makeRoom, makeStory } from './parts/ready.ts'
import { openList, openRecord, rowOf, valuesShown, voidRecord } from './parts/records.ts'
import type { ServedDesk } from './parts/served-desk.ts'
import { addPerson, leave, signIn, tryToSignIn } from './parts/sign-in.ts'
import { deskLines, deskName, flip, putLine, seeded, storedLines } from './parts/stored.ts'
import { heading, openPage, shoot, type Watched } from './parts/watched-page.ts'

const ana = { person: 'Ana Begay', passphrase: 'correct horse battery' }
const bea = { person: 'Bea Cruz', passphrase: 'ocotillo after the rain' }
const carl = { person: 'Carl Tso', passphrase: 'two crows on a fence' }
const offices = ['Flagstaff', 'Yuma'] as const
const IFRC = 'forms/ifrc-distribution-site-assessment-v1.xml'

/** A record of the story, with what was answered, to be looked for at the other office. */
interface Filed {
  readonly ref: string
  readonly form: string
  readonly answers: Map<string, Answer>
}

const room = makeRoom()
const { desks } = room
const filed: Filed[] = []
let flagstaff: ServedDesk
let yuma: ServedDesk
let a: Watched
let b: Watched
/** Blocks that the verdict counted, before the alteration. */
let blocks: number

const story = makeStory('whole-way', () => ({ flagstaff: a, yuma: b }))

story('an office starts a network, another joins by a pasted invitation, and both read the same six words', async () => {
  ;[flagstaff, yuma] = await Promise.all([desks.serve(), desks.serve()])
  ;[a, b] = await Promise.all([openPage(room.browser, flagstaff.url), openPage(room.browser, yuma.url)])
  await startNetwork(a.page, { network: 'Northern Arizona Site Services', office: offices[0], ...ana })
  await a.page.getByText('The recovery key has not been confirmed').waitFor({ state: 'detached' })
  const invitation = await invite(a.page, offices[1], 'Supervisor')
  const words = await askToJoin(b.page, invitation, bea.person, bea.passphrase)
  expect(words).toHaveLength(6)
  expect(await sixWords(a.page)).toEqual(words)
  await admit(a.page, bea.person)
  await b.page.locator('.top__person').filter({ hasText: bea.person }).waitFor()
  expect(await heading(b.page)).toBe('Today')
  await b.page.locator('.top__office').getByText('Yuma desk 1', { exact: true }).waitFor()
})

/** The rest of the way of one record at the desk where it is entered. */
async function fileAndWatch(form: string, answers: Map<string, Answer>): Promise<string> {
  const ref = await file(a.page)
  filed.push({ ref, form, answers })
  await a.page.getByRole('button', { name: 'Open the record' }).click()
  await a.page.getByText('Copies at 1 office', { exact: true }).waitFor()
  await a.page.getByText('Witnessed by 1', { exact: true }).waitFor()
  return ref
}

const form = sharedData(IFRC)
if (form === undefined) notRun(NO_SHARED)
else
  story('a form made by others is imported, filled in with a reload in the middle, filed, copied and witnessed', async () => {
    const { title } = readForm(readFileSync(form, 'utf8'))
    await a.page.getByRole('link', { name: 'Forms' }).click()
    await a.page.getByRole('button', { name: 'Import a form…' }).click()
    await a.page.getByLabel('Form file').setInputFiles(form)
    await a.page.getByText('It can be published.').waitFor()
    await a.page.getByRole('button', { name: 'Import and publish' }).click()
    await a.page.getByText(`${title} is published.`).waitFor()
    await begin(a.page, title)
    await answer(a.page, '/data/site_logistics/picture', { picture: 'yard.png', bytes: pixel })
    const answers = await answerRequired(a.page, {
      '/data/location_details/site_name': 'Old market square',
      '/data/location_details/site_gps': { latitude: '35.1983', longitude: '-111.6513' },
      '/data/assessment_date': '2026-11-20',
      '/data/reporter_name': 'Begay, Ana',
      '/data/site_size/waiting_area/waiting_area': '340',
      '/data/security/fences_group/fences': 'No',
      '/data/illustrate': 'No'
    })
    expect(answers.size).toBeGreaterThan(40)
    expect(answers.has('/data/security/close_group/close')).toBe(true) // asked because it is not fenced
    await draftKept(a.page)
    await a.page.reload()
    expect(await fieldOf(a.page, '/data/location_details/site_name').locator('input').inputValue()).toBe('Old market square')
    await fieldOf(a.page, '/data/site_logistics/picture').getByRole('img').waitFor()
    expect(await fileAndWatch(title, answers)).toBe('FLA-1-000001')
  })

story('the shipped form is filled in half in Spanish, with a repeat and a picture; lock and sign-in keep the draft', async () => {
  await begin(a.page, 'Site inspection')
  await answerAll(byHand)
  await a.page.getByLabel('Form language').selectOption({ label: 'Español' })
  await a.page.getByText('Nombre del lugar').waitFor()
  await a.page.getByRole('button', { name: 'Add: Hallazgo' }).click()
  await answer(a.page, '/inspection/finding[1]/severity', 'Leve')
  await a.page.getByLabel('Form language').selectOption({ label: 'English' })
  await answerAll([...finding, ...outcome])
  await draftKept(a.page)
  await leave(a.page, 'Lock')
  await tryToSignIn(a.page, ana.person, 'not the passphrase')
  await a.page.getByRole('alert').getByText('Not signed in').waitFor()
  expect(await a.page.getByRole('alert').innerText()).toContain('passphrase')
  await signIn(a.page, ana.person, ana.passphrase)
  expect(await fieldOf(a.page, '/inspection/site/name').locator('input').inputValue()).toBe('Lowell Observatory annex')
  await fileAndWatch('Site inspection', new Map([...byHand, ...finding, ...outcome]))
  // the refused sign-in is the only thing that went wrong, and was meant to
  expect(a.wrong.splice(0).filter(line => !line.includes('401'))).toEqual([])
})

async function answerAll(answers: readonly (readonly [string, Answer])[]): Promise<void> {
  for (const [path, value] of answers) await answer(a.page, path, value)
}

story('an amendment and a void with their reasons, by two people of one desk, are seen at the other office', async () => {
  const more = await fileMany(flagstaff, ana, 'site-inspection', [1, 2, 3, 4].map(inspection))
  await fileMany(yuma, bea, 'site-inspection', [11, 12, 13].map(inspection))
  const amended = filed.at(-1)!
  await openRecord(a.page, amended.ref)
  await a.page.getByRole('button', { name: 'Amend…' }).click()
  await answer(a.page, '/inspection/site/permit', 'CP-00413')
  amended.answers.set('/inspection/site/permit', 'CP-00413')
  expect(await file(a.page, 'The permit number was misread')).toBe(amended.ref)
  await addPerson(a.page, carl.person, 'clerk', carl.passphrase)
  await leave(a.page, 'Switch person')
  await signIn(a.page, carl.person, carl.passphrase)
  await voidRecord(a.page, more[0]!, 'Entered twice')

  await openRecord(b.page, more[0]!)
  await b.page.getByText(`${carl.person} voided it`).waitFor()
  expect(await b.page.getByRole('main').innerText()).toContain('“Entered twice”')
  await openRecord(b.page, amended.ref)
  await b.page.getByText('Amended (version 2)').first().waitFor()
  expect(await b.page.getByRole('main').innerText()).toContain('The permit number was misread')
})

story('when the first office is gone, the other shows its records with author, values and proof in plain words', async () => {
  const total = filed.length + 7
  await openList(b.page, `${total} records`)
  expect(await flagstaff.stop()).toBe('')
  a.wrong.splice(0) // its desk went away under it, as was meant
  await a.close()
  for (const { ref, form, answers } of filed) {
    await openList(b.page, `${total} records`)
    expect(await rowOf(b.page, ref)).toMatchObject({ form, office: 'Flagstaff', author: ana.person, copies: '1 office' })
    await openRecord(b.page, ref)
    const shown = await valuesShown(b.page)
    for (const [path, value] of answers) if (typeof value === 'string') expect([path, shown.get(path)]).toEqual([path, value])
    const picture = b.page.locator('.mun-values-row img').first()
    await picture.waitFor()
    expect(await picture.evaluate(image => (image as HTMLImageElement).naturalWidth)).toBe(1)
    const proof = await b.page.getByRole('region', { name: 'Proof' }).innerText()
    expect(proof).toContain('Signed by the key of Ana Begay at Flagstaff desk 1.')
    expect(proof).toMatch(/It is entry 1 of block \d+ on that desk’s chain\./)
    expect(proof).toContain('1 other office has witnessed it')
  }
  await b.page.getByRole('link', { name: 'Records', exact: true }).first().click()
  await b.page.getByLabel('Search records').fill('observatory')
  await b.page.getByText('1 record found', { exact: true }).waitFor()
  await b.page.getByLabel('Search records').fill('no such words')
  await b.page.getByText('Nothing found', { exact: true }).waitFor()
})

story('verified there, everything is sound, and what is not established is said', async () => {
  const { verdict, findings, notEstablished } = await verifyEverything(b.page)
  expect(verdict).toMatch(new RegExp(`^Checked 3 chains, \\d+ blocks, ${filed.length + 7} records at .+ in .+\\. Everything checked is sound\\.$`))
  expect(findings).toEqual([])
  expect(notEstablished.join('\n')).toContain('network id')
  blocks = Number(/, (\d+) blocks/.exec(verdict)![1])
  await shoot(b.page, 'whole-way-sound')
  expect(b.wrong).toEqual([])
})

story('a block altered from outside with plain SQL is named by its number and desk on the screen', async () => {
  await b.close()
  expect(await yuma.stop()).toBe('')
  const seed = Number(process.env['MUNIMENT_SEED'] ?? 20_261_122)
  const draw = seeded(seed)
  const lines = storedLines(yuma.folder)
  expect(lines).toHaveLength(blocks)
  const foreign = deskLines(lines).filter(line => deskName(lines, line.chain, offices) === 'Flagstaff desk 1')
  const target = foreign[draw(foreign.length)]!
  const altered = flip(target.bytes, draw)
  putLine(yuma.folder, target.rowid, altered)
  const place = `Block ${target.height} of ${deskName(lines, target.chain, offices)}`
  console.log(`seed ${seed}: one byte of ${target.bytes.length} in what the file calls ${place}`)

  yuma = await desks.serve(yuma.folder)
  b = await openPage(room.browser, yuma.url)
  await signIn(b.page, bea.person, bea.passphrase)
  const { verdict, findings } = await verifyEverything(b.page)
  await shoot(b.page, 'whole-way-altered')
  expect(verdict).toMatch(/1 thing is wrong\.$/)
  expect(findings).toHaveLength(1)
  expect(findings[0]).toContain(`${place} `)
  await b.page.getByRole('link', { name: 'Today' }).click()
  await b.page.getByText('The last verification found 1 thing wrong').waitFor()
  expect(b.wrong).toEqual([])
})
