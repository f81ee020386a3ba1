/**
 * The way back with the recovery key, when nobody's passphrase opens the desk that keeps the registry. It opens the desk's
 * keys, and its signature counts as an administrator's: a person of this desk gets a new key under their old name and
 * history, and the key whose passphrase was forgotten is revoked from here on.
 */
import { fromBase64 } from '../../../shared/bytes.ts'
import type { Checked, Person } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { rootOf } from '../../../shared/ledger/chain.ts'
import type { Json } from '../../../shared/ledger/jcs.ts'
import type { PersonId } from '../../../shared/names.ts'
import type { Grant } from '../../../shared/record/entry.ts'
import { provePossession } from '../../../shared/record/proposal.ts'
import { openDeskKeys, peopleOf, type Keyring } from '../../keys/keyring.ts'
import { native, signer } from '../../keys/native.ts'
import { addPerson, forgetPerson, renamePerson, setPersonId } from '../../keys/people.ts'
import { openRecovered, recoverySigner } from '../../keys/recovery.ts'
import { requireStrong } from '../../keys/secrets.ts'
import { append, type Prepared } from '../../ledger/append.ts'
import { approvedCarrier, newId } from '../../ledger/compose.ts'
import { keySigner, type KeySigner } from '../../ledger/ledger.ts'
import { peekMeta } from '../../store/meta.ts'
import { ownChain, type Context, type Running } from '../context.ts'
import type { LiveSession } from '../sessions.ts'
import { peopleViews, rankOf, RESTORED, rightsOf } from './desk.ts'
import { RECOVERY } from './first-run.ts'

const administrator: Grant = { form: null, office: null, role: 'admin', scope: 'others' }

/** Registry entries that admit the new key, and revoke the lost one. */
function entriesFor(running: Running, key: KeySigner, name: string, known: PersonId | null, lost: string | null, by: KeySigner): Prepared[] {
  const { ledger } = running
  const { registry, clock, net } = ledger
  const at = { net, chain: registry.chain, size: registry.size }
  const grants = (known === null ? [administrator] : []) as unknown as Json
  const proof = provePossession({ key: key.key, net, seal: null }, key.sign)
  const admit = approvedCarrier(
    clock,
    at,
    { t: 'admit', id: newId(clock), what: 'person', person: known, key: key.key, desk: ownChain(running), proof, grants },
    [['@name', name]],
    [by]
  )
  if (lost === null) return [admit]
  const { state } = ledger.own
  const cuts = [{ chain: state.chain, root: rootOf(native, state), size: state.size }]
  const revoke = approvedCarrier(
    clock,
    at,
    { t: 'revoke', id: newId(clock), what: 'key', subject: lost, cuts },
    [['@reason', 'The passphrase was lost; recovered with the recovery key.']],
    [by]
  )
  return [admit, revoke]
}

export async function recover(context: Context, input: Checked<'recover'>, session: LiveSession): Promise<Person> {
  const { ring, store, options } = context
  if (!ring || !store) throw new OfficeError('no-desk', { folder: options.folder })
  if (peekMeta(store.ledger, RESTORED) !== undefined) throw new OfficeError('restored')
  requireStrong(input.passphrase)
  const { locks } = context.sessions
  const sealed = fromBase64(peekMeta(store.ledger, RECOVERY) ?? '')
  const secret = sealed && (await openRecovered(input.recoveryKey, sealed))
  if (!secret) throw new OfficeError('recovery-mismatch')
  const keys = openDeskKeys(ring, Buffer.from(secret))
  const running = await context.open(keys)
  const { ledger } = running
  if (!ledger.ownRegistry) throw new OfficeError('not-registry-desk', { desk: 'the desk that founded the network' })
  const name = input.person.normalize('NFC')
  const lost = peopleOf(ring).find(person => person.name === name)
  const aside = lost && `${lost.name} (lost ${new Date(options.now()).toISOString().slice(0, 19)})`.slice(-200)
  if (lost && aside) renamePerson(ring, lost.name, aside)
  try {
    const made = await addPerson(ring, running.keys, { name, passphrase: input.passphrase, log2N: options.scryptLog2 })
    const key = keySigner(signer(made.seed))
    const { person, key: lostKey } = lost ?? { person: null, key: null }
    append(
      ledger,
      ledger.ownRegistry,
      ledger.ownRegistry.signer,
      entriesFor(running, key, name, person, person && lostKey, keySigner(recoverySigner(input.recoveryKey)))
    )
    const admitted = ledger.registry.keys.get(key.key)
    if (!admitted) throw new OfficeError('not-authorised', { who: 'the recovery key', what: 'admit a person' })
    setPersonId(ring, key.key, admitted.person)
    if (aside) forgetPerson(ring, aside)
    running.registryGrew()
    context.sessions.signIn(session, locks, {
      person: admitted.person,
      name,
      rank: rankOf(rightsOf(running, key.key).role),
      signer: key,
      wipe: () => made.seed.fill(0)
    })
    running.network?.announce()
    context.news.tell('deskChanged')
    return peopleViews(context).find(entry => entry.key === key.key)!
  } catch (error) {
    undo(running, ring, name, lost?.key ?? null)
    throw error
  }
}

/** The new key was not admitted: it goes, and the old one is called by its name again. */
function undo(running: Running, ring: Keyring, name: string, lost: string | null): void {
  const { keys } = running.ledger.registry
  const made = peopleOf(ring).find(entry => entry.name === name && entry.key !== lost)
  if (made && keys.has(made.key)) return
  if (made) forgetPerson(ring, name)
  const before = peopleOf(ring).find(entry => entry.key === lost)
  if (before && before.name !== name) renamePerson(ring, before.name, name)
}
