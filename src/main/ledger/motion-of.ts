/**
 * Composing motions: the registry entries of each kind of decision, with what they need from the store (names, cuts). Nothing
 * here signs. A cut is what this desk holds of a chain: as far as other offices have witnessed it, or all of it.
 */
import { textOf, toBase64url } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import type { Json } from '../../shared/ledger/jcs.ts'
import type { Hash, Key, PersonId } from '../../shared/names.ts'
import { type AdmitDesk, type Cut, type Grant, type RevokeEntry } from '../../shared/record/entry.ts'
import type { MotionItem } from '../../shared/record/motion.ts'
import { netOf, type Draft } from '../../shared/record/proposal.ts'
import { holds } from '../../shared/record/registry-facts.ts'
import { carry, newId, propose, type Bare, type Values } from './compose.ts'
import type { Ledger } from './ledger.ts'
import { faultUnsigned } from './motions.ts'
import { rootAt } from './tree.ts'
import { witnessedSize } from './witnessed.ts'

/** How far of a chain: all that is here, what other offices have signed for, or a number of lines. */
export type UpTo = 'held' | 'witnessed' | number
export interface ShownCut extends Cut {
  /** Lines of the chain that are here. */
  readonly held: number
  /** Lines that a desk of another office has witnessed, as far as is known here. */
  readonly witnessed: number
}

/** Where the entries of a motion will stand, and the size of the registry when they are proposed. */
export interface On {
  readonly chain: Key
  readonly size: number
}

/** An entry with a payload, as a part of a motion. */
export function carried(ledger: Ledger, bare: Bare, values: Values, on: On = ledger.registry): MotionItem {
  const { clock, net } = ledger
  const { entry, payload } = carry(clock, { net, chain: on.chain }, bare, 'everyone', values)
  return { payload: textOf(payload)!, proposal: propose(clock, netOf(net, on.chain), on.size, entry as unknown as Draft) }
}
/** An entry without one. */
export const plain = (ledger: Ledger, bare: Bare): MotionItem => ({
  payload: null,
  proposal: propose(ledger.clock, netOf(ledger.net, ledger.registry.chain), ledger.registry.size, bare)
})

/** Throws bad-input when more is asked for than is here. `witnessed` falls back to what is here where nobody has witnessed anything. */
export function cutOfChain(ledger: Ledger, chain: Key, upTo: UpTo): ShownCut {
  const heldChain = ledger.chains.get(chain)
  const held = heldChain?.state.size ?? 0
  const witnessed = witnessedSize(ledger, chain)
  const size = upTo === 'held' ? held : upTo === 'witnessed' ? witnessed || held : upTo
  if (size > held) throw new OfficeError('bad-input', { field: 'upTo', wanted: `at most the ${held} lines that are here`, got: String(size) })
  const root = toBase64url(rootAt(ledger.store.ledger, heldChain?.no ?? 0, size)) as Hash
  return { chain, root, size, held, witnessed }
}

const bareCut = ({ chain, root, size }: ShownCut): Cut => ({ chain, root, size })
/** The chains on which these still could write: each named once. */
const cutsOf = (ledger: Ledger, chains: readonly Key[], upTo: UpTo): Cut[] => [...new Set(chains)].sort().map(chain => bareCut(cutOfChain(ledger, chain, upTo)))

/** Desks on which a person's keys (or one key) stand now. */
export const desksOf = ({ registry }: Ledger, who: { readonly person: PersonId } | { readonly key: Key }): Key[] =>
  [...registry.keys.values()]
    .filter(held => holds(held, registry.size) && ('person' in who ? held.person === who.person : held.key === who.key))
    .map(({ desk }) => desk)

/** Chains that a revocation must name. Throws not-found when there is no such thing now. */
export function chainsEnded(ledger: Ledger, what: RevokeEntry['what'], subject: string): Key[] {
  const { registry } = ledger
  const missing = new OfficeError('not-found', { what, id: subject.slice(0, 8) })
  if (what === 'desk') {
    if (!registry.deskAt(subject as Key, registry.size)) throw missing
    return [subject as Key]
  }
  if (what === 'office') {
    const office = [...registry.offices.values()].find(one => one.office === subject && holds(one, registry.size))
    if (!office) throw missing
    return [...registry.desks.values()].filter(desk => desk.office === office.office && holds(desk, registry.size)).map(({ chain }) => chain)
  }
  const desks = desksOf(ledger, what === 'person' ? { person: subject as PersonId } : { key: subject as Key })
  if (desks.length === 0) throw missing
  return desks
}

export const revokeItem = (ledger: Ledger, what: RevokeEntry['what'], subject: string, reason: string, upTo: UpTo): MotionItem =>
  carried(ledger, { t: 'revoke', id: newId(ledger.clock), what, subject, cuts: cutsOf(ledger, chainsEnded(ledger, what, subject), upTo) as unknown as Json }, [
    ['@reason', reason]
  ])

/** The rights of a person from here on, in place of all before. The cuts are named even where nothing is taken: they then cut nothing. */
export function roleItem(ledger: Ledger, person: PersonId, grants: readonly Grant[], upTo: UpTo): MotionItem {
  const { registry } = ledger
  if (!registry.persons.has(person)) throw new OfficeError('not-found', { what: 'person', id: person.slice(0, 8) })
  const bare = (cuts: readonly Cut[]): Bare => ({
    t: 'role',
    id: newId(ledger.clock),
    person,
    grants: grants as unknown as Json,
    cuts: cuts as unknown as Json
  })
  const more = plain(ledger, bare([]))
  // Rights that only grow cut nothing.
  if (faultUnsigned(ledger, [more]) !== 'cut-missing') return more
  return plain(ledger, bare(cutsOf(ledger, desksOf(ledger, { person }), upTo)))
}

export interface PolicyChange {
  readonly quorum?: number
  readonly witnesses?: number
  readonly hubs?: readonly Key[]
}
export function policyItem(ledger: Ledger, change: PolicyChange): MotionItem {
  const { registry } = ledger
  const { quorum, witnesses, hubs, kinds, cooling, recovery } = registry.policyAt(registry.size)
  return plain(ledger, {
    t: 'policy',
    id: newId(ledger.clock),
    quorum: change.quorum ?? quorum,
    witnesses: change.witnesses ?? witnesses,
    hubs: [...(change.hubs ?? hubs)].sort(),
    kinds: [...kinds],
    cooling,
    recovery: recovery as unknown as Json
  })
}

export const acceptItem = (ledger: Ledger, lines: readonly Hash[]): MotionItem =>
  plain(ledger, { t: 'accept', id: newId(ledger.clock), lines: [...new Set(lines)].sort() })

export const decideItem = (ledger: Ledger, chain: Key, evidence: Hash, keep: { readonly root: Hash; readonly size: number }, reason: string): MotionItem =>
  carried(ledger, { t: 'decide', id: newId(ledger.clock), chain, evidence, keep: { root: keep.root, size: keep.size } }, [['@reason', reason]])

/** A desk that goes on under a new key: where its old chain ends, all earlier lines keep their effect. */
export function continueItem(
  ledger: Ledger,
  desk: Pick<AdmitDesk, 'key' | 'seal' | 'proof'>,
  old: Key,
  upTo: UpTo | { readonly root: Hash; readonly size: number },
  name: string
): MotionItem {
  const { registry } = ledger
  const before = registry.desks.get(old)
  if (!before) throw new OfficeError('not-found', { what: 'desk', id: old.slice(0, 8) })
  const cut = typeof upTo === 'object' ? { chain: old, ...upTo } : bareCut(cutOfChain(ledger, old, upTo))
  return carried(
    ledger,
    {
      t: 'admit',
      id: newId(ledger.clock),
      what: 'desk',
      office: before.office,
      number: nextNumber(ledger, before.office),
      key: desk.key,
      seal: desk.seal,
      proof: desk.proof,
      continues: { chain: cut.chain, root: cut.root, size: cut.size }
    },
    [['@name', name]]
  )
}

/** The number after all that were ever used in the office. */
export const nextNumber = ({ registry }: Ledger, office: string): number =>
  1 + Math.max(0, ...[...registry.desks.values()].filter(desk => desk.office === office).map(desk => desk.number))
