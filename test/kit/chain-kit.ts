/**
 * Networks for tests, made in memory from a seed by the very functions that desks use: a registry with its rules, desks with
 * chains, people who file. No store. What is made is checked as it is made, unless a test asks for what is wrong.
 */
import { approved, carry, newId, type Bare, type Values } from '../../src/main/ledger/compose.ts'
import { foundNetwork } from '../../src/main/ledger/found.ts'
import type { KeySigner } from '../../src/main/ledger/ledger.ts'
import { native, verify } from '../../src/main/keys/native.ts'
import { textOf, toBase64url } from '../../src/shared/bytes.ts'
import { grow, newChain, rootOf, type ChainKind, type ChainState, type ClockMark } from '../../src/shared/ledger/chain.ts'
import type { Json } from '../../src/shared/ledger/jcs.ts'
import { isRefused, seal, type AnyEntry, type Body, type Opened, type Point } from '../../src/shared/ledger/line.ts'
import type { Hash, Instant, Key, NetworkId, OfficeId, PersonId, SealKey } from '../../src/shared/names.ts'
import { isFormCarrier, kinds, wrongEntries, type Audience, type Cut, type FormEntry, type Grant, type Ref } from '../../src/shared/record/entry.ts'
import { judge, type Judgement, type Target } from '../../src/shared/record/judge.ts'
import { netOf, provePossession, type Draft } from '../../src/shared/record/proposal.ts'
import { Registry } from '../../src/shared/record/registry.ts'
import type { RegistryFault } from '../../src/shared/record/registry-facts.ts'
import { hashOf, keyOf, sealKeyFor, testClock, type TestClock } from './people.ts'

/** A chain that its writer makes line by line. */
export class TestChain {
  state: ChainState
  readonly lines: Opened[] = []
  readonly marks: (readonly ClockMark[])[] = []
  readonly clock: TestClock
  readonly reg: () => Point | null
  boot: string
  #lastTick: number | null = null

  constructor(clock: TestClock, kind: ChainKind, chain: Key, net: NetworkId | null, reg: () => Point | null = () => null) {
    this.clock = clock
    this.state = newChain(kind, chain, net)
    this.reg = reg
    this.boot = toBase64url(clock.random(16))
  }

  /** The program was started anew. */
  restart(): void {
    this.boot = toBase64url(this.clock.random(16))
    this.#lastTick = null
  }

  /** What the next line would say; `more` stands in place of what it should. */
  body(author: KeySigner, entries: readonly AnyEntry[], more: Partial<Body> = {}): Body {
    const { state, clock } = this
    const now = clock.monotonic()
    return {
      author: author.key,
      boot: this.boot,
      chain: state.chain,
      entries,
      height: state.size,
      net: state.kind === 'registry' && state.size === 0 ? null : state.net,
      prev: state.head,
      reg: this.reg(),
      seen: null,
      tick: this.#lastTick === null ? null : now - this.#lastTick,
      time: new Date(clock.now()).toISOString() as Instant,
      v: 1,
      ...more
    }
  }

  /** A line that could come next, signed; it is not added. */
  sealed(author: KeySigner, entries: readonly AnyEntry[], more: Partial<Body> = {}): Opened {
    return seal(this.body(author, entries, more), native, author.sign)
  }

  add(author: KeySigner, entries: readonly AnyEntry[], more: Partial<Body> = {}): Opened {
    const opened = this.sealed(author, entries, more)
    this.#lastTick = this.clock.monotonic()
    this.clock.pass(60_000)
    return this.take(opened)
  }

  take(opened: Opened): Opened {
    const wrong = wrongEntries(opened.body, this.state.kind)
    if (wrong !== undefined) throw new Error(wrong)
    const grown = grow(native, this.state, opened)
    if (isRefused(grown)) throw new Error(`${grown.fault}: ${grown.detail}`)
    this.state = grown.state
    this.marks.push(grown.marks)
    this.lines.push(opened)
    return opened
  }

  get point(): Point {
    return { root: rootOf(native, this.state), size: this.state.size }
  }
  cut(size = this.state.size): Cut {
    const chain = new TestChain(this.clock, this.state.kind, this.state.chain, this.state.kind === 'registry' ? null : this.state.net)
    for (const line of this.lines.slice(0, size)) chain.take(line)
    return { chain: this.state.chain, ...chain.point }
  }
}

export interface TestDesk {
  readonly signer: KeySigner
  readonly seal: SealKey
  readonly office: OfficeId
  readonly number: number
  readonly chain: TestChain
}
export interface TestPerson {
  readonly signer: KeySigner
  readonly person: PersonId
  readonly desk: TestDesk
}
export type TestForm = Pick<FormEntry, 'form' | 'version' | 'package' | 'audience'>

export const everywhere = (role: Grant['role'], scope: Grant['scope'] = 'others'): Grant => ({ form: null, office: null, role, scope })
export const refOf = (opened: Opened, index = 0): Ref & Json => ({ index, line: opened.hash }) as Ref & Json
const nothing = undefined as RegistryFault | undefined

export interface Options {
  readonly recovery?: readonly { readonly seal: SealKey; readonly sign: Key }[]
}

/** A network with one office, one desk and one administrator, and all that is done to it. */
export class TestNetwork {
  readonly name: string
  readonly clock: TestClock
  readonly registryKey: KeySigner
  readonly chain: TestChain
  readonly registry: Registry
  readonly net: NetworkId
  readonly desk: TestDesk
  readonly admin: TestPerson
  /** Payload texts by entry id. */
  readonly payloads = new Map<string, string>()
  #targets = new Map<string, { author: PersonId | null; form: string }>()

  constructor(name: string, { recovery = [] }: Options = {}) {
    this.name = name
    this.clock = testClock(name)
    this.registryKey = keyOf(`${name} registry`)
    const desk = keyOf(`${name} desk 1`)
    const founder = keyOf(`${name} founder`)
    const founded = foundNetwork(this.clock, {
      network: `${name} network`,
      office: 'First office',
      person: 'Ana Founder',
      mode: 'permissioned',
      registry: this.registryKey,
      desk,
      seal: sealKeyFor(`${name} desk 1`),
      founder,
      recovery
    })
    for (const { entry, payload } of founded.prepared) if (payload !== null) this.payloads.set(entry.id, textOf(payload)!)
    this.net = founded.net
    this.chain = new TestChain(this.clock, 'registry', this.registryKey.key, null)
    this.registry = new Registry(native, verify, this.registryKey.key)
    this.chain.take(founded.opened)
    this.registry.applyLine(founded.opened)
    this.desk = this.deskOf(desk, sealKeyFor(`${name} desk 1`), founded.office, 1)
    this.admin = { signer: founder, person: this.registry.keys.get(founder.key)!.person, desk: this.desk }
    this.clock.pass(60_000)
  }

  deskOf(signer: KeySigner, sealKey: SealKey, office: OfficeId, number: number): TestDesk {
    return { signer, seal: sealKey, office, number, chain: new TestChain(this.clock, 'desk', signer.key, this.net, () => this.registry.now) }
  }

  get id(): AnyEntry['id'] {
    return newId(this.clock)
  }

  /** A registry entry, with a payload when there are values, approved by these. */
  entry(
    bare: Readonly<Record<string, unknown>> & { readonly t: string },
    values: Values | null,
    approvers: readonly KeySigner[] = [this.admin.signer]
  ): AnyEntry {
    return this.approve(this.draft(bare, values), approvers)
  }

  draft(bare: Readonly<Record<string, unknown>> & { readonly t: string }, values: Values | null): Draft {
    const whole = { id: this.id, ...bare } as unknown as Bare
    if (values === null) return whole as unknown as Draft
    const { entry, payload } = carry(this.clock, { net: this.net, chain: this.registryKey.key }, whole, 'everyone', values)
    this.payloads.set(entry.id, textOf(payload)!)
    return entry as unknown as Draft
  }

  approve(draft: Draft, approvers: readonly KeySigner[] = [this.admin.signer], size = this.registry.size): AnyEntry {
    return approved(this.clock, netOf(this.net, this.registryKey.key), size, draft, approvers)
  }

  /** Adds a registry line; answers why entries had no effect, in order (undefined: it took effect). */
  line(...entries: readonly AnyEntry[]): (RegistryFault | undefined)[] {
    return this.takeLine(this.chain.add(this.registryKey, entries))
  }

  takeLine(opened: Opened): (RegistryFault | undefined)[] {
    this.registry.applyLine(opened)
    return opened.body.entries.map((_, index) => this.registry.voids.find(item => item.height === opened.body.height && item.index === index)?.code ?? nothing)
  }

  /** As `line`, and all must take effect. */
  do(...entries: readonly AnyEntry[]): void {
    const faults = this.line(...entries).filter(fault => fault !== undefined)
    if (faults.length > 0) throw new Error(`no effect: ${faults.join(', ')}`)
  }

  admitOffice(name: string, oversight = false): OfficeId {
    const office = this.id as unknown as OfficeId
    this.do(this.entry({ t: 'admit', what: 'office', office, oversight }, [['@name', name]]))
    return office
  }

  deskEntry(office: OfficeId, number: number, name: string, continues: Cut | null = null): { entry: AnyEntry; desk: TestDesk } {
    const signer = keyOf(`${this.name} ${name}`)
    const sealKey = sealKeyFor(`${this.name} ${name}`)
    const proof = provePossession({ key: signer.key, net: this.net, seal: sealKey }, signer.sign)
    const entry = this.entry({ t: 'admit', what: 'desk', office, number, key: signer.key, seal: sealKey, proof, continues: continues as unknown as Json }, [
      ['@name', name]
    ])
    return { entry, desk: this.deskOf(signer, sealKey, office, number) }
  }

  admitDesk(office: OfficeId, number: number, name: string, continues: Cut | null = null): TestDesk {
    const { entry, desk } = this.deskEntry(office, number, name, continues)
    this.do(entry)
    return desk
  }

  personEntry(desk: TestDesk, name: string, grants: readonly Grant[], person: PersonId | null = null): { entry: AnyEntry; signer: KeySigner } {
    const signer = keyOf(`${this.name} ${name} at ${desk.signer.key}`)
    const proof = provePossession({ key: signer.key, net: this.net, seal: null }, signer.sign)
    const bare = {
      t: 'admit',
      what: 'person',
      person,
      key: signer.key,
      desk: desk.signer.key,
      proof,
      grants: (person === null ? grants : []) as unknown as Json
    }
    return { entry: this.entry(bare, [['@name', name]]), signer }
  }

  admitPerson(desk: TestDesk, name: string, grants: readonly Grant[], person: PersonId | null = null): TestPerson {
    const { entry, signer } = this.personEntry(desk, name, grants, person)
    this.do(entry)
    return { signer, person: this.registry.keys.get(signer.key)!.person, desk }
  }

  publish(form: string, more: Partial<Omit<FormEntry, 't' | 'id' | 'by'>> = {}): TestForm {
    const fields = {
      form,
      version: '1',
      package: hashOf(`package of ${form}`),
      state: 'published',
      audience: 'everyone' as Audience,
      sensitive: false,
      review: 'none',
      ...more
    }
    this.do(this.entry({ t: 'form', ...fields }, null))
    return { form, version: fields.version, package: fields.package as Hash, audience: fields.audience }
  }

  /** An entry of a desk's chain with a payload. */
  carried(desk: TestDesk, bare: Readonly<Record<string, unknown>> & { readonly t: string }, audience: Audience, values: Values): AnyEntry {
    const { entry, payload } = carry(this.clock, { net: this.net, chain: desk.signer.key }, { id: this.id, ...bare } as unknown as Bare, audience, values)
    this.payloads.set(entry.id, textOf(payload)!)
    return entry
  }

  /** A version of a record: `record`, `amend` or `resolve` with all values of the form. */
  version(desk: TestDesk, bare: Readonly<Record<string, unknown>> & { readonly t: string }, { audience, ...form }: TestForm, values: Values): AnyEntry {
    return this.carried(desk, { ...form, ...bare }, audience, values)
  }

  /** Files a record by itself on the person's desk. */
  file(author: TestPerson, form: TestForm, ref: number, values: Values = [['/data/name', `Record ${ref}`]]): Opened {
    const opened = author.desk.chain.add(author.signer, [this.version(author.desk, { t: 'record', ref }, form, values)])
    this.know(opened, author.person)
    return opened
  }

  /** The records of a line are targets from here on. */
  know(opened: Opened, author: PersonId | null): void {
    opened.body.entries.forEach((entry, index) => {
      if (entry.t === 'record' && isFormCarrier(entry)) this.#targets.set(`${opened.hash}.${index}`, { author, form: entry.form })
    })
  }

  readonly target: Target = ref => this.#targets.get(`${ref.line}.${ref.index}`)

  judge(opened: Opened, index = 0, target: Target = this.target): Judgement {
    return judge(this.registry, opened, opened.body.entries[index]!, target)
  }
}

export const whyOf = (judgement: Judgement): string => (judgement.effect === 'counts' ? 'counts' : judgement.why)
export const allKinds = Object.keys(kinds)
