/** Succession by the vectors in test/vectors/succession, and the rules that they can not show one by one. */
import { expect, it } from 'vitest'
import { native, verify } from '../../../src/main/keys/native.ts'
import { textOf } from '../../../src/shared/bytes.ts'
import { grow, newChain } from '../../../src/shared/ledger/chain.ts'
import { isRefused, type Opened } from '../../../src/shared/ledger/line.ts'
import type { Key, NetworkId } from '../../../src/shared/names.ts'
import type { RegistryEntry, SucceedEntry } from '../../../src/shared/record/entry.ts'
import { judge } from '../../../src/shared/record/judge.ts'
import { Registry } from '../../../src/shared/record/registry.ts'
import { majorityAt, REGISTRY_SPAN } from '../../../src/shared/record/succession.ts'
import { codesOf, openSound, readVector, splitLines, vectorPaths } from '../../kit/vectors.ts'
import { whyOf } from '../../kit/chain-kit.ts'
import { founded, opening, succeedEntry } from '../../vectors/succession.ts'
import { keyOf } from '../../kit/people.ts'

const expected = JSON.parse(textOf(readVector('succession/expected.json'))!) as { net: NetworkId; registry: Key; steps: string[] }
const lines = splitLines(readVector('succession/sound.jsonl')).map(openSound)
const broken = vectorPaths('succession').filter(path => path.startsWith('succession/broken/'))

/** Takes registry lines up to where the next registry says that they count; the rest of that chain is passed over. */
function read(all: readonly Opened[]): { registry: Registry; passed: Opened[] } {
  const registry = new Registry(native, verify, expected.registry)
  const passed: Opened[] = []
  const ends = new Map(
    all.flatMap(({ body: { height, entries } }) =>
      height === 0 && entries[0]!.t === 'succeed' ? [[(entries[0] as SucceedEntry).from.chain, (entries[0] as SucceedEntry).from.size] as const] : []
    )
  )
  for (const line of all.filter(({ body }) => body.reg === null)) {
    if (line.body.height >= (ends.get(line.body.chain) ?? Number.MAX_SAFE_INTEGER)) passed.push(line)
    else if (line.body.chain === registry.chain) registry.applyLine(line)
    else expect(registry.succeed(line)).toBeUndefined()
  }
  return { registry, passed }
}

it('a registry that was succeeded twice is read through, every line judged as it says, and sizes only grow', () => {
  const { registry, passed } = read(lines)
  expect([registry.net, registry.voids, registry.former.length]).toEqual([expected.net, [], 2])
  expect(registry.size).toBe(2 * REGISTRY_SPAN + 1)
  expect(registry.former.map(({ base }) => base)).toEqual([0, REGISTRY_SPAN])
  lines.forEach((line, i) => {
    const means =
      line.body.reg !== null ? whyOf(judge(registry, line, line.body.entries[0]!, () => undefined)) : passed.includes(line) ? 'superseded' : 'counts'
    expect(means, `line ${i}`).toBe(expected.steps[i])
  })
})

it('before the second registry is known what names it waits, and nothing else changes', () => {
  const first = lines.filter(({ body }) => body.chain === expected.registry)
  const registry = new Registry(native, verify, expected.registry)
  for (const line of first) registry.applyLine(line)
  const judged = lines.filter(({ body }) => body.reg !== null).map(line => whyOf(judge(registry, line, line.body.entries[0]!, () => undefined)))
  expect(judged).toEqual(['counts', 'counts', 'counts', 'registry-behind'])
})

it('another root for a size that counts is a fork as before; beyond where a registry counts no root is asked for', () => {
  const { registry } = read(lines)
  const at = (size: number): ReturnType<Registry['actedUnder']> => registry.actedUnder({ root: expected.net, size })
  const kept = registry.former[0]!.roots.length
  expect([at(kept), at(kept + 1), at(REGISTRY_SPAN), at(REGISTRY_SPAN + 1), at(REGISTRY_SPAN + 3), at(registry.size), at(registry.size + 1)]).toEqual([
    'registry-fork',
    kept,
    kept,
    'registry-fork',
    REGISTRY_SPAN + 2,
    'registry-fork',
    'registry-behind'
  ])
})

it.each(broken)('%s opens no registry, and changes nothing', path => {
  const [header, ...rest] = splitLines(readVector(path))
  const { expect: code } = JSON.parse(textOf(header!)!) as { expect: string }
  const opened = rest.map(openSound)
  const registry = new Registry(native, verify, opened[0]!.body.chain)
  for (const line of opened.slice(0, -1)) registry.applyLine(line)
  const before = JSON.stringify([registry.size, registry.chain, registry.base, registry.former, [...registry.overruled]])
  expect(registry.succeed(opened.at(-1)!)).toBe(code)
  expect(JSON.stringify([registry.size, registry.chain, registry.base, registry.former, [...registry.overruled]])).toBe(before)
})

it('every code of a succession has a line that is broken so', () => {
  const said = broken.map(path => path.split('/').at(-1)!.split('.')[0]!)
  const wanted = [...codesOf('record/registry-facts.ts', 'SuccessionFault'), 'key-exists', 'proposal-expired', 'proposal-reused', 'quorum']
  expect(wanted.filter(code => !said.includes(code))).toEqual([])
})

it('line 0 of a later registry names its network and stands by itself: null, another network, and any other first entry are refused', () => {
  const first = lines.find(({ body }) => body.height === 0 && body.chain !== expected.registry)!
  const state = newChain('registry', first.body.chain, expected.net)
  expect(isRefused(grow(native, state, first))).toBe(false)
  expect(grow(native, { ...state, net: first.hash }, first)).toMatchObject({ fault: 'wrong-network' })
  const { n, recovery, bea, cy } = founded('line zero')
  const key = keyOf('line zero next')
  const entry = succeedEntry(n, {
    from: { chain: n.registryKey.key, ...n.chain.point },
    key,
    desk: bea.desk.signer.key,
    approvers: [bea.signer, cy.signer, recovery]
  })
  const { chain } = opening(n, key, [entry])
  expect(grow(native, chain.state, chain.sealed(key, [entry]))).toMatchObject({ fault: 'wrong-network' })
})

it('a succession takes more than half; of keys that are all at the lost desk, what any change takes', () => {
  const { n } = founded('counting')
  expect(majorityAt(n.registry, n.registry.size)).toBe(3)
  const start = n.registry.copy(1)
  expect(majorityAt(start, 1)).toBe(1)
})

it('what would be proposed is tried first: against the state it follows, with what it brings along', () => {
  const { n, recovery, bea, cy, yuma } = founded('tried')
  const key = keyOf('tried next')
  const from = { chain: n.registryKey.key, ...n.chain.point }
  n.admitOffice('Later')
  const usual = { from, key, desk: yuma.signer.key, approvers: [bea.signer, cy.signer, recovery] }
  const entry = succeedEntry(n, usual) as RegistryEntry
  expect(n.registry.trial([entry])).toBeUndefined()
  expect(n.registry.trial([succeedEntry(n, { ...usual, approvers: [bea.signer] }) as RegistryEntry])).toBe('quorum')
  expect(n.registry.trial([succeedEntry(n, { ...usual, approvers: [] }) as RegistryEntry], false)).toBeUndefined()
  n.registry.contested = true
  expect(n.registry.trial([entry])).toBeUndefined()
  expect(n.registry.trial([n.entry({ t: 'admit', what: 'office', office: n.id, oversight: false }, [['@name', 'x']]) as RegistryEntry])).toBe('registry-halted')
})
