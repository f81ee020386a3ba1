/** Evidence made by real desks: it holds without them, says who and when, and keeps to itself what is withheld. */
import { expect, it } from 'vitest'
import { native, verify } from '../../../src/main/keys/native.ts'
import { notBeforeOf, witnessesOf } from '../../../src/main/ledger/witness.ts'
import { proveRecords } from '../../../src/main/ledger/prove.ts'
import { noble } from '../../../src/shared/hashing.ts'
import { checkEvidence, type EvidenceVerdict } from '../../../src/shared/record/evidence-check.ts'
import { refText } from '../../../src/shared/record/entry.ts'
import { EVERYTHING, evidenceWorld, SITE } from '../../kit/evidence-world.ts'
import { codeOf } from '../../kit/code-of.ts'

const check = (text: string, publishedNetwork?: string): EvidenceVerdict =>
  checkEvidence(text, { hashing: native, verify, ...(publishedNetwork === undefined ? {} : { publishedNetwork }) })
const codes = (verdict: EvidenceVerdict): string[] => [...new Set(verdict.notEstablished.map(({ code }) => code))]
it('evidence says who filed a record, where, what it says, and between when and when', async () => {
  const w = await evidenceWorld()
  const record = w.file(w.yuma)
  await w.sync()
  const verdict = check(w.prove(w.yuma, record), w.world.net)
  expect(verdict.findings).toEqual([])
  const { verdict: said, author, office, desk, height, notBefore, notAfter } = verdict
  expect({ said, author, office, desk, height }).toEqual({ said: 'sound', author: 'Yuma person', office: 'Yuma', desk: 'Yuma desk 1', height: 0 })
  expect(verdict.record).toBe(refText(record))
  expect(verdict.network).toEqual({ id: w.world.net, name: 'Test', compared: true })
  const [first] = witnessesOf(w.yuma.ledger, w.yuma.chain, 0)
  expect(notAfter).toBe(new Date(first!.time * 1_000).toISOString())
  const since = notBeforeOf(w.yuma.ledger, w.yuma.chain, 0)
  expect(since).toBeDefined()
  expect(notBefore).toBe(new Date(since! * 1_000).toISOString())
  expect(Date.parse(notBefore!)).toBeLessThanOrEqual(Date.parse(verdict.records[0]!.versions[0]!.time))
  expect(Object.fromEntries(verdict.disclosed)).toMatchObject(Object.fromEntries(SITE))
  expect(new Set(verdict.records[0]!.versions[0]!.witnesses.filter(({ counts }) => counts).map(witness => witness.office!.name))).toEqual(
    new Set(['Mesa', 'North'])
  )
  expect(verdict.forms.size).toBe(1)
  expect(codes(verdict)).toEqual(['later-versions', 'revocations', 'other-history', 'person', 'truth'])
})

it('any desk that holds the record can prove it, and both hashings agree', async () => {
  const w = await evidenceWorld(6)
  const record = w.file(w.yuma)
  await w.sync()
  const here = check(w.prove(w.yuma, record))
  expect(here.notBefore).not.toBeNull()
  for (const desk of [w.north, w.mesa]) {
    const text = w.prove(desk, record)
    const verdict = check(text)
    expect(verdict.verdict).toBe('sound')
    expect(verdict.author).toBe('Yuma person')
    expect(verdict.notBefore).toBe(here.notBefore)
    expect(verdict.notAfter).not.toBeNull()
    expect(codes(verdict)).toContain('network')
    expect(checkEvidence(text, { hashing: noble, verify })).toEqual(verdict)
  }
})

it('a withheld value is in the file neither as text nor as anything that gives it, and its place only where it may be', async () => {
  const w = await evidenceWorld()
  const record = w.file(w.yuma)
  await w.sync()
  const text = w.prove(w.yuma, record, { withhold: ['/data/inspector'], hide: ['/data/site/hazards'] })
  const verdict = check(text)
  expect(verdict.verdict).toBe('sound')
  expect(verdict.withheld).toEqual(['/data/inspector', null])
  expect(codes(verdict)).toContain('withheld')
  expect(text).not.toContain('Ben Ortega')
  expect(JSON.parse(text).lines[0].entries[0].items.flat(2)).not.toContain('flood')
  expect(JSON.parse(text).lines[0].entries[0].items.flat(2)).not.toContain('/data/site/hazards')
  const whole = JSON.parse(w.prove(w.yuma, record)) as { lines: { entries: { items: [string, string, unknown][] }[] }[] }
  for (const [salt, path] of whole.lines[0]!.entries[0]!.items)
    expect(text.includes(salt), path).toBe(!['/data/inspector', '/data/site/hazards'].includes(path))
})

it('withholding a group withholds all that is in it, and a mistyped path is an error', async () => {
  const w = await evidenceWorld()
  const record = w.file(w.yuma)
  await w.sync()
  expect(check(w.prove(w.yuma, record, { withhold: ['/data/site'] })).withheld).toEqual(['/data/site/condition', '/data/site/hazards', '/data/site/name'])
  expect(codeOf(() => w.prove(w.yuma, record, { withhold: ['/data/sit'] }))).toBe('bad-input')
  expect(codeOf(() => w.prove(w.yuma, { line: record.line, index: 7 }))).toBe('not-found')
})

it('a shown answer that repeats a withheld one is named', async () => {
  const w = await evidenceWorld()
  const record = w.file(w.yuma, [...SITE.filter(([path]) => path !== '/data/notes'), ['/data/notes', 'found by BEN ORTEGA, at noon']])
  await w.sync()
  const { repeats } = proveRecords(w.projection(w.yuma), [refText(record)], { ...EVERYTHING, withhold: ['/data/inspector'] })
  expect(repeats).toEqual(['/data/notes'])
})

it('all versions of a record are in its evidence, each with its own author and reason', async () => {
  const w = await evidenceWorld()
  const record = w.file(w.yuma)
  const amended = w.amend(w.yuma, record, record, [['/data/site/name', 'Pozo 8']])
  await w.sync()
  let verdict = check(w.prove(w.north, record))
  expect(verdict.verdict).toBe('sound')
  expect(verdict.records[0]).toMatchObject({ state: 'amended', number: 1 })
  expect(verdict.records[0]!.versions.map(({ kind, current, reason }) => ({ kind, current, reason }))).toEqual([
    { kind: 'record', current: false, reason: null },
    { kind: 'amend', current: true, reason: 'seen on site' }
  ])
  w.void(w.yuma, record, amended)
  await w.sync()
  verdict = check(w.prove(w.north, record, { withhold: ['@reason'] }))
  expect(verdict.records[0]!.state).toBe('voided')
  expect(verdict.records[0]!.versions.map(({ reason }) => reason)).toEqual([null, null, null])
})

it('an attachment is carried and checked, or only named', async () => {
  const w = await evidenceWorld()
  const bytes = w.world.bytes(300_000)
  const record = w.file(w.yuma, [...SITE, ['/data/photo', w.stage(w.yuma, 'pozo.jpg', bytes)]])
  await w.sync()
  const carried = check(w.prove(w.yuma, record))
  expect([...carried.files.values()]).toEqual([bytes])
  expect(carried.records[0]!.versions[0]!.attachments[0]).toMatchObject({ name: 'pozo.jpg', size: 300_000, included: true })
  const named = check(w.prove(w.yuma, record, { attachments: false }))
  expect(named.files.size).toBe(0)
  expect(codes(named)).toContain('attachments')
  const withheld = check(w.prove(w.yuma, record, { withhold: ['/data/photo'] }))
  expect(withheld.files.size).toBe(0)
  expect(withheld.verdict).toBe('sound')
})

it('a record that nobody has witnessed yet is proved, without a latest time', async () => {
  const w = await evidenceWorld()
  const record = w.file(w.yuma)
  const verdict = check(w.prove(w.yuma, record))
  expect(verdict.verdict).toBe('sound')
  expect(verdict.notAfter).toBeNull()
  expect(codes(verdict)).toContain('witnesses')
})

it('evidence against another published network is not sound', async () => {
  const w = await evidenceWorld()
  const record = w.file(w.yuma)
  await w.sync()
  const verdict = check(w.prove(w.yuma, record), 'A'.repeat(43))
  expect(verdict.verdict).toBe('findings')
  expect(verdict.findings.map(({ code }) => code)).toEqual(['other-network'])
})

it('two records that share lines and desks go into one file', async () => {
  const w = await evidenceWorld()
  const records = [w.file(w.yuma), w.file(w.mesa, [['/data/site/name', 'Canal 3']])]
  await w.sync()
  const { text } = proveRecords(w.projection(w.north), records.map(refText), EVERYTHING)
  const verdict = check(text)
  expect(verdict.verdict).toBe('sound')
  expect(new Set(verdict.records.map(({ versions }) => versions[0]!.author.name))).toEqual(new Set(['Mesa person', 'Yuma person']))
})
