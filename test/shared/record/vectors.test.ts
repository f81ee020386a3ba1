/** The chains of test/vectors: what is there is what is made, is read as it says, and leaves out no code and no kind. */
import { expect, it } from 'vitest'
import { native, verify } from '../../../src/main/keys/native.ts'
import { textOf, toBase64url } from '../../../src/shared/bytes.ts'
import { rootOf } from '../../../src/shared/ledger/chain.ts'
import type { Opened } from '../../../src/shared/ledger/line.ts'
import { frontierRoot } from '../../../src/shared/ledger/merkle.ts'
import { parseCheckpoint, parseNote } from '../../../src/shared/ledger/note.ts'
import { openCheckpoint } from '../../../src/shared/ledger/fork.ts'
import type { Key, NetworkId } from '../../../src/shared/names.ts'
import { isCarrier, isVersion, kinds, packageOf, refText, type Carrier } from '../../../src/shared/record/entry.ts'
import { foldRecord, type Version } from '../../../src/shared/record/fold.ts'
import { judge } from '../../../src/shared/record/judge.ts'
import { paddedSize } from '../../../src/shared/record/padding.ts'
import { commitPayload, payloadText, readPayload } from '../../../src/shared/record/payload.ts'
import { openReceipt } from '../../../src/shared/record/receipt.ts'
import { codesOf, openSound, outcome, readChain, readRegistry, readVector, splitLines, targetsOf, vectorPaths, type Header } from '../../kit/vectors.ts'
import { whyOf } from '../../kit/chain-kit.ts'
import { allFiles } from '../../vectors/make.ts'

interface ExpectedChain {
  readonly chain: Key
  readonly entries: Readonly<Record<string, string>>
  readonly file: string
  readonly kind: 'registry' | 'desk'
  readonly marks: Readonly<Record<string, readonly string[]>>
  readonly root: string
  readonly size: number
}
interface Expected {
  readonly chains: readonly ExpectedChain[]
  readonly net: NetworkId
  readonly records: Readonly<Record<string, string>>
}

const text = (path: string): string => textOf(readVector(path))!
const expected = JSON.parse(text('sound/expected.json')) as Expected
const readSound = ({ kind, chain, file }: ExpectedChain): ReturnType<typeof readChain> =>
  readChain(kind, chain, expected.net, splitLines(readVector(`sound/${file}`)))
const [registryChain, ...deskChains] = expected.chains as [ExpectedChain, ...ExpectedChain[]]
const registryLines = readSound(registryChain).opened
const registry = readRegistry(registryChain.chain, registryLines)
const desks = deskChains.map(one => ({ ...one, ...readSound(one) }))
const targets = targetsOf(
  registry,
  desks.flatMap(({ opened }) => opened)
)
const broken = vectorPaths('broken')

it('the vectors on disk are what their seeds make, byte for byte, and no others', () => {
  const made = allFiles()
  expect([...vectorPaths('broken'), ...vectorPaths('sound'), ...vectorPaths('succession')].sort()).toEqual([...made.keys()].sort())
  for (const [path, bytes] of made) expect(Buffer.from(readVector(path)).equals(Buffer.from(bytes)), path).toBe(true)
}, 120_000)

it('every sound chain is read whole, with the root, the marks and the network that are expected', () => {
  for (const one of [...desks, { ...registryChain, ...readSound(registryChain) }]) {
    expect({ root: rootOf(native, one.state), size: one.state.size, net: one.state.net }, one.file).toEqual({
      root: one.root,
      size: one.opened.length,
      net: expected.net
    })
    const marks = Object.fromEntries(one.marks.flatMap((marked, height) => (marked.length > 0 ? [[String(height), marked]] : [])))
    expect(marks, one.file).toEqual((expected.chains.find(({ file }) => file === one.file) as ExpectedChain).marks)
  }
  expect(registryLines[0]!.hash).toBe(expected.net)
})

it('every entry of the sound registry takes effect, and every entry of the desks is judged as expected', () => {
  expect(registry.voids).toEqual([])
  for (const { opened, entries, file } of desks) {
    const judged = opened.flatMap(line =>
      line.body.entries.map((entry, index) => [`${line.body.height}.${index}`, whyOf(judge(registry, line, entry, targets))])
    )
    expect(Object.fromEntries(judged), file).toEqual(entries)
  }
})

it('every record of the sound desks folds to the state that is expected', () => {
  const versions = new Map<string, Version[]>()
  const places = new Map<string, string>()
  const each = (line: Opened, chain: Key): void =>
    line.body.entries.forEach((entry, index) => {
      if (!isVersion(entry)) return
      const ref = { index, line: line.hash }
      const record = refText(entry.t === 'record' ? ref : entry.record)
      places.set(refText(ref), `${chain} ${line.body.height}.${index}`)
      versions.set(record, [...(versions.get(record) ?? []), { ref, entry, judgement: judge(registry, line, entry, targets) }])
    })
  for (const { opened, chain } of desks) for (const line of opened) each(line, chain)
  expect(Object.fromEntries([...versions].map(([record, list]) => [places.get(record), foldRecord(list).state]))).toEqual(expected.records)
})

it('every payload of the sound network gives the commitment and the size in its line', () => {
  const entries = new Map<string, { entry: Carrier; body: Opened['body'] }>()
  for (const { body } of [...registryLines, ...desks.flatMap(({ opened }) => opened)])
    for (const entry of body.entries) if (isCarrier(entry)) entries.set(`${body.chain} ${entry.id}`, { entry, body })
  const rows = splitLines(readVector('sound/payloads.jsonl')).map(line => JSON.parse(textOf(line)!) as { chain: Key; entry: string; payload: never })
  expect(rows).toHaveLength(entries.size)
  for (const row of rows) {
    const { entry, body } = entries.get(`${row.chain} ${row.entry}`)!
    const payload = readPayload(payloadText(row.payload))!
    expect(commitPayload(native, { net: body.net, chain: body.chain, entry: entry.id, form: packageOf(entry) }, payload)).toBe(entry.commitment)
    expect(paddedSize(Buffer.byteLength(payloadText(payload)))).toBe(entry.size)
  }
})

it('the checkpoint and the receipt speak of the chain that is there', () => {
  const yuma = desks.find(({ file }) => file === 'yuma.jsonl')!
  const note = text('sound/checkpoint.txt')
  const checkpoint = openCheckpoint(native, verify, expected.net, yuma.chain, note)!
  const part = readChain('desk', yuma.chain, expected.net, splitLines(readVector('sound/yuma.jsonl')).slice(0, checkpoint.size))
  expect(parseCheckpoint(parseNote(note)!.text)).toEqual({
    origin: `muniment/${expected.net}/${yuma.chain}`,
    size: 3,
    root: frontierRoot(native, part.state.frontier)
  })
  const receipt = openReceipt(text('sound/receipt.json').trim(), verify)!
  expect(receipt.root).toBe(
    toBase64url(
      frontierRoot(native, readChain('desk', yuma.chain, expected.net, splitLines(readVector('sound/yuma.jsonl')).slice(0, receipt.size)).state.frontier)
    )
  )
})

it.each(broken)('%s gives its code', path => {
  const [header, ...lines] = splitLines(readVector(path))
  const { expect: code, ...rule } = JSON.parse(textOf(header!)!) as Header
  expect(outcome({ ...rule, expect: code } as Header, lines)).toBe(code)
})

it.each([
  ['line', 'ledger/line.ts', 'LineFault', 7],
  ['chain', 'ledger/chain.ts', 'ChainFault', 9],
  ['registry', 'record/registry-facts.ts', 'RegistryFault', 17],
  ['judge', 'record/judge.ts', 'WhyNot', 10],
  ['judge', 'record/judge.ts', 'WhyWaiting', 4]
])('every code of a %s has a chain that is broken so (%s %s)', (folder, path, union, least) => {
  const codes = codesOf(path, union)
  expect(codes.length).toBeGreaterThanOrEqual(least)
  const said = broken.filter(name => name.startsWith(`broken/${folder}/`)).map(name => (JSON.parse(textOf(splitLines(readVector(name))[0]!)!) as Header).expect)
  expect(codes.filter(code => !said.includes(code))).toEqual([])
})

it('every clock mark and every kind of entry stands in the sound chains', () => {
  const marks = new Set(expected.chains.flatMap(({ marks: at }) => Object.values(at).flat()))
  expect(codesOf('ledger/chain.ts', 'ClockMark').filter(mark => !marks.has(mark))).toEqual([])
  const successions = splitLines(readVector('succession/sound.jsonl')).map(openSound)
  const used = new Set([...registryLines, ...desks.flatMap(({ opened }) => opened), ...successions].flatMap(({ body }) => body.entries.map(({ t }) => t)))
  expect(Object.keys(kinds).filter(kind => !used.has(kind))).toEqual([])
})
