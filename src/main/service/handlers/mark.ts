/** A desk that may not sign: why, what it waits for, and how it goes on. */
import type { Checked, MarkView, Output } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import type { Key, PersonId } from '../../../shared/names.ts'
import { deskSealKeyOf, entryOf, peopleOf, unlock, wipe, type Keyring } from '../../keys/keyring.ts'
import { nextDesk, nextPerson } from '../../keys/next-keys.ts'
import { native, signer } from '../../keys/native.ts'
import { readRecoveryKey, wordsOf as asWords } from '../../keys/recovery.ts'
import { continuationWords, heldForCertain, type Asking } from '../../ledger/continuing.ts'
import { keySigner, shownName, type KeySigner, type OwnChain } from '../../ledger/ledger.ts'
import { leftBehind } from '../../ledger/left-behind.ts'
import { ownChains, remakeMark, wordsOf } from '../../ledger/own-word.ts'
import { rootOf } from '../../../shared/ledger/chain.ts'
import { getMeta, peekMeta } from '../../store/meta.ts'
import { requireRunning, type Context, type Running } from '../context.ts'
import { admitHere, ask, ownRequest } from './ask-for-key.ts'
import { RESTORED } from './desk.ts'

function chainView({ ledger, guard }: Running, own: OwnChain): MarkView['chains'][number] {
  const shown = getMeta(ledger.store.ledger, guard, shownName(own.state.chain))
  const more = shown === undefined || shown === 'forked' ? null : Number(shown)
  return {
    kind: own.state.kind,
    chain: own.state.chain,
    held: own.state.size,
    marked: own.mark?.value.size ?? null,
    shown: more !== null && more > own.state.size ? more : null,
    forked: shown === 'forked',
    trouble: own.trouble?.code ?? null,
    reached: { ...wordsOf(ledger, own) }
  }
}

const isRestored = ({ store }: Pick<Context, 'store'>): boolean => store !== null && peekMeta(store.ledger, RESTORED) !== undefined

export function mark(context: Context): MarkView {
  const running = requireRunning(context)
  const request = context.ring && ownRequest(running, context.ring)
  const { own } = running.ledger
  return {
    chains: ownChains(running.ledger).map(chain => chainView(running, chain)),
    mayContinue: own.trouble !== null || isRestored(context),
    asked: request ? { words: asWords(continuationWords(request.asked)), text: request.text, at: request.asked.time } : null,
    registryHere: running.ledger.ownRegistry !== null,
    left: leftBehind(running.ledger).length
  }
}

const personNamed = (running: Running, desk: Key, name: string): PersonId | null => {
  const { registry } = running.ledger
  return [...registry.keys.values()].find(key => key.desk === desk && running.projection.titles.person(key.person) === name)?.person ?? null
}

/** Restored from a backup: the desk has a key of its own that nobody knows yet. */
export function askRestored(running: Running, ring: Keyring, name: string, person: KeySigner, about: string): Asking {
  const { desk } = JSON.parse(about) as { readonly desk: Key }
  const { own, chains } = running.ledger
  const state = chains.get(desk)?.state
  return {
    desk: { signer: own.signer, seal: deskSealKeyOf(ring) },
    at: own.signer,
    chain: desk,
    ends: true,
    held: state ? { root: rootOf(native, state), size: state.size } : null,
    person,
    who: personNamed(running, desk, name),
    name
  }
}

async function askStopped(running: Running, ring: Keyring, name: string, passphrase: string): Promise<Asking> {
  const { own } = running.ledger
  const next = nextDesk(ring, running.keys)
  const desk = keySigner(signer(next.seed))
  const person = await nextPerson(ring, name, passphrase, next.chain)
  const who = running.ledger.registry.keys.get(entryOf(ring, name).key)?.person ?? null
  return {
    desk: { signer: desk, seal: next.sealKey },
    at: desk,
    chain: own.state.chain,
    ends: own.trouble?.code !== 'folder-moved',
    held: heldForCertain(running.ledger, own),
    person: keySigner(signer(person.seed)),
    who,
    name
  }
}

const requireName = (ring: Keyring, given: string): string => {
  const [only, ...others] = peopleOf(ring)
  if (given === '' && only && others.length === 0) return only.name
  return entryOf(ring, given).name
}

export async function continueDesk(context: Context, input: Checked<'continueDesk'>): Promise<Output<'continueDesk'>> {
  const { ring, options } = context
  if (!ring) throw new OfficeError('no-desk', { folder: options.folder })
  const name = requireName(ring, input.person)
  const { desk, person } = await unlock(ring, name, input.passphrase)
  try {
    const running = await context.open(desk)
    const about = getMeta(running.ledger.store.ledger, running.guard, RESTORED)
    if (about === undefined && running.ledger.own.trouble === null) throw new OfficeError('not-stopped')
    const old = keySigner(signer(person.seed))
    const asking = about === undefined ? await askStopped(running, ring, name, input.passphrase) : askRestored(running, ring, name, old, about)
    const request = ask(running, ring, asking)
    const admitted = admitHere(running, old, request.asked)
    if (admitted) await context.moveOn()
    else await context.reconnect()
    context.news.tell('deskChanged')
    context.news.tell('joinChanged')
    return { words: asWords(continuationWords(request.asked)), text: request.text, admitted }
  } finally {
    wipe(person)
  }
}

/** Throws mark-survives, recovery-mismatch; and rolled-back where another desk has shown more. */
export function vouchForMark(context: Context, { recoveryKey }: Checked<'vouchForMark'>): Record<string, never> {
  const running = requireRunning(context)
  const { registry, store } = running.ledger
  const { seal } = readRecoveryKey(recoveryKey)
  if (!registry.policyAt(registry.size).recovery.some(recipient => recipient.seal === seal)) throw new OfficeError('recovery-mismatch')
  const lost = ownChains(running.ledger).filter(own => own.trouble !== null)
  for (const own of lost) {
    if (own.trouble?.code !== 'mark-damaged' || !own.makeMark) throw new OfficeError('mark-survives')
    const { ahead, other } = wordsOf(running.ledger, own)
    if (ahead + other > 0 || getMeta(store.ledger, running.guard, shownName(own.state.chain)) !== undefined)
      throw new OfficeError('rolled-back', { marked: own.state.size + 1, held: own.state.size })
  }
  for (const own of lost) remakeMark(own)
  context.news.tell('deskChanged')
  return {}
}
