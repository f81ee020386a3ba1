/** Desks that sign two histories, many of them in one small world of honest desks; and what each honest desk was shown of each. */
import { toBase64url } from '../../src/shared/bytes.ts'
import type { Json } from '../../src/shared/ledger/jcs.ts'
import type { Key } from '../../src/shared/names.ts'
import type { Draft } from '../../src/shared/record/proposal.ts'
import { provePossession } from '../../src/shared/record/proposal.ts'
import { append, type Prepared } from '../../src/main/ledger/append.ts'
import { approved, approvedCarrier, newId, type Bare } from '../../src/main/ledger/compose.ts'
import { cosignChain } from '../../src/main/ledger/cosign.ts'
import { isRefusedBatch, receiveLines } from '../../src/main/ledger/receive.ts'
import type { DeskKeyset, TestDesk, World } from './desks.ts'
import { HandMade } from './liar.ts'

export interface TwoFaced {
  readonly chain: Key
  readonly keys: DeskKeyset
  /** Lines that both histories share. */
  readonly same: number
  readonly halves: readonly [HandMade, HandMade]
  /** What each honest desk was shown: which half, and how many lines of it. */
  readonly shown: Map<TestDesk, { readonly half: 0 | 1; readonly lines: number }>
}

const int = (world: World, from: number, to: number): number => from + Math.floor(world.random() * (to - from + 1))

/** Admitted at an office of their own by the registry's desk; they have keys and nothing else. */
export function admitTwoFaced(world: World, count: number, most = 12): TwoFaced[] {
  const [keeper] = world.desks as [TestDesk]
  const { ledger } = keeper
  const { clock, registry } = ledger
  const at = { net: ledger.net, chain: registry.chain, size: registry.size }
  const office = newId(clock)
  const admit = (bare: Bare, name: string): Prepared => approvedCarrier(clock, at, bare, [['@name', name]], [keeper.keys.person])
  const prepared = [admit({ t: 'admit', id: newId(clock), what: 'office', office, oversight: false }, 'Elsewhere')]
  const all = Array.from({ length: count }, (_, i) => {
    const keys = world.keys(false)
    const { key } = keys.desk
    const proof = provePossession({ key, net: ledger.net, seal: keys.seal }, keys.desk.sign)
    prepared.push(
      admit({ t: 'admit', id: newId(clock), what: 'desk', office, number: i + 1, key, seal: keys.seal, proof, continues: null }, `Elsewhere ${i + 1}`)
    )
    return keys
  })
  append(ledger, ledger.ownRegistry!, keeper.keys.registry!, prepared)
  return all.map(keys => {
    const desk = { keys, chain: keys.desk.key } as TestDesk
    const halves = [new HandMade(world, desk, registry), new HandMade(world, desk, registry)] as const
    const same = int(world, 0, most)
    for (let i = 0; i < same; i++) halves[1].push(halves[0].add())
    for (const half of halves) for (let i = int(world, 1, most); i > 0; i--) half.add()
    return { chain: keys.desk.key, keys, same, halves, shown: new Map() }
  })
}

/** Shows a desk so many lines of one half, in one or two batches; it may witness in between. */
export async function show(world: World, liar: TwoFaced, desk: TestDesk, half: 0 | 1): Promise<void> {
  const made = liar.halves[half]
  const lines = int(world, Math.max(1, liar.same - 1), made.lines.length)
  const first = int(world, 1, lines)
  for (const [from, to] of first < lines
    ? ([
        [0, first],
        [first, lines]
      ] as const)
    : ([[0, lines]] as const)) {
    const taken = await receiveLines(desk.ledger, made.batch(from, to, to))
    if (isRefusedBatch(taken)) throw new Error(`${taken.fault}: ${taken.detail}`)
    if (world.random() < 0.5) cosignChain(desk.ledger, liar.chain)
  }
  liar.shown.set(desk, { half, lines })
}

/** Did honest desks see what can not both be true? */
export const isSeen = ({ shown, same }: TwoFaced): boolean => {
  const beyond = [...shown.values()].filter(({ lines }) => lines > same)
  return beyond.some(({ half }) => half === 0) && beyond.some(({ half }) => half === 1)
}

/** A registry entry without payload, by the first desk's administrator. */
export function ruled(world: World, entry: Record<string, Json>): void {
  const { ledger, keys } = world.desks[0]!
  const bare = { id: newId(ledger.clock), ...entry } as unknown as Draft
  append(ledger, ledger.ownRegistry!, keys.registry!, [{ entry: approved(ledger.clock, ledger.net, ledger.registry.size, bare, [keys.person]), payload: null }])
}

export const rootText = (made: HandMade, size: number): string => toBase64url(made.root(size))
