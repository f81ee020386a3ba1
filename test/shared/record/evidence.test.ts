/** What evidence may say, and that it says nothing where one byte of it is not as it was signed. */
import { expect, it } from 'vitest'
import { native, verify } from '../../../src/main/keys/native.ts'
import { noble } from '../../../src/shared/hashing.ts'
import { toBase64url, utf8 } from '../../../src/shared/bytes.ts'
import type { AnyEntry } from '../../../src/shared/ledger/line.ts'
import { canonical, type Json } from '../../../src/shared/ledger/jcs.ts'
import { cosign, checkpointOrigin, parseNote } from '../../../src/shared/ledger/note.ts'
import { checkEvidence, type EvidenceVerdict } from '../../../src/shared/record/evidence-check.ts'
import { readEvidence, writeEvidence, type Evidence, type EvidenceLine } from '../../../src/shared/record/evidence.ts'
import { madeEvidence, PHOTO } from '../../kit/made-evidence.ts'
import { everywhere } from '../../kit/chain-kit.ts'
import { keyOf } from '../../kit/people.ts'
import { readVector } from '../../kit/vectors.ts'

const made = madeEvidence()
const text = writeEvidence(made.evidence)
const check = (evidence: Evidence | string, publishedNetwork?: string): EvidenceVerdict =>
  checkEvidence(typeof evidence === 'string' ? evidence : canonical(evidence as unknown as Json), {
    hashing: native,
    verify,
    ...(publishedNetwork === undefined ? {} : { publishedNetwork })
  })
const faultOf = (verdict: EvidenceVerdict): string => verdict.findings.map(({ code }) => code).join()
/** The evidence with its first line otherwise. */
const withLine = (change: (line: EvidenceLine) => Partial<EvidenceLine>, at = 0, evidence = made.evidence): Evidence => ({
  ...evidence,
  lines: evidence.lines.map((line, i) => (i === at ? { ...line, ...change(line) } : line))
})

/** Refused: and then nothing at all is said of the record. */
function refused(evidence: Evidence | string): string {
  const verdict = check(evidence)
  expect(verdict.verdict).toBe('findings')
  expect(verdict.records).toEqual([])
  expect(verdict.record ?? verdict.author ?? verdict.height ?? verdict.notAfter ?? verdict.network).toBeNull()
  return faultOf(verdict)
}

it('the evidence that is kept is made anew byte for byte, and holds', () => {
  expect(text).toBe(new TextDecoder().decode(readVector('evidence/well.json')))
  expect(check(text).verdict).toBe('sound')
})

it('it says who, where, what and when', () => {
  const { n, record } = made
  const verdict = check(text, ` ${n.net}\n`)
  expect(verdict).toMatchObject({
    verdict: 'sound',
    record: `${record.hash}.0`,
    author: 'Ben Ortega',
    office: 'Yuma',
    desk: 'Yuma desk 1',
    height: 2,
    findings: []
  })
  expect(verdict.network).toEqual({ id: n.net, name: 'evidence network', compared: true })
  const [first, second] = verdict.records[0]!.versions
  expect(first!.notBefore!.desk.name).toBe('Mesa desk 1')
  expect(Date.parse(first!.notBefore!.time)).toBeLessThan(Date.parse(first!.time))
  expect(Date.parse(first!.notAfter!)).toBeGreaterThan(Date.parse(first!.time))
  expect(first!.witnesses.map(({ desk, counts }) => [desk.name, counts])).toEqual([
    ['Mesa desk 1', true],
    ['First office desk 1', true]
  ])
  expect(second).toMatchObject({ kind: 'amend', reason: 'typing error', notBefore: null, current: true })
  expect(first).toMatchObject({ kind: 'record', current: false, withheld: ['/data/inspector'], hidden: 1, content: 'part' })
  expect([...verdict.files.values()]).toEqual([PHOTO])
})

it('both hashings say the same', () => {
  expect(checkEvidence(text, { hashing: noble, verify })).toEqual(check(text))
})

it('no byte of it may stand otherwise in JSON', () => {
  expect(refused(` ${text}`)).toBe('evidence-not-canonical')
  expect(refused(`${text}\n`)).toBe('evidence-not-canonical')
  expect(refused(text.replace('{"evidence":1,', '{"evidence":2,'))).toBe('evidence-version')
  expect(refused(text.replace('{"evidence":1,', '{"evidence":1,"extra":1,'))).toBe('evidence-shape')
  expect(refused('[]')).toBe('evidence-not-canonical')
  expect(refused(`{"evidence":${'['.repeat(100_000)}`)).toBe('evidence-not-canonical')
})

it('a value, a salt, a path, a value hash or a leaf that is another is noticed', () => {
  for (const change of [
    (items: unknown[][]) => (items.find(item => item[1] === '/data/site')![2] = 'Pozo 8'),
    (items: unknown[][]) => (items.find(item => item[1] === '/data/site')![0] = 'A'.repeat(22)),
    (items: unknown[][]) => (items.find(item => item[1] === '/data/site')![1] = '/data/sita'),
    (items: unknown[][]) => (items.find(item => item[0] === '/data/inspector')![1] = toBase64url(native.sha256(utf8('x')))),
    (items: unknown[][]) => (items[items.findIndex(item => typeof item === 'string')] = toBase64url(native.sha256(utf8('x'))) as never),
    (items: unknown[][]) => items.pop(),
    (items: unknown[][]) => items.push(items.at(-1)!)
  ]) {
    const evidence = structuredClone(made.evidence) as unknown as { lines: { entries: { items: unknown[][] }[] }[] }
    change(evidence.lines[0]!.entries[0]!.items)
    expect(refused(evidence as unknown as Evidence)).toBe('evidence-content')
  }
})

it('another record can not borrow the content of one', () => {
  const { evidence } = made
  const [first, second] = evidence.lines
  expect(refused(withLine(() => ({ entries: second!.entries })))).toBe('evidence-content')
  expect(refused(withLine(() => ({ proofs: [{ ...first!.proofs[0]!, hashes: [] }] })))).toBe('evidence-proof')
  expect(refused(withLine(() => ({ proofs: second!.proofs })))).toBe('evidence-proof')
})

it('lines, proofs, names, files and forms have one order, and stand once', () => {
  const { evidence } = made
  expect(refused({ ...evidence, lines: evidence.lines.toReversed() })).toBe('evidence-order')
  expect(refused({ ...evidence, lines: [evidence.lines[0]!, evidence.lines[0]!] })).toBe('evidence-order')
  expect(refused(withLine(({ proofs }) => ({ proofs: proofs.toReversed() })))).toBe('evidence-order')
  expect(refused({ ...evidence, names: evidence.names.toReversed() })).toBe('evidence-order')
  expect(refused({ ...evidence, files: [evidence.files[0]!, evidence.files[0]!] })).toBe('evidence-order')
  expect(refused({ ...evidence, forms: [evidence.forms[0]!, evidence.forms[0]!] })).toBe('evidence-order')
  expect(refused(withLine(({ entries }) => ({ entries: [entries[0]!, entries[0]!] })))).toBe('evidence-order')
  expect(refused({ ...evidence, registry: { ...evidence.registry, notes: [evidence.registry.notes[0]!, evidence.registry.notes[0]!] } })).toBe('evidence-order')
})

it('nothing may ride along that nothing vouches for', () => {
  const { evidence, n, yuma } = made
  expect(refused({ ...evidence, files: [toBase64url(utf8('something else'))] })).toBe('evidence-unbound')
  expect(refused({ ...evidence, forms: ['<a/>'] })).toBe('evidence-form')
  expect(refused(withLine(() => ({ seen: evidence.lines[0]!.seen }), 1))).toBe('evidence-seen')
  const note = made.note(yuma.chain, yuma.signer, 4, [])
  const stranger = keyOf('a stranger')
  const foreign = `${note}${cosign(parseNote(note)!.text, 1_800_000_000, checkpointOrigin(n.net, stranger.key), stranger.publicKey, stranger.sign, native)}\n`
  const [proof] = evidence.lines[1]!.proofs
  expect(refused(withLine(() => ({ proofs: [{ ...proof!, note: foreign }] }), 1))).toBe('evidence-unbound')
  const twice = made.note(yuma.chain, yuma.signer, 4, [
    [made.mesa, 1_800_000_000],
    [made.mesa, 1_800_000_001]
  ])
  expect(refused(withLine(() => ({ proofs: [{ ...proof!, note: twice }] }), 1))).toBe('evidence-order')
  const own = made.note(yuma.chain, yuma.signer, 4, [[yuma, 1_800_000_000]])
  expect(refused(withLine(() => ({ proofs: [{ ...proof!, note: own }] }), 1))).toBe('evidence-unbound')
})

it('a checkpoint that another key signed, or of another chain, ties nothing', () => {
  const { evidence, yuma, mesa, n } = made
  const [proof] = evidence.lines[1]!.proofs
  expect(refused(withLine(() => ({ proofs: [{ ...proof!, note: made.note(yuma.chain, mesa.signer, 4, []) }] }), 1))).toBe('evidence-note')
  expect(refused(withLine(() => ({ proofs: [{ ...proof!, note: made.note(n.chain, n.registryKey, 4, []) }] }), 1))).toBe('evidence-note')
  expect(refused(withLine(() => ({ proofs: [{ ...proof!, note: proof!.note.replace(/[A-Za-z](?==\n|\n$)/, 'A') }] }), 1))).toMatch(/evidence-(note|proof)/)
  expect(refused(withLine(() => ({ proofs: [{ ...proof!, note: made.note(yuma.chain, yuma.signer, 4, [[mesa, 9_000_000_000_000]]) }] }), 1))).toBe(
    'evidence-note'
  )
})

it('two trees of one size on one chain are a fork, and prove nothing', () => {
  const other = madeEvidence()
  const { yuma } = other
  // The same key signs another history: its last line is another.
  const forked = {
    lines: [...yuma.chain.lines.slice(0, 3), { ...yuma.chain.lines[3]!, leaf: native.sha256(utf8('another line')) }]
  }
  const evidence = withLine(() => ({ proofs: [other.proof(forked, yuma.signer, 3, 4, [])] }), 1, other.evidence)
  const height = other.amended.body.height
  const second = withLine(() => ({ proofs: [other.proof(forked, yuma.signer, height, 4, [])] }), 1, other.evidence)
  expect(refused(evidence)).toBe('evidence-proof')
  expect(refused(second)).toBe('evidence-fork')
})

it('the registry must be whole, from its first line, as its checkpoints say', () => {
  const { evidence } = made
  const { lines, notes } = evidence.registry
  const registry = (changed: readonly string[]): Evidence => ({ ...evidence, registry: { lines: changed, notes } })
  expect(refused(registry(lines.slice(1)))).toBe('evidence-registry')
  expect(refused(registry(lines.toSpliced(3, 1)))).toBe('evidence-registry')
  expect(refused(registry(lines.slice(0, -1)))).toBe('evidence-registry')
  expect(refused({ ...evidence, registry: { lines: lines.slice(0, 2), notes: [] } })).toMatch(/evidence-(name|unbound|seen|note)/)
})

it('names are held by the registry, and what it does not show is called by its id', () => {
  const { evidence, n } = made
  const nameless = check({ ...evidence, names: [] })
  expect(nameless.verdict).toBe('sound')
  expect(nameless.author).toBe(n.registry.keys.get(made.record.body.author)!.person)
  const renamed = structuredClone(evidence) as unknown as { names: { items: [string, string, string][] }[] }
  renamed.names.at(-1)!.items[0]![2] = 'Somebody Else'
  expect(refused(renamed as unknown as Evidence)).toBe('evidence-name')
})

it('a record of somebody who may not file it is proved, and does not count', () => {
  const n = madeEvidence('rights')
  const { yuma, evidence } = n
  const viewer = n.n.admitPerson(yuma, 'Vera', [everywhere('viewer')])
  const entry = n.n.version(
    yuma,
    { t: 'record', ref: 9 },
    { form: 'well-inspection', version: '1', audience: 'everyone', package: n.record.body.entries[0]!['package'] as never },
    [['/data/site', 'x']]
  )
  const opened = yuma.chain.add(viewer.signer, [entry])
  const size = yuma.chain.lines.length
  const verdict = check({
    ...evidence,
    files: [],
    lines: [
      { entries: [n.entry(opened)], line: new TextDecoder().decode(opened.line), proofs: [n.proof(yuma.chain, yuma.signer, size - 1, size, [])], seen: null }
    ],
    registry: { lines: n.n.chain.lines.map(({ line }) => new TextDecoder().decode(line)), notes: [] }
  })
  expect(verdict.verdict).toBe('findings')
  expect(verdict.findings).toEqual([{ code: 'no-effect', detail: 'line 4, entry 0 does not count: role' }])
  expect(verdict.records[0]!.state).toBe('noEffect')
})

it('an amendment without the record that it amends is not judged', () => {
  const { evidence } = made
  const verdict = check({ ...evidence, files: [], lines: [evidence.lines[1]!] })
  expect(verdict.verdict).toBe('findings')
  expect(faultOf(verdict)).toBe('no-effect')
  expect(verdict.records[0]!.number).toBeNull()
})

it('witnesses of the same office, or no longer admitted, count for nothing', () => {
  const n = madeEvidence('witnesses')
  const { yuma, mesa, evidence } = n
  const sister = n.n.admitDesk(yuma.office, 2, 'Yuma desk 2')
  n.n.do(n.n.entry({ t: 'revoke', what: 'desk', subject: mesa.signer.key, cuts: [mesa.chain.cut()] as never }, [['@reason', 'stolen']]))
  const whole = withLine(
    () => ({
      proofs: [
        n.proof(yuma.chain, yuma.signer, 1, 4, [
          [sister, 1_800_000_000],
          [mesa, 1_800_000_000]
        ])
      ]
    }),
    0,
    {
      ...evidence,
      registry: { lines: n.n.chain.lines.map(({ line }) => new TextDecoder().decode(line)), notes: [] }
    }
  )
  const verdict = check(whole)
  expect(faultOf(verdict)).toBe('')
  const [version] = verdict.records[0]!.versions
  expect(version!.witnesses.map(({ counts }) => counts)).toEqual([false, false])
  expect(version!.notAfter).toBeNull()
  expect(verdict.notEstablished.map(({ code }) => code)).toContain('witnesses')
})

it('an attachment must be what the value says; left out it is named', () => {
  const { evidence } = made
  const without = check({ ...evidence, files: [] })
  expect(without.verdict).toBe('sound')
  expect(without.notEstablished.map(({ code }) => code)).toContain('attachments')
  expect(refused({ ...evidence, files: [`${evidence.files[0]!.slice(0, -1)}=`] })).toBe('evidence-file')
})

it('what is too large is refused before it is read', () => {
  const large = `{"evidence":1,"files":["${'A'.repeat(67_108_864)}"]}`
  expect(readEvidence(large)).toMatchObject({ fault: 'evidence-too-large' })
})

/** Evidence of one more record of Ben's, as his desk would file it if it were not held to anything. */
function further(
  name: string,
  values: Parameters<ReturnType<typeof madeEvidence>['n']['version']>[3],
  change: (entry: AnyEntry) => AnyEntry = entry => entry,
  files: readonly string[] = []
): Evidence {
  const n = madeEvidence(name)
  const { yuma, evidence, record } = n
  const form = record.body.entries[0]!
  const entry = n.n.version(
    yuma,
    { t: 'record', ref: 9 },
    { form: 'well-inspection', version: '1', audience: 'everyone', package: form['package'] as never },
    values
  )
  const opened = yuma.chain.add(keyOf(`${name} Ben Ortega at ${yuma.signer.key}`), [change(entry)])
  const size = yuma.chain.lines.length
  const line = {
    entries: [n.entry(opened)],
    line: new TextDecoder().decode(opened.line),
    proofs: [n.proof(yuma.chain, yuma.signer, size - 1, size, [])],
    seen: null
  }
  return { ...evidence, files, lines: [line] }
}

it('a file that is another size, or is cut into other pieces, than the value says is refused', () => {
  const photo = {
    chunks: toBase64url(native.sha256(Uint8Array.of(0), PHOTO)),
    name: 'pozo.jpg',
    sha256: toBase64url(native.sha256(PHOTO)),
    size: PHOTO.length,
    type: 'image/jpeg'
  }
  const withPhoto = (value: object): Evidence => further('photo', [['/data/photo', value as never]], undefined, made.evidence.files)
  expect(check(withPhoto(photo)).verdict).toBe('sound')
  expect(refused(withPhoto({ ...photo, size: PHOTO.length + 1 }))).toBe('evidence-file')
  expect(refused(withPhoto({ ...photo, chunks: photo.sha256 }))).toBe('evidence-file')
})

it('an entry whose content is not of the size that was signed is refused', () => {
  const values = [['/data/site', 'Pozo 11']] as const
  expect(check(further('size', values)).verdict).toBe('sound')
  expect(refused(further('size', values, entry => ({ ...entry, size: (entry['size'] as number) + 256 })))).toBe('evidence-content')
})

it('a line of another network is refused, and so is a note that begins with a witness', () => {
  const other = madeEvidence('another')
  expect(refused(withLine(() => ({ line: other.evidence.lines[0]!.line })))).toBe('evidence-line')
  const [proof] = made.evidence.lines[1]!.proofs
  const [text, signatures] = proof!.note.split('\n\n') as [string, string]
  const [own, witness] = signatures.trimEnd().split('\n')
  for (const lines of [[witness], [witness, own], [own, own, witness]])
    expect(refused(withLine(() => ({ proofs: [{ ...proof!, note: `${text}\n\n${lines.map(line => `${line}\n`).join('')}` }] }), 1))).toMatch(
      /^evidence-(note|unbound)$/
    )
})

it('a registry whose key has signed another root for its lines proves nothing', () => {
  const { n, evidence } = made
  const lines = [...n.chain.lines.slice(0, -1), { ...n.chain.lines.at(-1)!, leaf: native.sha256(utf8('another line')) }]
  const other = made.note({ lines }, n.registryKey, lines.length, [])
  expect(refused({ ...evidence, registry: { ...evidence.registry, notes: [other] } })).toBe('evidence-registry')
  const ahead = made.note({ lines: [...lines, lines[0]!] }, n.registryKey, lines.length + 1, [])
  expect(refused({ ...evidence, registry: { ...evidence.registry, notes: [ahead] } })).toBe('evidence-registry')
})

it('evidence of another network than was published is not sound, whatever it says', () => {
  const verdict = check(text, 'A'.repeat(43))
  expect(verdict.verdict).toBe('findings')
  expect(faultOf(verdict)).toBe('other-network')
  expect(verdict.network!.compared).toBe(false)
})

it('a desk can not date its own lines: what its own office signed as seen establishes nothing', () => {
  const name = 'own seen'
  const n = madeEvidence(name)
  const { yuma, mesa, evidence, record } = n
  const now = Math.floor(n.n.clock.now() / 1_000)
  const dated = (by: typeof yuma, time: number): EvidenceVerdict => {
    const seen = n.note(n.n.chain, n.n.registryKey, n.n.chain.lines.length, [[by, time]])
    const entry = n.n.version(
      yuma,
      { t: 'record', ref: 9 },
      { form: 'well-inspection', version: '1', audience: 'everyone', package: record.body.entries[0]!['package'] as never },
      [['/data/site', 'x']]
    )
    const opened = yuma.chain.add(keyOf(`${name} Ben Ortega at ${yuma.signer.key}`), [entry], { seen: native.hashText(seen) })
    const size = yuma.chain.lines.length
    return check({
      ...evidence,
      files: [],
      lines: [{ entries: [n.entry(opened)], line: new TextDecoder().decode(opened.line), proofs: [n.proof(yuma.chain, yuma.signer, size - 1, size, [])], seen }]
    })
  }
  expect(dated(mesa, now).notBefore).toBe(new Date(now * 1_000).toISOString())
  const own = dated(yuma, now + 86_400)
  expect(own.verdict).toBe('sound')
  expect(own.notBefore).toBeNull()
  expect(own.notEstablished.map(({ code }) => code)).toContain('not-before')
})
