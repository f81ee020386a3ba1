import { expect, it } from 'vitest'
import { textOf } from '../../../src/shared/bytes.ts'
import type { AnyEntry, Body } from '../../../src/shared/ledger/line.ts'
import { isCarrier, isDeskKind, isFormCarrier, isKnownKind, isVersion, kinds, packageOf, wrongEntries, type Carrier } from '../../../src/shared/record/entry.ts'
import { hashOf } from '../../kit/people.ts'
import { readVector, splitLines } from '../../kit/vectors.ts'

const bodies = ['registry', 'yuma', 'mesa'].flatMap(name =>
  splitLines(readVector(`sound/${name}.jsonl`)).map(line => (JSON.parse(textOf(line)!) as { body: Body }).body)
)
const samples = new Map<string, AnyEntry>()
for (const { entries } of bodies)
  for (const entry of entries) if (isKnownKind(entry.t)) samples.set(typeof entry['what'] === 'string' ? `${entry.t} ${entry['what']}` : entry.t, entry)

const wrong = (entry: AnyEntry, on = kinds[entry.t]?.on ?? 'desk'): string | undefined => wrongEntries({ entries: [entry] } as unknown as Body, on)

it.each([...samples])('a %s is closed: no field less, none more, none of another form', (_, entry) => {
  expect(wrong(entry)).toBeUndefined()
  expect(wrong({ ...entry, more: null })).toMatch(/more: unknown field/)
  for (const field of Object.keys(entry)) {
    if (field === 't') continue
    const { [field]: value, ...less } = entry
    expect(wrong(less as AnyEntry), `without ${field}`).toMatch(new RegExp(`\\.${field}: wanted`))
    const others = [1.5, -1, {}, '', ['x'], true, undefined].filter(other => typeof other !== typeof value || typeof value === 'number')
    for (const other of others) expect(wrong({ ...entry, [field]: other as never }), `${field}: ${JSON.stringify(other)}`).toBeDefined()
  }
})

it('numbers keep to their bounds', () => {
  const bounds: [string, string, number, number][] = [
    ['record', 'ref', 1, Number.MAX_SAFE_INTEGER],
    ['record', 'size', 0, 1_048_576],
    ['admit desk', 'number', 1, 9_999],
    ['network', 'quorum', 1, 64],
    ['policy', 'quorum', 1, 64],
    ['policy', 'witnesses', 0, 64],
    ['policy', 'cooling', 0, 3_650]
  ]
  for (const [kind, field, least, most] of bounds) {
    const taken = [least - 1, least, most, most + 1].map(number => wrong({ ...samples.get(kind)!, [field]: number }) === undefined)
    expect(taken, `${kind}.${field}`).toEqual([false, true, true, false])
  }
})

it('a kind stands on the chain that it belongs to, and on no other', () => {
  for (const entry of samples.values()) expect(wrong(entry, kinds[entry.t]!.on === 'desk' ? 'registry' : 'desk')).toMatch(/does not stand on/)
})

it('kinds that are not known pass, also those named like what every object has', () => {
  for (const t of ['hologram', 'constructor', 'to-string', 'valueof', 'hasownproperty']) {
    expect(wrong({ t, id: '' } as unknown as AnyEntry)).toBeUndefined()
    expect([isKnownKind(t), isDeskKind(t), isCarrier({ t, commitment: hashOf('x') } as unknown as AnyEntry)]).toEqual([false, false, false])
  }
  expect(isKnownKind('toString') || isDeskKind('__proto__')).toBe(false)
})

it('the second of two entries is looked at like the first', () => {
  const entry = samples.get('record')!
  expect(wrongEntries({ entries: [entry, { ...entry, more: 1 }] } as unknown as Body, 'desk')).toMatch(/^entries\[1\]/)
})

it('the place of the form in a commitment holds the package of a form carrier, else the kind', () => {
  for (const entry of samples.values()) {
    if (!isCarrier(entry)) continue
    expect(packageOf(entry as Carrier)).toBe(isFormCarrier(entry) ? entry.package : entry.t)
    expect(isFormCarrier(entry)).toBe(['record', 'amend', 'resolve', 'inbox'].includes(entry.t))
  }
  expect(
    [...samples.values()]
      .filter(isVersion)
      .map(({ t }) => t)
      .sort()
  ).toEqual(['amend', 'record', 'resolve', 'void'])
})
