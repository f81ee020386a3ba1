import fc from 'fast-check'
import { expect, it } from 'vitest'
import { native, verify } from '../../../src/main/keys/native.ts'
import { clockMarks, grow, newChain, rootOf, type ChainState } from '../../../src/shared/ledger/chain.ts'
import { isRefused, open, type AnyEntry, type Body, type Opened } from '../../../src/shared/ledger/line.ts'
import { toBase64url } from '../../../src/shared/bytes.ts'
import { TreeBuilder } from '../../../src/shared/ledger/merkle.ts'
import type { Instant, Key } from '../../../src/shared/names.ts'
import { TestChain, TestNetwork } from '../../kit/chain-kit.ts'
import { hashOf, keyOf } from '../../kit/people.ts'

const n = new TestNetwork('chains')
const { signer } = n.desk
const opaque = (): AnyEntry => ({ t: 'opaque', id: n.id }) as AnyEntry
const deskChain = (): TestChain => new TestChain(n.clock, 'desk', signer.key, n.net, () => n.registry.now)
const grown = (state: ChainState, line: Opened): ChainState => {
  const result = grow(native, state, line)
  if (isRefused(result)) throw new Error(result.fault)
  return result.state
}
const replay = (lines: readonly Opened[]): ChainState => lines.reduce(grown, newChain('desk', signer.key, n.net))
const faultOf = (state: ChainState, line: Opened): string | undefined => {
  const result = grow(native, state, line)
  return isRefused(result) ? result.fault : undefined
}
const chain = deskChain()
for (let i = 0; i < 12; i++) chain.add(signer, [opaque()])
const { lines } = chain

it('a chain that is read grows to the state that its writer has, and its root is that of its tree', () => {
  expect(replay(lines)).toEqual(chain.state)
  const tree = new TreeBuilder(native)
  for (const { leaf } of lines) tree.append(leaf)
  expect(rootOf(native, chain.state)).toBe(toBase64url(tree.root()))
})

it('of a chain read in any order, only the very next line is taken', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(lines.length - 1), { minLength: 1, maxLength: 30 }), order => {
      let state = newChain('desk', signer.key, n.net)
      for (const height of order) {
        const fault = faultOf(state, lines[height]!)
        expect(fault === undefined).toBe(height === state.size)
        if (fault === undefined) state = grown(state, lines[height]!)
      }
    })
  )
})

it('a line that was signed for another place, chain or network is never a continuation', () => {
  const next = (more: Partial<Body>): Opened => chain.sealed(signer, [opaque()], more)
  const at = chain.state
  expect(faultOf(at, next({}))).toBeUndefined()
  expect(faultOf(at, next({ height: 11 }))).toBe('wrong-height')
  expect(faultOf(at, next({ prev: lines[3]!.hash }))).toBe('wrong-link')
  expect(faultOf(at, next({ net: hashOf('x') }))).toBe('wrong-network')
  expect(faultOf(at, next({ net: null }))).toBe('wrong-network')
  expect(faultOf(at, next({ chain: keyOf('x').key }))).toBe('wrong-chain')
  expect(faultOf(at, next({ reg: null }))).toBe('registry-point')
  expect(faultOf(at, next({ reg: { root: hashOf('x'), size: 0 } }))).toBe('registry-point')
})

it('two lines at one height: whichever came first, the other is refused, and so is what follows it', () => {
  const a = deskChain()
  const b = deskChain()
  const [a0, b0] = [a.add(signer, [opaque()]), b.add(signer, [opaque()])]
  const [a1, b1] = [a.add(signer, [opaque()]), b.add(signer, [opaque()])]
  expect(faultOf(replay([a0]), b0)).toBe('wrong-height')
  expect(faultOf(replay([a0]), b1)).toBe('wrong-link')
  expect(faultOf(replay([b0]), a1)).toBe('wrong-link')
})

it('the registry that a desk acts under never goes back', () => {
  const other = deskChain()
  const before = n.registry.now
  n.publish('a form')
  other.add(signer, [opaque()])
  expect(faultOf(other.state, other.sealed(signer, [opaque()], { reg: before }))).toBe('registry-went-back')
  expect(faultOf(other.state, other.sealed(signer, [opaque()], { reg: { root: before.root, size: n.registry.size } }))).toBeUndefined() // its root is judged, not grown
})

it('a registry has one line 0, that of its network, and the registry key alone writes it', () => {
  const [zero, ...more] = n.chain.lines as [Opened, ...Opened[]]
  const empty = newChain('registry', n.registryKey.key, null)
  expect(grown(empty, zero).net).toBe(n.net)
  expect(faultOf(newChain('registry', n.registryKey.key, n.net), zero)).toBeUndefined()
  expect(faultOf(newChain('registry', n.registryKey.key, hashOf('another network')), zero)).toBe('wrong-network')
  const other = n.chain.sealed(n.registryKey, [opaque()], { height: 0, prev: null, net: null })
  expect(faultOf(newChain('registry', n.registryKey.key, n.net), other)).toBe('wrong-network')
  const state = [zero, ...more].reduce(grown, empty)
  expect(faultOf(state, n.chain.sealed(signer, [opaque()], { author: signer.key }))).toBe('wrong-author')
  expect(faultOf(state, n.chain.sealed(n.registryKey, [opaque()], { reg: n.registry.now }))).toBe('registry-point')
  expect(faultOf(state, n.chain.sealed(n.registryKey, [opaque()], { net: null }))).toBe('wrong-network')
})

it('a cut lets a chain come to its size with its root, and no further', () => {
  const { root, size } = chain.cut(5)
  const state = replay(lines.slice(0, 4))
  expect(faultOf({ ...state, cut: { root, size } }, lines[4]!)).toBeUndefined()
  expect(faultOf({ ...state, cut: { root: hashOf('another half'), size } }, lines[4]!)).toBe('cut-root')
  expect(faultOf({ ...replay(lines.slice(0, 5)), cut: { root, size } }, lines[5]!)).toBe('beyond-cut')
  expect(faultOf({ ...replay(lines.slice(0, 8)), cut: { root, size } }, lines[8]!)).toBe('beyond-cut')
  expect(faultOf({ ...newChain('desk', signer.key, n.net), cut: { ...chain.cut(0) } }, lines[0]!)).toBe('beyond-cut')
})

it('grow changes nothing that it was given', () => {
  const state = replay(lines.slice(0, 7))
  const before = structuredClone(state)
  grow(native, Object.freeze({ ...state, frontier: Object.freeze([...state.frontier]) }), lines[7]!)
  expect(state).toEqual(before)
})

const at = (time: string, boot: string, tick: number | null): Body => ({ time: time as Instant, boot, tick }) as unknown as Body
it('clocks that do not fit are marked and refuse nothing', () => {
  const state = { lastTime: '2026-11-22T08:00:00.000Z' as Instant, lastBoot: 'A' }
  expect(clockMarks(state, at('2026-11-22T08:01:00.000Z', 'A', 60_000))).toEqual([])
  expect(clockMarks(state, at('2026-11-22T08:05:00.000Z', 'A', 0))).toEqual([])
  expect(clockMarks(state, at('2026-11-22T08:05:00.001Z', 'A', 0))).toEqual(['tick-unlike-time'])
  expect(clockMarks(state, at('2026-11-22T08:00:00.000Z', 'A', 300_001))).toEqual(['tick-unlike-time'])
  expect(clockMarks(state, at('2026-11-22T07:59:59.999Z', 'A', 0))).toEqual(['time-went-back'])
  expect(clockMarks(state, at('2026-11-22T07:59:59.999Z', 'B', null))).toEqual(['time-went-back'])
  expect(clockMarks(state, at('2026-11-22T08:01:00.000Z', 'A', null))).toEqual(['tick-missing'])
  expect(clockMarks(state, at('2027-11-22T08:01:00.000Z', 'B', null))).toEqual([])
  expect(clockMarks({ lastTime: null, lastBoot: null }, at('1970-01-01T00:00:00.000Z', 'A', null))).toEqual([])
})

it('only open and seal make what grow takes: a line that was changed does not come so far', () => {
  const line = Uint8Array.from(lines[3]!.line)
  line[60] = line[60]! ^ 1
  expect(isRefused(open(line, native, verify))).toBe(true)
  expect(chain.state.chain satisfies Key).toBe(signer.key)
})
