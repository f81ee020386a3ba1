/**
 * One round with a peer that is near: hello, registry, names and forms, lines, payloads, attachments, notes. Small things
 * first; it can break off anywhere and is simply begun again. What the peer was found to do wrong goes to `trouble`.
 */
import type { Bytes } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import { isKey, type Key } from '../../shared/names.ts'
import type { Frame } from '../../shared/sync/messages.ts'
import { plan, readHeads, type Ask, type Head } from '../../shared/sync/plan.ts'
import { competing } from '../ledger/competing.ts'
import { stopsAtFork } from '../ledger/forks.ts'
import { heardOfOwn, ownChains } from '../ledger/own-word.ts'
import { countWanted } from '../ledger/payloads.ts'
import { mendFormer } from './former.ts'
import { plannedHeads } from './heads.ts'
import type { Peer } from './peers.ts'
import { compareWith, pullFiles, pullLines, pullNotes, pullOtherHalf, pullPackages, pullPayloads, type Pull } from './pull.ts'
import { ask } from './questions.ts'
import type { PeerProtocol } from './peer-types.ts'
import { helloHeader, isMember } from './serve-peer.ts'
import { learnRegistry } from './succession.ts'

const SYNC = '/muniment/sync/1'
const REGISTRY = '/muniment/registry/1'
/** Chains that a desk can know (store/positions.ts); more heads than that are not meant well. */
const MOST_CHAINS = 8_191

export interface Round {
  readonly peer: Peer
  readonly pull: Pull
  readonly claims: Claims
  readonly trouble: string[]
  readonly addresses: () => readonly string[]
  /** The peer's side of a hello. */
  readonly greeted: (hello: Frame) => void
  /** New cosignatures and receipts, to be handed on. */
  /** Lines of the other half of a forked chain have come. */
  readonly otherHalf: (chain: Key) => void
  readonly fresh: (blobs: readonly Bytes[]) => void
}

/** A chain is pulled from one peer at a time; whoever passed over it for that goes round again when it is done. */
export class Claims {
  readonly #pulling = new Map<Key, Set<Peer>>()
  readonly #again: (peer: Peer) => void

  constructor(again: (peer: Peer) => void) {
    this.#again = again
  }

  async take<T>(chain: Key, peer: Peer, work: () => Promise<T>): Promise<T | undefined> {
    const others = this.#pulling.get(chain)
    if (others) {
      others.add(peer)
      return undefined
    }
    const waiting = new Set<Peer>()
    this.#pulling.set(chain, waiting)
    try {
      return await work()
    } finally {
      this.#pulling.delete(chain)
      for (const other of waiting) this.#again(other)
    }
  }
}

async function note(round: Round, work: Promise<string | null | undefined>, chain?: Key): Promise<void> {
  const fault = await work
  if (typeof fault === 'string') blame(round, fault, chain)
}

/** Whoever passes on what is here of a forked chain has done nothing wrong: only the desk of that key has. */
function blame({ trouble, peer }: Round, fault: string, chain?: Key): void {
  if (fault !== 'chain-forked' || chain === peer.chain) trouble.push(fault)
}

async function pullChain(round: Round, wanted: Ask): Promise<void> {
  const { pull, peer, claims } = round
  if (stopsAtFork(pull.ledger, wanted.chain)) blame(round, 'chain-forked', wanted.chain)
  else
    await note(
      round,
      claims.take(wanted.chain, peer, () => pullLines(pull, peer.chain, wanted)),
      wanted.chain
    )
}

/** The whole of what members do with each other. False when the peer does not take us for one, or is none itself any more. */
export async function meet(round: Round): Promise<boolean> {
  const { peer, pull } = round
  const { ledger } = pull
  const theirs = await hello(round)
  if (!theirs) return false
  hearOfOwn(round, theirs)
  const registry = ledger.registryChain.state.chain
  if (await learnRegistries(round, theirs, SYNC)) return true
  const newest = theirs.filter(head => head.chain === registry)
  for (const wanted of plan(plannedHeads(ledger), newest).lines) await pullChain(round, wanted)
  if (!isMember(ledger, peer.chain)) return false
  const said = new Map(theirs.map(head => [head.chain, `${head.size} ${head.vouching}`]))
  const registries = [registry, ...ledger.registry.former.map(({ chain }) => chain)]
  for (const chain of registries) await sweep(round, chain, said.get(chain) ?? '')
  await pullPackages(pull, peer.chain)
  await mendFormer(pull, peer.chain, theirs)
  const { lines, suspects, notes } = plan(plannedHeads(ledger), theirs)
  for (const { chain, from } of suspects) if ((await compareWith(pull, peer.chain, chain, from)) === 'forked') blame(round, 'chain-forked', chain)
  for (const wanted of lines) if (wanted.chain !== registry) await pullChain(round, wanted)
  for (const { chain, size } of theirs) if (chain !== registry && (await pullOtherHalf(pull, peer.chain, chain, size))) round.otherHalf(chain)
  const chains = [...ledger.chains.keys()].filter(chain => !registries.includes(chain))
  for (const chain of chains) await sweep(round, chain, said.get(chain) ?? '')
  for (const chain of chains) await note(round, pullFiles(pull, peer.chain, chain))
  const fresh: Bytes[] = []
  for (const chain of notes) fresh.push(...(await pullNotes(pull, peer.chain, chain)))
  round.fresh(fresh)
  return true
}

/** Registries that are not known here: one of them may have succeeded ours. True when one is the registry here now. */
async function learnRegistries({ peer, pull, claims, trouble }: Round, theirs: readonly Head[], protocol: PeerProtocol): Promise<boolean> {
  const { ledger } = pull
  for (const { chain, kind, size } of theirs) {
    if (kind !== 'registry' || size === 0 || (ledger.registry.size > 0 && ledger.registry.isRegistry(chain))) continue
    if (competing(ledger).includes(chain)) continue
    const offered = await claims.take(chain, peer, () => learnRegistry(pull, peer.chain, chain, protocol))
    if (offered === 'adopted') return true
    if (offered === 'competing') trouble.push('registry-competing')
    else if (typeof offered === 'object' && offered !== null) trouble.push(offered.wrong)
  }
  return false
}

function hearOfOwn({ pull: { ledger }, peer }: Round, theirs: readonly Head[]): void {
  for (const own of ownChains(ledger)) heardOfOwn(ledger, own, peer.chain, theirs.find(head => head.chain === own.state.chain) ?? null)
}

/** Payloads of a chain, unless the peer has given all it has and has said nothing new of the chain since. */
async function sweep(round: Round, chain: Key, said: string): Promise<void> {
  const { peer, pull } = round
  const wanted = countWanted(pull.ledger, chain)
  if (wanted === 0 || peer.swept.get(chain) === `${said} ${wanted}`) return
  const fault = await pullPayloads(pull, peer.chain, chain)
  await note(round, Promise.resolve(fault))
  if (fault !== 'budget') peer.swept.set(chain, `${said} ${countWanted(pull.ledger, chain)}`)
}

/** Only what it has announced: a record that was filed there is here a moment later. */
export async function follow(round: Round): Promise<void> {
  const { peer, pull } = round
  const announced = [...peer.announced]
  peer.announced.clear()
  for (const [chain, to] of announced) {
    const held = pull.ledger.chains.get(chain)
    await pullChain(round, { chain, kind: 'desk', from: held?.state.size ?? 0, to })
    await note(round, pullPayloads(pull, peer.chain, chain))
    await note(round, pullFiles(pull, peer.chain, chain))
  }
}

/** Chains of the peer, all pages; undefined when it refuses the hello. */
async function hello({ peer, pull, addresses, greeted, trouble }: Round): Promise<Head[] | undefined> {
  const { ledger } = pull
  let frame: Frame
  try {
    frame = await ask(pull, peer.chain, SYNC, { t: 'hello', ...helloHeader({ ledger, addresses }) })
  } catch (error) {
    if (error instanceof OfficeError && error.code === 'peer-refused') return undefined
    throw error
  }
  // what it says of itself tells more than its refusal
  if (frame.header['net'] !== ledger.net) return void trouble.push('wrong-network')
  if (frame.header['v'] !== 1) return void trouble.push('version')
  greeted(frame)
  const all: Head[] = []
  for (let page = frame; ;) {
    const heads = readHeads(page.header['heads'])
    const next = page.header['next']
    if (!heads) throw new OfficeError('peer-refused', { peer: peer.chain, detail: 'its answer could not be read' })
    all.push(...heads)
    if (!isKey(next) || all.length > MOST_CHAINS) break
    page = await ask(pull, peer.chain, SYNC, { t: 'heads', after: next })
  }
  for (const { chain, size } of all) peer.sizes.set(chain, size)
  return all
}

/** One of us does not know the other as a member yet: registry lines tell. True when some came. */
export async function askAtDoor(round: Round): Promise<boolean> {
  const { peer, pull, claims, trouble } = round
  const { registryChain, ownRegistry } = pull.ledger
  const from = registryChain.state.size
  if (ownRegistry && ownRegistry.trouble?.code !== 'rolled-back') {
    await askForRegistries(round) // nobody knows it better, unless another has succeeded it
    return false
  }
  const wanted: Ask = { chain: registryChain.state.chain, kind: 'registry', from, to: Number.MAX_SAFE_INTEGER }
  const fault = await claims.take(wanted.chain, peer, () => pullLines(pull, peer.chain, wanted, REGISTRY))
  if (typeof fault === 'string') trouble.push(fault)
  if (registryChain.state.size === from && (await askForRegistries(round))) return false // all is opened anew
  if (registryChain.state.size === from) trouble.push('peer-refused')
  return registryChain.state.size > from
}

/** Which registries it has, at the door for those whom it does not know. */
async function askForRegistries(round: Round): Promise<boolean> {
  const { pull, peer } = round
  const theirs = readHeads((await ask(pull, peer.chain, REGISTRY, { t: 'heads' })).header['heads'])
  return theirs !== undefined && learnRegistries(round, theirs, REGISTRY)
}
