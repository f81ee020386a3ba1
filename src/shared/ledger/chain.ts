/**
 * The rule for what may come next on a chain: `grow`. Own lines, a peer's, a bundle's and a rebuild's pass through it;
 * there is no second way. Pure: no clock, no store, no randomness.
 *
 * It judges structure, which stops a chain. Who was allowed to write what is judged entry by entry against the registry
 * (record/judge.ts) and leaves the chain going.
 */
import type { Hashing } from '../hashing.ts'
import type { Hash, Instant, Key, NetworkId } from '../names.ts'
import type { Opened, Point, Refused } from './line.ts'
import { frontierAppend, frontierRoot, type Frontier } from './merkle.ts'
import { toBase64url } from '../bytes.ts'

export type ChainKind = 'registry' | 'desk'

export interface ChainState {
  readonly kind: ChainKind
  readonly chain: Key
  /** null only for a registry whose line 0 has not come and whose network is not known otherwise. */
  readonly net: NetworkId | null
  readonly size: number
  /** Hash of the last line. */
  readonly head: Hash | null
  readonly frontier: Frontier
  /** The registry size of the last line; it never goes back. */
  readonly registrySize: number
  readonly lastTime: Instant | null
  readonly lastBoot: string | null
  /** Lines from this size on do not count (revoked, or a fork decided): they are kept aside. */
  readonly cut: Point | null
  /** Lines that the registry lets in beyond the cut, each after the one before it. */
  readonly accepted?: { has(line: Hash): boolean }
}

export type ChainFault =
  'wrong-network' | 'wrong-chain' | 'wrong-height' | 'wrong-link' | 'registry-point' | 'registry-went-back' | 'wrong-author' | 'beyond-cut' | 'cut-root'
/** Marks on a line: claims that do not fit together. They never refuse a line. */
export type ClockMark = 'time-went-back' | 'tick-unlike-time' | 'tick-missing'

export interface Grown {
  readonly state: ChainState
  readonly marks: readonly ClockMark[]
}

export const newChain = (kind: ChainKind, chain: Key, net: NetworkId | null): ChainState => ({
  kind,
  chain,
  net,
  size: 0,
  head: null,
  frontier: [],
  registrySize: 0,
  lastTime: null,
  lastBoot: null,
  cut: null
})

const refused = (fault: ChainFault, detail: string): Refused<ChainFault> => ({ fault, detail })

/** More than this between the clock's and the counter's account of a pause is marked: 5 minutes, in ms. */
const TICK_TOLERANCE = 300_000

export function clockMarks(state: Pick<ChainState, 'lastTime' | 'lastBoot'>, body: Opened['body']): readonly ClockMark[] {
  if (state.lastTime === null) return []
  const passed = Date.parse(body.time) - Date.parse(state.lastTime)
  if (passed < 0) return ['time-went-back']
  if (body.boot !== state.lastBoot) return []
  if (body.tick === null) return ['tick-missing']
  return Math.abs(passed - body.tick) > TICK_TOLERANCE ? ['tick-unlike-time'] : []
}

/** Line 0 of a network's first registry, which has no network to name; that of a later one, which succeeds another, names it. */
const isFounding = (state: Pick<ChainState, 'kind' | 'size'>, { entries }: Opened['body']): boolean =>
  state.kind === 'registry' && state.size === 0 && entries[0]?.t !== 'succeed'

export function grow(h: Hashing, state: ChainState, opened: Opened): Grown | Refused<ChainFault> {
  const { body } = opened
  const first = isFounding(state, body)
  if (body.chain !== state.chain) return refused('wrong-chain', `wanted ${state.chain}, got ${body.chain}`)
  if (first ? body.net !== null : body.net === null || (body.net !== state.net && !(state.net === null && state.size === 0)))
    return refused('wrong-network', `wanted ${first ? 'null' : state.net}, got ${body.net}`)
  if (first && state.net !== null && opened.hash !== state.net) return refused('wrong-network', `wanted the line 0 of ${state.net}, got that of ${opened.hash}`)
  if (body.height !== state.size) return refused('wrong-height', `wanted ${state.size}, got ${body.height}`)
  if (body.prev !== state.head) return refused('wrong-link', `wanted ${state.head}, got ${body.prev}`)
  if (state.cut !== null && state.size >= state.cut.size && !state.accepted?.has(opened.hash))
    return refused('beyond-cut', `the registry ends this chain at ${state.cut.size} lines`)
  if (state.kind === 'registry') {
    if (body.reg !== null) return refused('registry-point', 'a registry line names no registry')
    if (body.author !== body.chain) return refused('wrong-author', 'the registry key signs registry lines')
  } else {
    if (body.reg === null || body.reg.size < 1) return refused('registry-point', 'wanted the registry acted under')
    if (body.reg.size < state.registrySize) return refused('registry-went-back', `wanted at least ${state.registrySize}, got ${body.reg.size}`)
  }
  const size = state.size + 1
  const frontier = frontierAppend(h, state.size, state.frontier, opened.leaf)
  if (state.cut !== null && size === state.cut.size && toBase64url(frontierRoot(h, frontier)) !== state.cut.root)
    return refused('cut-root', `the registry ends this chain at ${size} lines with another root`)
  return {
    state: {
      kind: state.kind,
      chain: state.chain,
      net: first ? opened.hash : body.net,
      size,
      head: opened.hash,
      frontier,
      registrySize: body.reg?.size ?? 0,
      lastTime: body.time,
      lastBoot: body.boot,
      cut: state.cut,
      ...(state.accepted ? { accepted: state.accepted } : {})
    },
    marks: clockMarks(state, body)
  }
}

/** The tree root of a chain as base64url. */
export const rootOf = (h: Hashing, state: Pick<ChainState, 'frontier'>): Hash => toBase64url(frontierRoot(h, state.frontier)) as Hash
