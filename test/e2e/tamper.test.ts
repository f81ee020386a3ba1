/**
 * What is altered in the folder of a desk that was stopped is named on its integrity page when it is started again. Places
 * and bytes are drawn from a seed (MUNIMENT_SEED); what is expected is read from the file, never asked of the program.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { afterAll, expect } from 'vitest'
import { inspection } from './parts/inspections.ts'
import { verifyEverything, type Read } from './parts/integrity.ts'
import { fileMany, foundNetwork, joinOffice, untilCopied } from './parts/office-door.ts'
import { itInBrowser, makeRoom } from './parts/ready.ts'
import { signIn } from './parts/sign-in.ts'
import { alterBeside, deskLines, deskName, flip, putLine, removeLine, seeded, storedLines, type StoredLine } from './parts/stored.ts'
import { openList, rowOf } from './parts/records.ts'
import { openPage, shoot } from './parts/watched-page.ts'

const room = makeRoom()
const ana = { person: 'Ana Begay', passphrase: 'correct horse battery' }
const bea = { person: 'Bea Cruz', passphrase: 'ocotillo after the rain' }
const offices = ['Flagstaff', 'Yuma'] as const
const seed = Number(process.env['MUNIMENT_SEED'] ?? 20_261_122)
const kept = mkdtempSync(join(tmpdir(), 'muniment-e2e-kept-'))
const OLDER = 'ledger.db.older'
let folder: string

afterAll(() => rmSync(kept, { recursive: true, force: true }))

/** Of both databases: the first page says what the file is. */
const PAGE_BYTES = 8192
const databases = (path: string): string[] => readdirSync(path).filter(name => name.endsWith('.db'))

/**
 * Two offices with five blocks each; the folder of the second is kept as it was when it was stopped, and its ledger also as it
 * was before the last block.
 */
async function prepare(): Promise<void> {
  const { desks } = room
  const flagstaff = await desks.serve()
  let yuma = await desks.serve()
  await foundNetwork(flagstaff, 'Northern Arizona Site Services', offices[0], ana)
  await joinOffice(flagstaff, ana, yuma, offices[1], bea, 'supervisor')
  await fileMany(flagstaff, ana, 'site-inspection', [1, 2, 3, 4, 5].map(inspection), true)
  await fileMany(yuma, bea, 'site-inspection', [11, 12, 13, 14].map(inspection), true)
  await untilCopied(yuma, bea, 9)
  await flagstaff.stop()
  await yuma.stop()
  folder = yuma.folder
  expect(databases(folder).sort()).toEqual(['index.db', 'ledger.db'])
  cpSync(join(folder, 'ledger.db'), join(kept, OLDER))
  yuma = await desks.serve(folder)
  await fileMany(yuma, bea, 'site-inspection', [inspection(15)])
  await yuma.stop()
  for (const name of databases(folder)) cpSync(join(folder, name), join(kept, name))
}

interface Alteration {
  readonly what: string
  /** Alters the folder; answers what must stand on the page. */
  alter(lines: readonly StoredLine[], draw: (below: number) => number): string
}

const blockOf = (lines: readonly StoredLine[], { chain, height }: StoredLine): string => `Block ${height} of ${deskName(lines, chain, offices)} `
const oneOf = (lines: readonly StoredLine[], desk: string, draw: (below: number) => number): StoredLine => {
  const own = deskLines(lines).filter(line => deskName(lines, line.chain, offices) === desk)
  return own[draw(own.length)]!
}

const alterations: readonly Alteration[] = [
  ...['Flagstaff desk 1', 'Yuma desk 1'].map(desk => ({
    what: `a byte of a block of ${desk}`,
    alter(lines: readonly StoredLine[], draw: (below: number) => number) {
      const line = oneOf(lines, desk, draw)
      putLine(folder, line.rowid, flip(line.bytes, draw))
      return blockOf(lines, line)
    }
  })),
  {
    what: 'a block put in the place of another',
    alter(lines, draw) {
      const line = oneOf(lines, 'Flagstaff desk 1', draw)
      const other = lines.find(one => one.chain === line.chain && one.height === (line.height + 1) % 5)!
      putLine(folder, line.rowid, other.bytes)
      return blockOf(lines, line)
    }
  },
  {
    what: 'a block taken out',
    alter(lines, draw) {
      const line = oneOf(lines, 'Flagstaff desk 1', below => draw(below - 1))
      removeLine(folder, line.rowid)
      return blockOf(lines, line)
    }
  },
  ...(['payloads', 'seeds'] as const).map(table => ({
    what: `a byte in ${table}`,
    alter(lines: readonly StoredLine[], draw: (below: number) => number) {
      const line = oneOf(lines, draw(2) === 0 ? 'Flagstaff desk 1' : 'Yuma desk 1', draw)
      alterBeside(folder, table, line.rowid, bytes => flip(bytes, draw))
      return blockOf(lines, line)
    }
  }))
]

/** Starts the desk on its folder, looks, stops it, and puts the folder back as it was kept. */
async function onPage<T>(look: (page: Page) => Promise<T>): Promise<T> {
  const desk = await room.desks.serve(folder)
  const { page, wrong, close } = await openPage(room.browser, desk.url)
  try {
    await signIn(page, bea.person, bea.passphrase)
    const seen = await look(page)
    expect(wrong).toEqual([])
    return seen
  } catch (error) {
    await shoot(page, 'tamper-failed')
    console.log((await page.locator('main').innerText()).slice(0, 3000))
    throw error
  } finally {
    await close()
    const complaints = await desk.stop()
    if (complaints !== '') console.log(complaints)
    for (const file of databases(folder)) cpSync(join(kept, file), join(folder, file))
  }
}

const verifyAgain = (name: string): Promise<Read> =>
  onPage(async page => {
    const read = await verifyEverything(page)
    await shoot(page, name)
    return read
  })

itInBrowser('two offices file, and what the second holds is sound', async () => {
  await prepare()
  const { verdict, findings } = await verifyAgain('tamper-none')
  expect(verdict).toMatch(/^Checked 3 chains, \d+ blocks, 10 records at .* Everything checked is sound\.$/)
  expect(findings).toEqual([])
})

alterations.forEach(({ what, alter }, at) =>
  itInBrowser(`${what} is named by block and desk`, async () => {
    const draw = seeded(seed + 7919 * at)
    const expected = alter(storedLines(folder), draw)
    console.log(`seed ${seed}: ${what}, expected ${expected}`)
    const { verdict, findings } = await verifyAgain(`tamper-${at}`)
    expect(verdict).toMatch(/things? (is|are) wrong\.$/)
    expect(findings[0]).toContain(expected)
  })
)

itInBrowser('bytes altered in the file of lists are named or made anew; the ledger is not blamed, and no list is wrong', async () => {
  const file = join(folder, 'index.db')
  const bytes = readFileSync(file)
  const draw = seeded(seed)
  const at = PAGE_BYTES + draw(bytes.length - PAGE_BYTES - 64)
  bytes.set(flip(bytes.subarray(at, at + 64), draw), at)
  writeFileSync(file, bytes)
  console.log(`seed ${seed}: index.db at ${at}`)
  await onPage(async page => {
    await openList(page, '10 records')
    expect(await rowOf(page, 'YUM-1-000004')).toMatchObject({ office: 'Yuma', author: bea.person, state: 'Filed' })
    const { verdict, findings } = await verifyEverything(page)
    if (!verdict.endsWith('Everything checked is sound.'))
      expect(findings).toEqual(['The table “index.db” can not be read. It is a copy and can be built anew.'])
  })
})

itInBrowser('an older ledger brought back is told at once, and as a finding', async () => {
  cpSync(join(kept, OLDER), join(folder, 'ledger.db'))
  const size = deskLines(storedLines(folder)).filter(line => line.entries[0]?.['ref'] !== undefined).length
  expect(size).toBe(9)
  const { verdict, findings } = await onPage(async page => {
    await page.getByText('This desk has signed 5 lines, but the database holds 4: it was rolled back.').first().waitFor()
    const read = await verifyEverything(page)
    await shoot(page, 'tamper-rolled-back')
    return read
  })
  expect(verdict).toMatch(/wrong\.$/)
  expect(findings).toContain('Block 4 of Yuma desk 1 is missing: this desk has signed more than its database holds, so the database was rolled back.')
})
