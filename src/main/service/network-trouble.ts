/** What administrators must decide about: lines kept aside of chains that were cut, and chains whose key signed two histories. */
import type { DecisionsView, ForkView } from '../../shared/contract.ts'
import { toBase64url } from '../../shared/bytes.ts'
import { openCheckpoint } from '../../shared/ledger/fork.ts'
import type { Hash, Key } from '../../shared/names.ts'
import { isCut } from '../../shared/record/judge.ts'
import { native, verify } from '../keys/native.ts'
import { asideLines } from '../ledger/aside.ts'
import { cosignaturesOf } from '../store/cosignatures.ts'
import { forkedChains, forkOf, frozenFrom } from '../ledger/forks.ts'
import { halfWitnesses } from '../ledger/half-witness.ts'
import { intactBody, type Held } from '../ledger/ledger.ts'
import { otherHalf } from '../ledger/other-half.ts'
import { rootAt } from '../ledger/tree.ts'
import { linesFrom } from '../store/lines.ts'
import type { Body } from '../../shared/ledger/line.ts'
import type { Running } from './context.ts'

type Aside = DecisionsView['aside'][number]
type Side = ForkView['sides'][number]

/** Lines of a chain that a page shows. */
const SHOWN = 100
/** Lines of a half that a page shows, from the first that differs. */
const SHOWN_OF_HALF = 12

const authorOf = ({ ledger: { registry }, projection: { titles } }: Running, { author, chain }: Body): string =>
  author === chain ? titles.desk(chain) : titles.person(registry.keys.get(author)?.person ?? null)

/** Chains with lines beyond a cut, in the chain or beside it, that are not accepted. */
export function asideView(running: Running): Aside[] {
  const { ledger, projection } = running
  const { registry } = ledger
  const cut = new Set(registry.cuts.map(({ chain }) => chain))
  return [...cut].flatMap((chain): Aside[] => {
    const held = ledger.chains.get(chain)
    const desk = registry.desks.get(chain)
    if (!held || !desk) return []
    const size = Math.min(...registry.cuts.filter(one => one.chain === chain).map(one => one.size))
    const row = (body: Body, hash: Hash): Aside['lines'][number] => ({
      height: body.height,
      line: hash,
      time: body.time,
      author: authorOf(running, body),
      entries: body.entries.length,
      accepted: registry.accepted.has(hash)
    })
    const within = linesFrom(ledger.store.ledger, held.no, size, SHOWN).flatMap(line => {
      const body = intactBody(line)
      const hash = toBase64url(line.hash) as Hash
      const person = body && (registry.keys.get(body.author)?.person ?? null)
      const late = body && isCut(registry, { chain, height: body.height, registrySize: body.reg?.size ?? 0 }, person ?? null, hash)
      return body && late ? [row(body, hash)] : []
    })
    const beside = asideLines(ledger, chain)
      .slice(0, SHOWN)
      .map(({ body, hash }) => row(body, hash))
    const lines = [...within, ...beside]
    if (lines.length === 0) return []
    const until = Math.max(...lines.map(({ height }) => height)) + 1
    return [{ chain, office: projection.titles.office(desk.office), desk: projection.titles.desk(chain), size, until, lines }]
  })
}

/** Every fork that is known here, both halves side by side. */
export function forkView(running: Running): ForkView[] {
  const { ledger, projection } = running
  return [...forkedChains(ledger).keys()].map((chain): ForkView => {
    const { evidence, id, kept } = forkOf(ledger, chain)!
    const { registry } = ledger
    const desk = registry.desks.get(chain)
    const held = ledger.chains.get(chain)
    const other = otherHalf(ledger, chain)
    const height = other[0]?.body.height ?? null
    const frozen = frozenFrom(ledger, chain)
    const decision = registry.decisionOn(chain)
    return {
      chain,
      office: desk ? projection.titles.office(desk.office) : projection.titles.network,
      desk: desk ? projection.titles.desk(chain) : '',
      mine: chain === ledger.own.state.chain,
      registry: chain === registry.chain,
      evidence: id,
      at: evidence.at,
      height,
      kept,
      waiting: frozen === undefined ? 0 : Math.max(0, (held?.state.size ?? 0) - frozen),
      decided: decision ? { size: decision.keep.size, root: decision.keep.root } : null,
      sides: evidence.sides.map(side => sideOf(running, chain, held, { at: evidence.at, root: side.root, note: side.note }, height, other))
    }
  })
}

interface Told {
  readonly at: number
  readonly root: Hash
  readonly note: string
}

function sideOf(
  running: Running,
  chain: Key,
  held: Held | undefined,
  { at, root, note }: Told,
  height: number | null,
  other: readonly { readonly body: Body; readonly hash: Hash }[]
): Side {
  const { ledger } = running
  const checkpoint = openCheckpoint(native, verify, ledger.net, chain, note)
  const mine = held !== undefined && held.state.size >= at && toBase64url(rootAt(ledger.store.ledger, held.no, at)) === root
  const stored = held ? linesFrom(ledger.store.ledger, held.no, height ?? at - 1, SHOWN_OF_HALF) : []
  const lines = mine
    ? stored.flatMap(line => {
        const body = intactBody(line)
        return body ? [{ body, hash: toBase64url(line.hash) as Hash }] : []
      })
    : other.slice(0, SHOWN_OF_HALF)
  return {
    mine,
    root,
    size: checkpoint?.size ?? at,
    checkpoint: (checkpoint ? toBase64url(checkpoint.root) : root) as Hash,
    witnesses: mine && held ? witnessesOn(running, held, at) : witnessesOfHalf(running, chain),
    lines: lines.map(({ body, hash }) => ({
      height: body.height,
      line: hash,
      time: body.time,
      author: authorOf(running, body),
      entries: body.entries.map(({ t }) => t)
    }))
  }
}

const shown = ({ ledger, projection: { titles } }: Running, witness: Key, size: number, time: string): Side['witnesses'] => {
  const desk = ledger.registry.desks.get(witness)
  return desk ? [{ office: titles.office(desk.office), desk: titles.desk(witness), size, time }] : []
}

/** Who has signed for this half beyond the point at which the two differ, as far as is known here. */
const witnessesOn = (running: Running, held: Held, at: number): Side['witnesses'] => {
  const newest = new Map<Key, { size: number; time: number }>()
  for (const { witness, size, time } of cosignaturesOf(running.ledger.store.ledger, held.no))
    if (size >= at && !newest.has(witness)) newest.set(witness, { size, time })
  return [...newest].flatMap(([witness, { size, time }]) => shown(running, witness, size, new Date(time * 1000).toISOString()))
}

/** Cosignatures under the half that is not here. */
const witnessesOfHalf = (running: Running, chain: Key): Side['witnesses'] =>
  halfWitnesses(running.ledger, chain).flatMap(({ witness, size, time }) => shown(running, witness, size, new Date(time * 1000).toISOString()))
