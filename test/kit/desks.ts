/**
 * A small world of desks in one process: real stores in temporary folders, real ledgers and exchanges, links of queues, one
 * clock, and everything random from one seed. The test says what time passes and which message arrives.
 *
 *     const world = makeWorld(7)
 *     const a = world.found('North')            // keeps the registry
 *     const b = world.join('South')             // admitted by a's administrator
 *     note(a, 'hello')
 *     await world.settle()                      // everything said and done, timers of the next second included
 */
import { cpSync, rmSync } from 'node:fs'

import { grow, newChain } from '../../src/shared/ledger/chain.ts'
import { isRefused, type AnyEntry } from '../../src/shared/ledger/line.ts'
import type { Hash, Key, NetworkId, OfficeId, SealKey } from '../../src/shared/names.ts'
import type { Audience, Carrier, Role } from '../../src/shared/record/entry.ts'
import { readInvitation, type Invitation } from '../../src/shared/record/invitation.ts'
import type { FieldValue } from '../../src/shared/record/payload.ts'
import { guardKeyOf, vaultOf } from '../../src/main/keys/cipher.ts'
import type { Mark, MarkValue } from '../../src/main/keys/mark.ts'
import { native, signer, verify } from '../../src/main/keys/native.ts'
import { sealKeyOf } from '../../src/main/keys/secrets.ts'
import { admitRequest, answerJoin, makeInvitation } from '../../src/main/ledger/admission.ts'
import { append, storePayload, type Appended, type Prepared } from '../../src/main/ledger/append.ts'
import { carry, newId } from '../../src/main/ledger/compose.ts'
import { foundNetwork } from '../../src/main/ledger/found.ts'
import { keySigner, openLedger, type Clock, type KeySigner, type Ledger } from '../../src/main/ledger/ledger.ts'
import { rememberPeer } from '../../src/main/ledger/address-book.ts'
import { startExchange, type Exchange, type ExchangeOptions } from '../../src/main/sync/exchange.ts'
import { joinRequest } from '../../src/main/ledger/join-request.ts'
import { allowPeer, serveJoin } from '../../src/main/sync/join.ts'
import type { PeerLink } from '../../src/main/sync/peer-link.ts'
import type { Timers } from '../../src/main/sync/timers.ts'
import { chainNo, setHead } from '../../src/main/store/chains.ts'
import { insertLine } from '../../src/main/store/lines.ts'
import { openStore, type Store } from '../../src/main/store/open.ts'
import { lineIdOf, posOf } from '../../src/main/store/positions.ts'
import { transact } from '../../src/main/store/transact.ts'
import { atEnd } from './at-end.ts'
import { QueueNetwork } from './queue-link.ts'
import { tempFolder } from './temp-folder.ts'

/** Numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A mark that lives as long as the test; `value` may be put back to play a rollback of the whole folder. */
export function memoryMark(net: NetworkId, chain: Key): Mark & { value: MarkValue } {
  const none = 'A'.repeat(43) as Hash
  const mark = {
    value: { net, chain, size: 0, root: null, frontier: [], head: null, seq: 0, machine: none, folder: none } as MarkValue,
    advance: (to: Partial<MarkValue>) => void (mark.value = { ...mark.value, ...to, seq: mark.value.seq + 1 }),
    rebind: () => undefined,
    close: () => undefined
  }
  return mark
}

export interface DeskKeyset {
  /** Of the desk key. */
  readonly seed: Uint8Array
  readonly desk: KeySigner
  readonly person: KeySigner
  readonly vault: Uint8Array
  readonly sealSecret: Uint8Array
  readonly seal: SealKey
  readonly registry: KeySigner | null
}

export interface TestDesk {
  readonly name: string
  readonly keys: DeskKeyset
  readonly chain: Key
  readonly folder: string
  readonly office: OfficeId
  store: Store
  ledger: Ledger
  mark: Mark
  registryMark: Mark | null
  link: PeerLink | null
  exchange: Exchange | null
  /** What the exchange has reported. */
  readonly troubles: unknown[]
  readonly heard: { lines: number; payloads: number }
}

interface Timer {
  readonly at: number
  readonly run: () => void
}

export class World {
  readonly random: () => number
  readonly network: QueueNetwork
  readonly desks: TestDesk[] = []
  net = '' as NetworkId
  registryKey = '' as Key
  now = Date.UTC(2026, 0, 5, 8)
  #monotonic = 1_000
  readonly #timers = new Set<Timer>()
  /** Take time from the machine: for desks on real links. */
  realTime = false
  /** Turns one desk's clock away from the others', ms. */
  readonly clockOff = new Map<string, number>()

  constructor(seed: number) {
    this.random = seeded(seed)
    this.network = new QueueNetwork(this.random)
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => Math.floor(this.random() * 256))
  }

  clockOf(name: string): Clock {
    if (this.realTime) return { now: Date.now, monotonic: () => performance.now(), random: length => this.bytes(length) }
    return { now: () => this.now + (this.clockOff.get(name) ?? 0), monotonic: () => this.#monotonic, random: length => this.bytes(length) }
  }

  readonly timers: Timers = {
    after: (ms, run) => {
      const timer = { at: this.#monotonic + ms, run }
      this.#timers.add(timer)
      return () => void this.#timers.delete(timer)
    }
  }

  keys(registry: boolean): DeskKeyset {
    const sealSecret = this.bytes(32)
    const key = (): KeySigner => keySigner(signer(this.bytes(32)))
    const seed = this.bytes(32)
    return {
      seed,
      desk: keySigner(signer(seed)),
      person: key(),
      vault: this.bytes(32),
      sealSecret,
      seal: sealKeyOf(Buffer.from(sealSecret)),
      registry: registry ? key() : null
    }
  }

  /** The first desk: founds the network and keeps the registry. Its person is the administrator. */
  found(name: string): TestDesk {
    const keys = this.keys(true)
    const clock = this.clockOf(name)
    const { desk, person, registry, seal } = keys
    const founded = foundNetwork(clock, {
      network: 'Test',
      office: name,
      person: `${name} admin`,
      mode: 'permissioned',
      registry: registry!,
      desk,
      seal,
      founder: person,
      recovery: []
    })
    this.net = founded.net
    this.registryKey = registry!.key
    const folder = tempFolder()
    const store = openStore(folder)
    const grown = grow(native, newChain('registry', registry!.key, null), founded.opened)
    if (isRefused(grown)) throw new Error(grown.detail)
    transact(store.ledger, () => {
      const no = chainNo(store.ledger, registry!.key, 'registry')
      insertLine(store.ledger, lineIdOf(no, 0), founded.opened.line, founded.opened.leaf)
      founded.prepared.forEach(({ entry, payload }, index) =>
        storePayload({ store, vault: vaultOf(keys.vault), net: founded.net, clock }, registry!.key, entry as Carrier, posOf(lineIdOf(no, 0), index), payload!)
      )
      setHead(store.ledger, no, 1, founded.opened.leaf, grown.state.frontier)
    })
    return this.#open(name, keys, folder, founded.office, store)
  }

  /** A desk with its keys, not admitted: it holds nothing but what its invitation says. */
  newcomer(name: string, office = '' as OfficeId): TestDesk {
    const folder = tempFolder()
    return this.#open(name, this.keys(false), folder, office, openStore(folder))
  }

  /** Invited to an office (a new one of its name when none is given), asked, and admitted, without a message sent. */
  join(name: string, { role = 'clerk', sister, oversight = false }: { role?: Role; sister?: TestDesk; oversight?: boolean } = {}): TestDesk {
    const keeper = this.desks[0]!
    const { desk, request } = this.asking(name, { role, oversight, ...(sister ? { sister } : {}) })
    answerJoin(keeper.ledger, desk.chain, request)
    admitRequest(keeper.ledger, request.id, [keeper.keys.person])
    const office = keeper.ledger.registry.desks.get(desk.chain)!.office
    Object.assign(desk, { office })
    return desk
  }

  /** A newcomer with the request it would send. */
  asking(
    name: string,
    { role = 'clerk', sister, oversight = false }: { role?: Role; sister?: TestDesk; oversight?: boolean } = {}
  ): { desk: TestDesk; invitation: Invitation; request: ReturnType<typeof joinRequest> } {
    const keeper = this.desks[0]!
    const made = makeInvitation(
      keeper.ledger,
      { office: sister?.office ?? null, officeName: name, networkName: 'Test', role, oversight, expires: this.now + 86_400_000 },
      keeper.link?.self.addresses ?? []
    )
    const invitation = readInvitation(made.text, verify)
    if (typeof invitation === 'string') throw new Error(invitation)
    const desk = this.newcomer(name)
    const { keys } = desk
    return {
      desk,
      invitation,
      request: joinRequest(invitation, { desk: keys.desk, at: keys.desk.key, seal: keys.seal, person: keys.person, name: `${name} person` })
    }
  }

  #open(name: string, keys: DeskKeyset, folder: string, office: OfficeId, store: Store): TestDesk {
    const mark = memoryMark(this.net, keys.desk.key)
    const registryMark = keys.registry && memoryMark(this.net, keys.registry.key)
    const ledger = this.#ledger(name, keys, store, mark, registryMark)
    const desk: TestDesk = {
      name,
      keys,
      chain: keys.desk.key,
      folder,
      office,
      store,
      ledger,
      mark,
      registryMark,
      link: null,
      exchange: null,
      troubles: [],
      heard: { lines: 0, payloads: 0 }
    }
    this.desks.push(desk)
    atEnd(async () => {
      await desk.exchange?.close()
      desk.store.close()
    })
    return desk
  }

  #ledger(name: string, keys: DeskKeyset, store: Store, deskMark: Mark, registryMark: Mark | null): Ledger {
    return openLedger({
      store,
      clock: this.clockOf(name),
      vault: vaultOf(keys.vault),
      guard: guardKeyOf(keys.vault),
      net: this.net,
      registryKey: this.registryKey,
      desk: keys.desk,
      registrySigner: keys.registry,
      deskMark,
      registryMark,
      makeMark: (chain, at) => {
        const made = memoryMark(this.net, chain)
        made.advance(at)
        const desk = this.desks.find(one => one.name === name)
        if (desk) Object.assign(desk, chain === desk.chain ? { mark: made } : { registryMark: made })
        return made
      }
    })
  }

  /** Goes on the network; knows the address of the first desk, as an invitation would have told it. */
  start(desk: TestDesk, options: Partial<ExchangeOptions> = {}, changeLink: (desk: TestDesk) => void = () => undefined): Exchange {
    const { ledger } = desk
    desk.link = this.network.open(desk.chain, allowPeer(ledger))
    changeLink(desk)
    const { link } = desk
    const keeper = this.desks[0]!
    if (keeper !== desk && keeper.link) rememberPeer(ledger, keeper.chain, keeper.link.self.addresses, null)
    link.answer(
      '/muniment/join/1',
      serveJoin(ledger, () => undefined)
    )
    desk.exchange = startExchange({
      ledger,
      link,
      timers: this.timers,
      onLines: (_, from, to) => void (desk.heard.lines += to - from),
      onPayloads: (_, positions) => void (desk.heard.payloads += positions.length),
      onTrouble: error => void desk.troubles.push(error),
      ...options
    })
    return desk.exchange
  }

  startAll(): void {
    for (const desk of this.desks) if (!desk.exchange) this.start(desk)
  }

  /** Off the network; the folder stays open. */
  async stop(desk: TestDesk): Promise<void> {
    const closing = desk.exchange?.close()
    desk.exchange = null
    await desk.link?.close()
    desk.link = null
    await closing
  }

  /** Killed and started again: everything in memory is gone. */
  async restart(desk: TestDesk): Promise<void> {
    await this.stop(desk)
    desk.store.close()
    desk.store = openStore(desk.folder)
    desk.ledger = this.#ledger(desk.name, desk.keys, desk.store, desk.mark, desk.registryMark)
  }

  /** A copy of the desk's folder as it is now; the desk goes on (off the network). */
  async snapshot(desk: TestDesk): Promise<string> {
    await this.stop(desk)
    desk.store.close()
    const copy = tempFolder()
    cpSync(desk.folder, copy, { recursive: true })
    await this.restart(desk)
    return copy
  }

  /** A second machine with the same disk: the same keys, and a mark that says the same. Both may run; only one of them is on the network at a time. */
  async clone(desk: TestDesk): Promise<TestDesk> {
    const folder = await this.snapshot(desk)
    const twin = this.#open(`${desk.name} again`, desk.keys, folder, desk.office, openStore(folder))
    Object.assign(twin.mark, { value: desk.mark.value })
    await this.restart(twin)
    return twin
  }

  /** The desk under a new key that was admitted, on the folder that it has. */
  async moveOn(desk: TestDesk, keys: DeskKeyset): Promise<void> {
    await this.stop(desk)
    Object.assign(desk, { keys, chain: keys.desk.key, mark: memoryMark(this.net, keys.desk.key) })
    await this.restart(desk)
  }

  /** Puts the folder back as it was: an old backup, a lost disk. The mark stays, for it lies elsewhere. */
  async rollBack(desk: TestDesk, snapshot: string): Promise<void> {
    await this.stop(desk)
    desk.store.close()
    rmSync(desk.folder, { recursive: true })
    cpSync(snapshot, desk.folder, { recursive: true })
    desk.store = openStore(desk.folder)
    await this.restart(desk)
  }

  /** Delivers all messages, in seeded order, until nobody has anything to say. Time stands still. */
  async quiet(): Promise<void> {
    for (let n = 0; n < 10_000; n++) {
      await this.network.settle()
      if (this.network.queued.length === 0 && this.desks.every(desk => desk.exchange?.idle() ?? true)) return
      await new Promise(resolve => setImmediate(resolve))
    }
    throw new Error('the desks do not come to rest')
  }

  /** Lets time pass: timers run when they are due, and what they set off is delivered. */
  async pass(ms: number): Promise<void> {
    const end = this.#monotonic + ms
    for (;;) {
      await this.quiet()
      const next = [...this.#timers].filter(timer => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#timers.delete(next)
      this.#advance(Math.max(0, next.at - this.#monotonic))
      next.run()
    }
    this.#advance(end - this.#monotonic)
  }

  /** Lets time pass without delivering anything: timers run when they are due, and what they send waits. */
  async tick(ms: number): Promise<void> {
    const end = this.#monotonic + ms
    for (;;) {
      const next = [...this.#timers].filter(timer => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#timers.delete(next)
      this.#advance(Math.max(0, next.at - this.#monotonic))
      next.run()
      await new Promise(resolve => setImmediate(resolve))
    }
    this.#advance(end - this.#monotonic)
  }

  #advance(ms: number): void {
    this.#monotonic += ms
    this.now += ms
  }

  /** All that happens in the next seconds. */
  settle(ms = 3_000): Promise<void> {
    return this.pass(ms)
  }
}

export const makeWorld = (seed: number): World => new World(seed)

/** Two offices that are connected and have heard of each other: North, which keeps the registry, and South. */
export async function pairOf(seed: number): Promise<{ world: World; a: TestDesk; b: TestDesk }> {
  const world = makeWorld(seed)
  const a = world.found('North')
  world.start(a)
  const b = world.join('South')
  world.start(b)
  await world.settle()
  return { world, a, b }
}

/** Files a note with one value; the simplest entry with a payload. */
export function note(desk: TestDesk, text: string, audience: Audience = 'everyone'): Appended {
  return notes(desk, [text], audience)[0]!
}

/** Several in as few lines as they fit. */
export function notes(desk: TestDesk, texts: readonly string[], audience: Audience = 'everyone'): Appended[] {
  return file(
    desk,
    texts.map(text => compose(desk, [['@text', text]], audience))
  )
}

export function compose(desk: TestDesk, values: readonly (readonly [string, FieldValue])[], audience: Audience = 'everyone'): Prepared {
  const { clock } = desk.ledger
  return carry(clock, { net: desk.ledger.net, chain: desk.chain }, { t: 'note', id: newId(clock), about: null }, audience, values) as unknown as Prepared
}

export function file(desk: TestDesk, prepared: readonly Prepared[]): Appended[] {
  const filed = append(desk.ledger, desk.ledger.own, desk.keys.person, prepared)
  desk.exchange?.announce()
  return filed
}

export const sizeOf = (desk: TestDesk, chain: Key): number => desk.ledger.chains.get(chain)?.state.size ?? 0
export const headOf = (desk: TestDesk, chain: Key): string | null => desk.ledger.chains.get(chain)?.state.head ?? null
export const entriesOf = (prepared: readonly Prepared[]): AnyEntry[] => prepared.map(item => item.entry)
