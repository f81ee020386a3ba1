/**
 * The registry: who may do what, as of a registry size. One object is fed the registry's lines in order (`applyLine`);
 * each fact keeps from which size and up to which size it holds, so that any line can be judged as of the size it names.
 * A rule that fails leaves the entry without effect and says why; an unknown kind halts judging from there.
 */
import type { Hashing, Verify } from '../hashing.ts'
import type { AnyEntry, Opened, Point } from '../ledger/line.ts'
import { TreeBuilder } from '../ledger/merkle.ts'
import { canonical } from '../ledger/jcs.ts'
import { toBase64url } from '../bytes.ts'
import type { EntryId, Hash, Key, NetworkId, OfficeId, PersonId } from '../names.ts'
import {
  isKnownKind,
  type AdmitDesk,
  type AdmitOffice,
  type AdmitPerson,
  type Cut,
  type DecideEntry,
  type FormEntry,
  type Grant,
  type NetworkEntry,
  type PolicyEntry,
  type Ref,
  type RegistryEntry,
  type RevokeEntry,
  type RoleEntry,
  type SucceedEntry
} from './entry.ts'
import { isAdministrator, isLess } from './grants.ts'
import { approvers, hasPossession, netOf, proposalOf } from './proposal.ts'
import { nextBase, wrongSuccession } from './succession.ts'
import {
  holds,
  type CutFact,
  type Desk,
  type Form,
  type Office,
  type Person,
  type PersonKey,
  type Policy,
  type Former,
  type Place,
  type RegistryFault,
  type Span,
  type Void
} from './registry-facts.ts'

/** Person id: hash of the entry by which a person was first admitted, as canonical JSON. */
export const personIdOf = (h: Hashing, entry: AdmitPerson): PersonId => h.hashText(`muniment/person/v1\n${canonical(entry)}`)

/** The chains on which what ends could still have written: unnamed, they would go on counting with an old registry size. */
const chainsOf = (ending: Iterable<Office | Desk | PersonKey | Person>): Key[] =>
  [...ending].flatMap(span => ('chain' in span ? [span.chain] : 'desk' in span ? [span.desk] : []))
const areCut = (chains: readonly Key[], cuts: readonly Cut[]): boolean => chains.every(chain => cuts.some(cut => cut.chain === chain))

/** The span as it stood at a size, to be changed by itself; undefined when it was not there yet. */
function upTo<S extends Span>(span: S, size: number): S | undefined {
  if (span.from > size) return undefined
  return { ...span, until: span.until !== null && span.until > size ? null : span.until }
}
const copyInto = <K, S extends Span>(to: Map<K, S>, from: ReadonlyMap<K, S>, size: number): void =>
  from.forEach((span, key) => {
    const copy = upTo(span, size)
    if (copy) to.set(key, copy)
  })
const copies = <S extends Span>(spans: readonly S[], size: number): S[] => spans.flatMap(span => upTo(span, size) ?? [])

export class Registry {
  /** The chain that is the registry now. */
  chain: Key
  /** Sizes of its lines count from here. */
  base = 0
  /** The registries before it, oldest first. */
  readonly former: Former[] = []
  /** Desk that keeps the registry, after those that it continues. */
  keepers: readonly Key[] = []
  /** Another registry was put in the place of the same one: what the newest one says is not judged by, until a succession settles it. */
  contested = false
  /** Registry chains that a succession has set aside for good. */
  readonly overruled = new Set<Key>()
  net: NetworkId | null = null
  mode: NetworkEntry['mode'] = 'permissioned'
  size = 0
  /** Set by an unknown kind: nothing from this size on is judged. */
  haltedAt: number | null = null
  /** Of the lines of `chain`. */
  roots: Hash[] = []
  /** Where each registry line stands, by its hash, so that an entry's `Ref` can be found in the store. */
  readonly places = new Map<Hash, Place>()
  readonly offices = new Map<OfficeId, Office>()
  readonly desks = new Map<Key, Desk>()
  readonly persons = new Map<PersonId, Person>()
  readonly keys = new Map<Key, PersonKey>()
  readonly forms: Form[] = []
  readonly policies: Policy[] = []
  readonly cuts: CutFact[] = []
  readonly accepted = new Map<Hash, number>()
  readonly voids: Void[] = []
  readonly network: { entry: Ref; id: EntryId }[] = []
  /** Where each chain was decided after a fork: up to there it counts, for everyone. */
  readonly decisions: { readonly from: number; readonly chain: Key; readonly keep: Point; readonly evidence: Hash }[] = []
  private founders: readonly Key[] = []
  /** Nonces that were used, and from which size on. */
  private readonly nonces = new Map<string, number>()
  private tree: TreeBuilder
  private readonly h: Hashing
  private readonly verify: Verify

  constructor(h: Hashing, verify: Verify, chain: Key) {
    this.h = h
    this.verify = verify
    this.chain = chain
    this.tree = new TreeBuilder(h)
  }

  /** The point {size, root} of a size that has been reached, or undefined. */
  point(size: number): Point | undefined {
    const { base, roots } = size > this.base ? this : (this.former.findLast(era => size > era.base) ?? this)
    const root = roots[size - base - 1]
    return root === undefined ? undefined : { root, size }
  }
  get now(): Point {
    return { root: this.roots.at(-1)!, size: this.size }
  }
  /** Lines of `chain` that were taken in. */
  get height(): number {
    return this.roots.length
  }

  /**
   * As of which size a line that names this point is judged. A point of a registry that was succeeded, beyond where that
   * counts, is judged as its last size that does: whoever acted under it could have named that one as well.
   */
  actedUnder({ root, size }: Point): number | 'registry-behind' | 'registry-fork' {
    if (size > this.size) return 'registry-behind'
    const era = size > this.base ? undefined : this.former.findLast(({ base }) => size > base)
    if (era && size > era.base + era.roots.length) return era.base + era.roots.length
    return this.point(size)?.root === root ? size : 'registry-fork'
  }

  /** Is nothing judged at this size? */
  isHalted(size: number): boolean {
    return (this.haltedAt !== null && size >= this.haltedAt) || (this.contested && size > this.base)
  }

  /** Is, or was, this chain the registry? */
  isRegistry(chain: Key): boolean {
    return chain === this.chain || this.former.some(era => era.chain === chain)
  }

  /** Take in the next registry line. It has been opened and grown already; nothing here refuses a line. */
  applyLine(opened: Opened): void {
    this.take(opened, 0)
  }

  /** Its entries from `first` on have still to be taken in. */
  private take(opened: Opened, first: number): void {
    this.tree.append(opened.leaf)
    this.roots.push(toBase64url(this.tree.root()) as Hash)
    const from = this.base + opened.body.height + 1
    this.size = from
    this.places.set(opened.hash, { chain: this.chain, height: opened.body.height })
    this.net ??= opened.hash
    opened.body.entries.forEach((entry, index) => {
      if (this.haltedAt !== null || index < first) return
      const fault = this.applyEntry(entry, from, { index, line: opened.hash })
      if (fault === 'unknown-kind') this.haltedAt = from
      if (fault !== undefined) this.voids.push({ height: opened.body.height, index, code: fault })
    })
  }

  /**
   * Line 0 of a registry that succeeds this one, which has been taken in exactly as far as the succession says. Undefined when
   * it does; else nothing is changed, and the line is no registry's.
   */
  succeed(opened: Opened): RegistryFault | undefined {
    const [entry] = opened.body.entries
    const fault = wrongSuccession(this, entry, opened.body.chain, this.verify)
    if (fault !== undefined) return fault
    this.switchTo(entry as SucceedEntry)
    this.take(opened, 1)
    return undefined
  }

  private switchTo(entry: SucceedEntry): void {
    this.former.push({ base: this.base, chain: this.chain, roots: this.roots, keepers: this.keepers, by: entry })
    this.chain = entry.key
    this.base = nextBase(this.base)
    this.roots = []
    this.tree = new TreeBuilder(this.h)
    this.keepers = [entry.desk]
    for (const chain of entry.over) this.overruled.add(chain)
    this.nonces.set(entry.by.nonce, this.base + 1)
  }

  private applyEntry(entry: AnyEntry, from: number, at: Ref): RegistryFault | undefined {
    if (!isKnownKind(entry.t)) return 'unknown-kind'
    const first = from === 1 && at.index === 0
    if ((entry.t === 'network') !== first) return first ? 'no-network' : 'not-first'
    const founders = first ? (entry as NetworkEntry).founders : this.founders
    const fault = this.wrongQuorum(entry as RegistryEntry, from, founders) ?? this.effect(entry, from, at)
    if (fault !== undefined) return fault
    this.founders = founders
    this.nonces.set((entry as RegistryEntry).by.nonce, from)
    return undefined
  }

  /** Approved by a quorum of administrators in the state before its line (line 0: by every founder), once, in time. */
  private wrongQuorum(entry: RegistryEntry, from: number, founders: readonly Key[]): RegistryFault | undefined {
    const { expires, nonce, approvals } = entry.by
    if (this.nonces.has(nonce)) return 'proposal-reused'
    if (from - 1 >= expires) return 'proposal-expired'
    const proposal = proposalOf(this.netAt(from), entry)
    const signers = approvers(proposal, approvals, this.verify)
    const counted = new Set<string>()
    for (const key of signers) {
      if (from === 1 && founders.includes(key)) counted.add(key)
      const person = from === 1 ? undefined : this.administratorOf(key, from - 1)
      if (person !== undefined) counted.add(person)
    }
    const wanted = from === 1 ? Math.max(1, founders.length) : this.policyAt(from - 1).quorum
    return counted.size >= wanted ? undefined : 'quorum'
  }

  /** Has an entry with this nonce taken effect? */
  hasUsed(nonce: string): boolean {
    return this.nonces.has(nonce)
  }

  /**
   * What would be wrong with these entries if they were the registry's next line, the first fault or undefined; of a succession:
   * if they were line 0 of the registry that it opens. Nothing is changed: they are tried on a copy. `approved` false leaves
   * the counting of approvals out, for what nobody has signed yet.
   */
  trial(entries: readonly RegistryEntry[], approved = true): RegistryFault | undefined {
    const [first] = entries
    if (this.contested && first?.t !== 'succeed') return 'registry-halted'
    const succession = first?.t === 'succeed' ? (first as SucceedEntry) : undefined
    const copy = this.copy(succession && succession.from.chain === this.chain ? this.base + succession.from.size : this.size)
    const fault = succession && wrongSuccession(copy, succession, succession.key, approved ? this.verify : null)
    if (fault !== undefined) return fault
    if (succession) copy.switchTo(succession)
    const from = (succession ? copy.base : copy.size) + 1
    for (const [index, entry] of entries.entries()) {
      if (succession && index === 0) continue
      if (!isKnownKind(entry.t)) return 'unknown-kind'
      const at = { index, line: this.roots.at(-1)! }
      const fault = approved ? copy.applyEntry(entry, from, at) : copy.effect(entry, from, at)
      if (fault !== undefined) return fault
    }
    return undefined
  }

  /** As it stood at a size of `chain`: facts that nothing done to the copy reaches; without the tree. */
  copy(size = this.size): Registry {
    const copy = new Registry(this.h, this.verify, this.chain)
    const haltedAt = this.haltedAt !== null && this.haltedAt <= size ? this.haltedAt : null
    Object.assign(copy, { net: this.net, mode: this.mode, size, haltedAt, founders: this.founders, base: this.base, keepers: this.keepers })
    copy.roots = this.roots.slice(0, Math.max(0, size - this.base))
    copy.former.push(...this.former)
    for (const chain of this.overruled) copy.overruled.add(chain)
    copyInto(copy.offices, this.offices, size)
    copyInto(copy.desks, this.desks, size)
    copyInto(copy.keys, this.keys, size)
    for (const [id, person] of this.persons) {
      const kept = upTo(person, size)
      if (kept) copy.persons.set(id, { ...kept, grants: copies(person.grants, size) })
    }
    copy.forms.push(...copies(this.forms, size))
    copy.policies.push(...copies(this.policies, size))
    copy.decisions.push(...this.decisions.filter(({ from }) => from <= size))
    for (const [nonce, from] of this.nonces) if (from <= size) copy.nonces.set(nonce, from)
    return copy
  }

  private netAt(from: number): NetworkId {
    return netOf(from === 1 ? null : this.net, this.chain)
  }

  /** The person (or recovery recipient) as whom a key counts towards a quorum at a size. A key counts no longer than its desk. */
  administratorOf(key: Key, size: number): string | undefined {
    const held = this.keys.get(key)
    if (held && holds(held, size) && this.deskAt(held.desk, size) && isAdministrator(this.grantsOf(held.person, size))) return held.person
    return this.policyAt(size).recovery.some(recipient => recipient.sign === key) ? key : undefined
  }

  /** Would fewer be left than the quorum asks for? A network must not lock itself out by one entry. `stays`: the keys that are left. */
  private tooFew(from: number, stays: (key: PersonKey) => boolean, policy: Pick<Policy, 'quorum' | 'recovery'> = this.policyAt(from)): boolean {
    const left = new Set<string>(policy.recovery.map(({ sign }) => sign))
    for (const held of this.keys.values())
      if (holds(held, from) && this.deskAt(held.desk, from) && isAdministrator(this.grantsOf(held.person, from)) && stays(held)) left.add(held.person)
    return left.size < policy.quorum
  }

  private effect(entry: AnyEntry, from: number, at: Ref): RegistryFault | undefined {
    switch (entry.t) {
      case 'network':
        return this.found(entry as NetworkEntry, from, at)
      case 'admit': {
        const admit = entry as AdmitOffice | AdmitDesk | AdmitPerson
        if (admit.what === 'office') return this.admitOffice(admit, from, at)
        return admit.what === 'desk' ? this.admitDesk(admit, from, at) : this.admitPerson(admit, from, at)
      }
      case 'role':
        return this.changeRole(entry as RoleEntry, from)
      case 'revoke':
        return this.revoke(entry as RevokeEntry, from)
      case 'form':
        return this.publish(entry as FormEntry, from)
      case 'policy':
        return this.changePolicy(entry as PolicyEntry, from)
      case 'accept':
        for (const line of entry['lines'] as readonly Hash[]) this.accepted.set(line, from)
        return undefined
      case 'decide':
        return this.decide(entry as DecideEntry, from)
      case 'succeed':
        return 'not-first' // it opens a chain of its own (`succeed`)
      default:
        return undefined // schedule, hold, lift: kept and shown; their effect comes with records law
    }
  }

  private found(entry: NetworkEntry, from: number, at: Ref): undefined {
    this.mode = entry.mode
    this.network.push({ entry: at, id: entry.id })
    this.policies.push({ from, until: null, quorum: entry.quorum, witnesses: 1, hubs: [], kinds: [], cooling: 14, recovery: entry.recovery })
  }

  private admitOffice(entry: AdmitOffice, from: number, at: Ref): RegistryFault | undefined {
    if (this.offices.has(entry.office)) return 'office-exists'
    this.offices.set(entry.office, { from, until: null, office: entry.office, oversight: entry.oversight, entry: at })
    return undefined
  }

  private admitDesk(entry: AdmitDesk, from: number, at: Ref): RegistryFault | undefined {
    const office = this.offices.get(entry.office)
    if (!office || !holds(office, from)) return 'office-unknown'
    if (this.desks.has(entry.key) || this.keys.has(entry.key) || this.isRegistry(entry.key)) return 'desk-exists'
    for (const desk of this.desks.values()) if (desk.office === entry.office && desk.number === entry.number) return 'desk-number-used'
    if (entry.continues !== null && this.desks.get(entry.continues.chain)?.office !== entry.office) return 'desk-unknown'
    if (!hasPossession({ key: entry.key, net: this.netAt(from), seal: entry.seal }, entry.proof, this.verify)) return 'possession'
    const { continues } = entry
    this.desks.set(entry.key, { from, until: null, chain: entry.key, office: entry.office, number: entry.number, seal: entry.seal, continues, entry: at })
    if (continues !== null) this.cuts.push({ from, chain: continues.chain, size: continues.size, root: continues.root, person: null })
    if (this.keepers.length === 0 || (continues !== null && this.keepers.at(-1) === continues.chain)) this.keepers = [...this.keepers, entry.key]
    return undefined
  }

  private admitPerson(entry: AdmitPerson, from: number, at: Ref): RegistryFault | undefined {
    const desk = this.desks.get(entry.desk)
    if (!desk || !holds(desk, from)) return 'desk-unknown'
    if (this.keys.has(entry.key) || this.desks.has(entry.key) || this.isRegistry(entry.key)) return 'key-exists'
    const known = entry.person === null ? undefined : this.persons.get(entry.person)
    if (entry.person !== null && !(known && holds(known, from))) return 'person-unknown'
    if (known && entry.grants.length > 0) return 'grants-by-role'
    if (!hasPossession({ key: entry.key, net: this.netAt(from), seal: null }, entry.proof, this.verify)) return 'possession'
    const person = entry.person ?? personIdOf(this.h, entry)
    this.keys.set(entry.key, { from, until: null, person, key: entry.key, desk: entry.desk, entry: at })
    if (!known) this.persons.set(person, { from, until: null, person, grants: [{ from, until: null, grants: entry.grants }] })
    return undefined
  }

  private replaceGrants(person: Person, grants: readonly Grant[], from: number): void {
    const last = person.grants.at(-1)
    if (last && last.until === null) last.until = from
    person.grants.push({ from, until: null, grants })
  }

  private changeRole(entry: RoleEntry, from: number): RegistryFault | undefined {
    const person = this.persons.get(entry.person)
    if (!person || !holds(person, from)) return 'person-unknown'
    const desks = this.keysOf(entry.person, from).map(held => held.desk)
    if (isLess(entry.grants, this.grantsOf(entry.person, from)) && !areCut(desks, entry.cuts)) return 'cut-missing'
    if (!isAdministrator(entry.grants) && this.tooFew(from, held => held.person !== entry.person)) return 'too-few-administrators'
    this.replaceGrants(person, entry.grants, from)
    for (const { chain, size, root } of entry.cuts) this.cuts.push({ from, chain, size, root, person: entry.person })
    return undefined
  }

  private revoke(entry: RevokeEntry, from: number): RegistryFault | undefined {
    const { what, subject } = entry
    const spans = this.revoked(what, subject)
    if (spans.length === 0) return what === 'person' || what === 'key' ? 'person-unknown' : what === 'office' ? 'office-unknown' : 'desk-unknown'
    const ending = new Set(spans.filter(span => holds(span, from)))
    if (!areCut(chainsOf(ending), entry.cuts)) return 'cut-missing'
    const goes = (held: PersonKey): boolean => ending.has(held) || ending.has(this.desks.get(held.desk)!)
    if (this.tooFew(from, held => !goes(held))) return 'too-few-administrators'
    for (const span of ending) span.until = from
    const person = what === 'person' ? (subject as PersonId) : what === 'key' ? (this.keys.get(subject as Key)?.person ?? null) : null
    for (const { chain, size, root } of entry.cuts) this.cuts.push({ from, chain, size, root, person })
    return undefined
  }

  private keysOf(person: PersonId, size: number): PersonKey[] {
    return [...this.keys.values()].filter(held => held.person === person && holds(held, size))
  }

  /** What ends: an office with its desks; a desk; a key; a person with all keys. */
  private revoked(what: RevokeEntry['what'], subject: string): (Office | Desk | PersonKey | Person)[] {
    if (what === 'office') {
      const office = this.offices.get(subject as OfficeId)
      return office ? [office, ...[...this.desks.values()].filter(desk => desk.office === subject)] : []
    }
    if (what === 'desk') return [this.desks.get(subject as Key)].filter(desk => desk !== undefined)
    if (what === 'key') return [this.keys.get(subject as Key)].filter(key => key !== undefined)
    const person = this.persons.get(subject as PersonId)
    return person ? [person, ...[...this.keys.values()].filter(key => key.person === subject)] : []
  }

  /** One decision a chain: it ends at `keep` for everyone, and its desk goes on under a new key that continues it from there. */
  private decide({ chain, keep, evidence }: DecideEntry, from: number): RegistryFault | undefined {
    if (!this.desks.has(chain)) return 'desk-unknown'
    if (this.decisions.some(decision => decision.chain === chain)) return 'already-decided'
    this.decisions.push({ from, chain, keep, evidence })
    this.cuts.push({ from, chain, size: keep.size, root: keep.root, person: null })
    return undefined
  }
  decisionOn(chain: Key): { readonly from: number; readonly keep: Point; readonly evidence: Hash } | undefined {
    return this.decisions.find(decision => decision.chain === chain)
  }

  private publish(entry: FormEntry, from: number): undefined {
    for (const form of this.forms) if (form.package === entry.package && form.until === null) form.until = from
    const { form, version, state, audience, sensitive, review } = entry
    this.forms.push({ from, until: null, form, version, package: entry.package, state, audience, sensitive, review })
  }

  private changePolicy(entry: PolicyEntry, from: number): RegistryFault | undefined {
    if (this.tooFew(from, () => true, entry)) return 'too-few-administrators'
    const last = this.policies.at(-1)
    if (last) last.until = from
    const { quorum, witnesses, hubs, kinds, cooling, recovery } = entry
    this.policies.push({ from, until: null, quorum, witnesses, hubs, kinds, cooling, recovery })
    return undefined
  }

  // ——— asking, as of a size ———

  policyAt(size: number): Policy {
    return (
      this.policies.findLast(policy => holds(policy, size)) ?? { from: 0, until: null, quorum: 1, witnesses: 1, hubs: [], kinds: [], cooling: 14, recovery: [] }
    )
  }
  deskAt(chain: Key, size: number): Desk | undefined {
    const desk = this.desks.get(chain)
    return desk && holds(desk, size) ? desk : undefined
  }
  personOf(key: Key, desk: Key, size: number): PersonId | undefined {
    const held = this.keys.get(key)
    return held && held.desk === desk && holds(held, size) ? held.person : undefined
  }
  grantsOf(person: PersonId, size: number): readonly Grant[] {
    const known = this.persons.get(person)
    if (!known || !holds(known, size)) return []
    return known.grants.findLast(grants => holds(grants, size))?.grants ?? []
  }
  formAt(packageHash: Hash, size: number): Form | undefined {
    return this.forms.findLast(form => form.package === packageHash && holds(form, size))
  }
  /** The size from which a chain's lines (of a person, or of all) no longer count, by every cut known now. */
  cutOf(chain: Key, person: PersonId | null): CutFact | undefined {
    let least: CutFact | undefined
    for (const cut of this.cuts) {
      if (cut.chain !== chain || (cut.person !== null && cut.person !== person)) continue
      if (!least || cut.size < least.size) least = cut
    }
    return least
  }
}
