/** First run: found a network, with its recovery key and the forms that are shipped. */
import type { Checked, Output } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { newChain, grow } from '../../../shared/ledger/chain.ts'
import { isRefused } from '../../../shared/ledger/line.ts'
import type { Carrier } from '../../../shared/record/entry.ts'
import { createKeyring, deskSealKeyOf, type DeskKeys } from '../../keys/keyring.ts'
import { guardKeyOf, vaultOf } from '../../keys/cipher.ts'
import { withoutPeople } from '../../keys/key-file.ts'
import { createMark, MARK_FILE, REGISTRY_MARK_FILE } from '../../keys/mark.ts'
import { recordedPlace } from '../../keys/keyring.ts'
import { setPersonId } from '../../keys/people.ts'
import { makeRecoveryKey, sealTo } from '../../keys/recovery.ts'
import { native, signer } from '../../keys/native.ts'
import { storePayload } from '../../ledger/append.ts'
import { foundNetwork, type Founded } from '../../ledger/found.ts'
import { keySigner, type Clock } from '../../ledger/ledger.ts'
import { chainNo, setHead } from '../../store/chains.ts'
import { insertLine } from '../../store/lines.ts'
import { unsafePlace } from '../../store/folder-kind.ts'
import { openStore } from '../../store/open.ts'
import { lineIdOf, posOf } from '../../store/positions.ts'
import { putMeta } from '../../store/meta.ts'
import { requireSpace } from '../../store/reserve.ts'
import { transact } from '../../store/transact.ts'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { DESK_KEYS, RECOVERY, RECOVERY_FOR, recoveryFor } from '../recovery.ts'
import type { LiveSession } from '../sessions.ts'
import { ABOUT, type About } from './desk.ts'
import { finishFounding } from './founding.ts'

export const clockOf = (context: Pick<Context, 'options'>): Clock => ({
  now: context.options.now,
  monotonic: context.options.monotonic,
  random: context.options.random
})

/** Line 0, what belongs to it, and what the desk notes of itself, in one transaction. */
function storeFounding(context: Context, keys: DeskKeys, founded: Founded, notes: readonly (readonly [string, string])[]): void {
  const store = openStore(context.options.folder)
  try {
    const db = store.ledger
    const clock = clockOf(context)
    const grown = grow(native, newChain('registry', founded.opened.body.chain, null), founded.opened)
    if (isRefused(grown)) throw new OfficeError('internal', { what: grown.detail })
    const vault = vaultOf(keys.vaultKey)
    const guard = guardKeyOf(keys.vaultKey)
    transact(db, () => {
      const no = chainNo(db, founded.opened.body.chain, 'registry')
      const lineId = lineIdOf(no, 0)
      insertLine(db, lineId, founded.opened.line, founded.opened.leaf)
      founded.prepared.forEach(({ entry, payload }, index) => {
        if (payload !== null)
          storePayload({ store, vault, net: founded.net, clock }, founded.opened.body.chain, entry as Carrier, posOf(lineId, index), payload)
      })
      setHead(db, no, 1, founded.opened.leaf, grown.state.frontier)
      for (const [name, value] of notes) putMeta(db, guard, name, value)
    })
  } finally {
    store.close()
  }
}

/** A first run that fails leaves an empty folder's worth: what it had made is set aside, so that it can be tried again. */
export async function orUndone<T>(context: Context, run: () => Promise<T>): Promise<T> {
  if (context.making) throw new OfficeError('desk-exists', { folder: context.options.folder })
  const unsafe = unsafePlace(context.options.folder, context.options.probe)
  if (unsafe) throw unsafe
  context.making = true
  try {
    return await run()
  } catch (error) {
    if (!context.running) context.adopt()
    throw error
  } finally {
    context.making = false
  }
}

export function startNetwork(context: Context, input: Checked<'startNetwork'>, session: LiveSession): Promise<Output<'startNetwork'>> {
  if (context.ring) throw new OfficeError('desk-exists', { folder: context.options.folder })
  return orUndone(context, () => found(context, input, session))
}

async function found(context: Context, input: Checked<'startNetwork'>, session: LiveSession): Promise<Output<'startNetwork'>> {
  const { folder, scryptLog2 } = context.options
  const { locks } = context.sessions
  requireSpace(folder)
  const {
    ring,
    desk: keys,
    person
  } = await createKeyring(folder, { name: input.person, passphrase: input.passphrase, log2N: scryptLog2, registry: true }, { now: context.options.now })
  const recovery = makeRecoveryKey()
  const registry = keySigner(signer(keys.registrySeed!))
  const desk = keySigner(signer(keys.seed))
  const founder = keySigner(signer(person.seed))
  const { network, office, mode } = input
  const founded = foundNetwork(clockOf(context), {
    network,
    office,
    person: input.person,
    mode,
    registry,
    desk,
    seal: deskSealKeyOf(ring),
    founder,
    recovery: [{ seal: recovery.seal, sign: recovery.sign }]
  })
  const about: About = { net: founded.net, mode, network, office, officeId: founded.office, desk: `${office} desk 1`, number: 1, registry: registry.key }
  const sealed = await sealTo([recovery.seal], keys.secret)
  const place = recordedPlace(ring)
  createMark(join(folder, MARK_FILE), { ...place, net: founded.net, chain: desk.key, size: 0, root: null, frontier: [], head: null }).close()
  createMark(join(folder, REGISTRY_MARK_FILE), { ...place, net: founded.net, chain: registry.key, size: 0, root: null, frontier: [], head: null }).close()
  storeFounding(context, keys, founded, [
    [ABOUT, JSON.stringify(about)],
    [RECOVERY, Buffer.from(sealed).toString('base64')],
    [RECOVERY_FOR, recoveryFor(desk.key, [recovery.seal])],
    [DESK_KEYS, withoutPeople(ring.file)]
  ])
  context.adopt()
  const running = await context.open(keys)
  const known = running.ledger.registry.keys.get(founder.key)!
  setPersonId(context.ring!, founder.key, known.person)
  context.sessions.signIn(session, locks, { person: known.person, name: input.person, rank: 'admin', signer: founder, wipe: () => person.seed.fill(0) })
  finishFounding(running, founder)
  context.news.tell('deskChanged')
  context.news.tell('formsChanged')
  return { recoveryKey: recovery.words }
}
