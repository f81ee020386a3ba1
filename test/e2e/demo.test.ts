/** `npm run -s demo`: what it reports is what happened, and its harness can tell a named place from another. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, it } from 'vitest'
import type { DemoReport } from '../../src/main/cli/demo.ts'
import { check, isNamed, isSound, linesOf } from '../../src/main/cli/demo/checking.ts'
import { randomOf } from '../../src/main/cli/demo/random.ts'
import { plausible } from '../../src/main/cli/demo/plausible.ts'
import { tamper, type TamperKind } from '../../src/main/cli/demo/tamper.ts'
import { readForm } from '../../src/shared/forms/read-form.ts'
import { shippedForms } from '../../src/shared/forms/shipped/shipped.ts'
import { valuesFromJson } from '../../src/shared/forms/values-json.ts'
import { withShared } from '../kit/shared-data.ts'
import { runFile, type Refusal } from './parts/command.ts'

const root = mkdtempSync(join(tmpdir(), 'muniment-test-'))
const at = (name: string): string => join(root, name)
afterAll(() => rmSync(root, { recursive: true, force: true }))
const LONG = 600_000

async function demo(...args: readonly string[]): Promise<{ readonly code: number; readonly report: DemoReport; readonly err: string }> {
  const { code, out, err } = await runFile('demo.mjs', [...args, '--json'])
  return { code, report: JSON.parse(out) as DemoReport, err }
}

const form = `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Wells</h:title><model><instance><well id="wells"><name/><depth/><test><day/><ok/></test></well></instance>
<bind nodeset="/well/name" type="string" required="true()"/><bind nodeset="/well/depth" type="decimal"/><bind nodeset="/well/test/day" type="date"/></model></h:head>
<h:body><input ref="/well/name"><label>Name</label></input><input ref="/well/depth"><label>Depth</label></input><group ref="/well/test"><label>Test</label><repeat nodeset="/well/test"><input ref="/well/test/day"><label>Day</label></input><select1 ref="/well/test/ok"><label>Fit to drink?</label><item><label>Yes</label><value>yes</value></item><item><label>No</label><value>no</value></item></select1></repeat></group></h:body></h:html>`

it(
  'two offices file, sync, verify, and the altered place is named',
  async () => {
    const { code, report, err } = await demo('--offices', '2', '--records', '12', '--seed', '3')
    expect(Object.keys(report)).toEqual(['offices', 'records', 'lines', 'synced', 'verified', 'tamper', 'seconds'])
    expect(report).toMatchObject({ offices: 2, records: 12, synced: true, verified: true, tamper: { detected: true } })
    expect(Object.keys(report.tamper)).toEqual(['detected', 'kind', 'chain', 'height', 'record'])
    expect(report.lines).toBeGreaterThan(5)
    expect(report.seconds).toBeGreaterThan(0)
    expect(err).toContain('seed 3')
    expect(code).toBe(0)
  },
  LONG
)

const kept = at('kept')
const PEOPLE = ['Dana Begay', 'Tomás Ruiz', 'Ngozi Obi']
const verifyKept = (folder: string, i: number): ReturnType<typeof check> => check(folder, PEOPLE[i]!, join(kept, 'passphrase.txt'))

it(
  'three offices fill in a form that was given, nothing is altered, and the folders are kept',
  async () => {
    writeFileSync(at('wells.xml'), form)
    const { code, report } = await demo('--offices', '3', '--records', '20', '--form', at('wells.xml'), '--no-tamper', '--keep', kept)
    expect(report).toMatchObject({
      offices: 3,
      records: 20,
      synced: true,
      verified: true,
      tamper: { detected: false, kind: null, chain: null, height: null, record: null }
    })
    expect(code).toBe(0)
    const checked = await verifyKept(join(kept, 'office-2'), 1)
    expect(isSound(checked, 20)).toBe(true)
    expect(linesOf(checked)).toBe(report.lines)
    expect(isSound(checked, 19)).toBe(false)
  },
  LONG
)

it(
  'a byte that a stranger turns in a kept folder is found',
  async () => {
    const folder = at('flipped')
    cpSync(join(kept, 'office-1'), folder, { recursive: true })
    const db = new DatabaseSync(join(folder, 'ledger.db'))
    const row = db.prepare('SELECT pos, cipher FROM payloads ORDER BY pos DESC LIMIT 1').get() as { pos: number; cipher: Uint8Array }
    row.cipher[30] = row.cipher[30]! ^ 255
    db.prepare('UPDATE payloads SET cipher = ? WHERE pos = ?').run(row.cipher, row.pos)
    db.close()
    const { code, verdict } = await verifyKept(folder, 0)
    expect(code).toBe(1)
    expect(verdict!.findings[0]).toMatchObject({ code: 'payload-damaged', height: Math.floor(row.pos / 1024) % 2 ** 30 })
  },
  LONG
)

for (const kind of ['line', 'payload', 'index'] satisfies TamperKind[])
  it(
    `an altered ${kind} is named wherever the seed puts it, and only there`,
    async () => {
      for (const seed of [1, 2, 3]) {
        const folder = at(`${kind}-${seed}`)
        cpSync(join(kept, `office-${seed}`), folder, { recursive: true })
        const done = tamper(folder, kind, randomOf(seed))
        const checked = await verifyKept(folder, seed - 1)
        expect(isNamed(checked, done), JSON.stringify({ done, findings: checked.verdict?.findings.slice(0, 3) })).toBe(true)
        expect(isSound(checked, 20)).toBe(false)
        if (done.height !== null) expect(isNamed(checked, { ...done, height: done.height + 1 })).toBe(false)
        if (kind === 'payload') expect(isNamed(checked, { ...done, record: `${done.record!.slice(0, -1)}9` })).toBe(false)
      }
      expect(isNamed(await verifyKept(join(kept, 'office-1'), 0), { kind, chain: null, height: null, record: null })).toBe(false)
    },
    LONG
  )

it('values are plausible for every question of the shipped forms, and the same for the same seed', () => {
  for (const { xml } of shippedForms) {
    const info = readForm(xml)
    for (let seed = 0; seed < 50; seed++) {
      const values = valuesFromJson(plausible(info, randomOf(seed)), info)
      expect(values).toEqual(valuesFromJson(plausible(info, randomOf(seed)), info))
      expect(values.filter(([, value]) => value !== null).length).toBeGreaterThan(5)
    }
    expect(plausible(info, randomOf(1))).not.toEqual(plausible(info, randomOf(2)))
  }
})

withShared('plausible values are accepted by every public form', 'forms/ifrc-distribution-site-assessment-v1.xml', path => {
  const info = readForm(readFileSync(path, 'utf8'))
  for (let seed = 0; seed < 20; seed++) expect(valuesFromJson(plausible(info, randomOf(seed)), info).length).toBeGreaterThan(50)
})

it(
  'what can not be played is refused',
  async () => {
    for (const args of [['--offices', '0'], ['--records', 'many'], ['--frob'], ['--form', at('nowhere.xml')], ['--keep', root]]) {
      const { code, out } = await runFile('demo.mjs', [...args, '--json'])
      expect(code).toBe(2)
      expect((JSON.parse(out) as Refusal).error.next).not.toBe('')
    }
  },
  LONG
)
