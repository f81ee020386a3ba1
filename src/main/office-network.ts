/**
 * The exchange bound to the desk: libp2p behind its link, the doors, what has come told to the index and the pages, and,
 * for a newcomer, knocking until an administrator has decided.
 */
import { utf8 } from '../shared/bytes.ts'
import type { Key } from '../shared/names.ts'
import { OfficeError } from '../shared/errors.ts'
import { takeNextPeople } from './keys/next-keys.ts'
import { forgetReplaced, setPersonId } from './keys/people.ts'
import type { Keyring } from './keys/keyring.ts'
import { cancelInvitation, invitationsKept, makeInvitation, refuseRequest, requestsWaiting } from './ledger/admission.ts'
import { forkedChains } from './ledger/forks.ts'
import { openArriving } from './ledger/in-slices.ts'
import { chainFroze, registryGrew, renameAll } from './ledger/project-again.ts'
import { startAnew } from './ledger/project.ts'
import { settleRegistry } from './ledger/settle.ts'
import { readTitles } from './ledger/titles.ts'
import type { NewsDesk } from './news.ts'
import type { DeskOptions } from './options.ts'
import type { Running } from './service/context.ts'
import { ABOUT, aboutDesk, type About } from './service/handlers/desk.ts'
import { JOINING, type Joining } from './service/handlers/join.ts'
import type { Admissions, OfficeNetwork } from './service/office-network.ts'
import { getMeta, putMeta } from './store/meta.ts'
import { heightOfLine, lineIdOfPos } from './store/positions.ts'
import { rememberPeer } from './ledger/address-book.ts'
import { startExchange, type Exchange } from './sync/exchange.ts'
import { allowPeer, askToJoin, serveJoin } from './sync/join.ts'
import { openPeerLink, type PeerLink } from './sync/peer-link.ts'
import type { Ledger } from './ledger/ledger.ts'
import { openSignatureThreads } from './work/verify-signatures.ts'

export type Base = Omit<Running, 'network' | 'admissions' | 'registryGrew' | 'settle' | 'index' | 'verifying'>

/** Invitations and requests, at the desk that keeps the registry. `addresses`: where newcomers are to knock. */
export const openAdmissions = ({ ledger }: Base, addresses: () => readonly string[]): Admissions => ({
  invitations: () => invitationsKept(ledger),
  requests: () => requestsWaiting(ledger),
  invite: inviting => makeInvitation(ledger, inviting, addresses()),
  cancel: id => cancelInvitation(ledger, id),
  refuse: id => refuseRequest(ledger, id)
})

/**
 * What follows from new registry lines, own or received: names, rights of those signed in, records that waited. Answers the
 * function to call after each growth. `changed` tells the desk.
 */
export function followRegistry(base: Base, ring: Keyring, news: NewsDesk, changed: () => void): () => void {
  const said = ({ registry }: Base['ledger']): { cuts: number; more: string } => ({
    cuts: registry.cuts.length,
    more: `${registry.accepted.size} ${registry.decisions.length}`
  })
  let before = said(base.ledger)
  return () => {
    const { ledger, projection } = base
    takeNextPeople(ring, key => ledger.registry.keys.has(key))
    forgetReplaced(ring, key => ledger.registry.keys.has(key))
    projection.titles = readTitles(ledger)
    const now = said(ledger)
    // What was let in, or decided, may lie beyond any cut.
    registryGrew(projection, now.more === before.more ? before.cuts : 0)
    before = now
    for (const entry of ring.file.people) {
      const known = ledger.registry.keys.get(entry.key)
      if (known && entry.person !== known.person) setPersonId(ring, entry.key, known.person)
    }
    rememberAbout(base)
    changed()
    news.tell('deskChanged')
    news.tell('formsChanged')
  }
}

/** What the desk shows before sign-in, as the registry has it now. */
export function rememberAbout({ ledger, projection: { titles }, guard }: Base): void {
  const before = aboutDesk({ store: ledger.store })
  const desk = ledger.registry.deskAt(ledger.own.state.chain, ledger.registry.size)
  if (!before || !desk) return
  // Lines come before their names: until those are here too, the invitation's stand.
  const network = titles.known.network ?? before.network
  const office = titles.known.office(desk.office)
  const about: About = {
    ...before,
    mode: ledger.registry.mode,
    network,
    office: office ?? before.office,
    officeId: desk.office,
    desk: office === null ? before.desk : titles.desk(desk.chain),
    number: desk.number
  }
  if (JSON.stringify(about) !== JSON.stringify(before)) putMeta(ledger.store.ledger, guard, ABOUT, JSON.stringify(about))
}

/** A page is told at most this often of what streams in, in ms. */
const TELL_EVERY = 100

/**
 * What follows for lists and pages when the registry, a motion or evidence has come by another way than the network (a file, a
 * person at this desk): the same as the exchange does for what peers bring.
 */
export function settleHere(base: Base, grown: () => void, network: Pick<OfficeNetwork, 'announce' | 'syncNow'> | null): void {
  const { ledger, projection } = base
  const settled = settleRegistry(ledger)
  if (settled.some(({ rewritten }) => rewritten)) startAnew(projection)
  for (const chain of forkedChains(ledger).keys()) chainFroze(projection, chain)
  grown()
  if (settled.length > 0) network?.announce()
  // lines that entered by a decision have no content here yet
  if (settled.some(({ chain }) => chain !== ledger.registry.chain)) void network?.syncNow().catch(() => undefined)
}

export interface NetworkParts {
  readonly base: Base & Pick<Running, 'verifying'>
  /** Of the key by which this desk is known on the network. */
  readonly seed: Uint8Array
  readonly options: DeskOptions
  readonly news: NewsDesk
  /** Wakes the index. */
  readonly wake: () => void
  readonly registryGrew: () => void
  /** Lines of the chain that this desk goes on from were taken off it: the lists are to be made anew. */
  readonly left: () => void
  readonly log: (error: unknown) => void
}

export async function startOfficeNetwork({ base, seed, options, news, wake, registryGrew: grown, left, log }: NetworkParts): Promise<OfficeNetwork> {
  const { ledger, projection } = base
  // a desk that was named a hub is one from its next start on, however it is started
  const hub = options.hub || ledger.registry.policyAt(ledger.registry.size).hubs.includes(ledger.own.state.chain)
  const link = await openPeerLink({ seed, listen: options.listen ?? [], mdns: options.mdns, hub, allow: allowPeer(ledger) })
  if (ledger.ownRegistry)
    link.answer(
      '/muniment/join/1',
      serveJoin(ledger, () => news.tell('joinChanged'))
    )
  const { registryChain } = ledger
  const tell = gathered(() => {
    wake()
    news.tell('headMoved')
    news.tell('peersChanged')
    const standing = standingOf(ledger)
    if (standing !== stood) news.tell('deskChanged')
    stood = standing
  })
  let stood = standingOf(ledger)
  const threads = openSignatureThreads()
  const arriving = openArriving(projection, tell.soon)
  const exchange = startExchange({
    ledger,
    link,
    verifyLines: threads.verifyLines,
    onLines: chain => {
      base.verifying.busy()
      base.verifying.grew()
      if (chain === registryChain.state.chain) grown()
      tell.soon()
    },
    onPayloads: (chain, positions) => {
      if (ledger.registry.isRegistry(chain)) renamed(base, grown)
      else arriving.came(positions)
      base.verifying.busy()
      base.verifying.came(
        chain,
        positions.map(pos => heightOfLine(lineIdOfPos(pos)))
      )
      tell.soon()
    },
    onRewritten: () => {
      startAnew(projection)
      grown()
      tell.soon()
    },
    onForked: chain => {
      chainFroze(projection, chain)
      tell.soon()
    },
    onPackages: () => {
      renameAll(projection)
      news.tell('formsChanged')
    },
    onPeers: tell.soon,
    onLeft: left,
    onTrouble: error => {
      log(error)
      if (error instanceof OfficeError && error.code === 'disk-failed') news.tell('deskChanged')
    }
  })
  let worker: 'up' | 'down' = 'up'
  const undo = link.listen(event => {
    if (event.t === 'worker-down') worker = 'down'
    if (event.t === 'worker-up') worker = 'up'
    if (event.t === 'handler-failed') log(event.error)
    if (event.t !== 'found') news.tell('peersChanged')
  })
  const joining = knock(base, link, exchange, news, log)
  return {
    self: () => link.self,
    worker: () => worker,
    peers: () => exchange.state(),
    syncNow: () => exchange.syncNow(),
    testReach: () => exchange.testReach(),
    relays: hub,
    clockDisputed: () => exchange.clockDisputed(),
    announce: () => exchange.announce(),
    give: text => exchange.give([utf8(text)]),
    addAddress: (chain: Key, address: string) => exchange.addAddress(chain, address),
    joinTrouble: joining.trouble,
    async close() {
      undo()
      joining.stop()
      tell.stop()
      await exchange.close()
      await link.close()
      await threads.close()
      arriving.close()
    }
  }
}

/** Whether this desk may sign, and why not: a peer may have shown that its key signed more than is here, or something else. */
const standingOf = (ledger: Ledger): string =>
  [ledger.own, ledger.ownRegistry].map(own => `${own?.trouble?.code ?? ''} ${own ? forkedChains(ledger).has(own.state.chain) : ''}`).join()

/** Names have come: rows that were written without them are written again. */
function renamed(base: Base, grown: () => void): void {
  grown()
  renameAll(base.projection)
}

function gathered(work: () => void): { soon: () => void; stop: () => void } {
  let timer: NodeJS.Timeout | null = null
  return {
    soon() {
      timer ??= setTimeout(() => {
        timer = null
        work()
      }, TELL_EVERY)
    },
    stop() {
      if (timer) clearTimeout(timer)
      timer = null
    }
  }
}

/** Between two knocks, in ms, while an administrator has not decided. */
const KNOCK_EVERY = 3_000
const KNOCK_DEADLINE = 15_000
/** Answers after which knocking again is of no use. */
const FINAL = new Set(['join-refused', 'invitation-expired', 'invitation-used', 'invitation-foreign', 'invitation-wrong'])

/** A newcomer asks until it is admitted; `trouble` says what keeps it from that, if not only want of a decision. */
function knock(
  base: Base,
  link: PeerLink,
  exchange: Exchange,
  news: NewsDesk,
  log: (error: unknown) => void
): { stop: () => void; trouble: () => OfficeError | null } {
  const { ledger, guard } = base
  let trouble: OfficeError | null = null
  const text = getMeta(ledger.store.ledger, guard, JOINING)
  const admitted = (): boolean => ledger.registry.desks.has(ledger.own.state.chain)
  if (text === undefined || admitted()) return { stop: () => undefined, trouble: () => null }
  const { invitation, request } = JSON.parse(text) as Joining
  const abort = new AbortController()
  let timer: NodeJS.Timeout | null = null
  rememberPeer(ledger, invitation.peer, invitation.addresses, null)
  for (const address of invitation.addresses) exchange.addAddress(invitation.peer, address)
  const once = async (): Promise<void> => {
    try {
      const state = await askToJoin(link, invitation, request, AbortSignal.any([abort.signal, AbortSignal.timeout(KNOCK_DEADLINE)]))
      if (trouble !== null) news.tell('joinChanged')
      trouble = null
      if (state === 'admitted') await exchange.syncNow()
    } catch (error) {
      if (abort.signal.aborted) return
      if (error instanceof OfficeError) trouble = error
      else log(error)
      news.tell('joinChanged')
      if (error instanceof OfficeError && FINAL.has(error.code)) return
    }
    if (!admitted() && !abort.signal.aborted) timer = setTimeout(() => void once(), KNOCK_EVERY)
  }
  void once()
  return {
    stop() {
      abort.abort()
      if (timer) clearTimeout(timer)
    },
    trouble: () => (admitted() ? null : trouble)
  }
}
