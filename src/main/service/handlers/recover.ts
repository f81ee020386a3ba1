/**
 * The way back with the recovery key, when nobody's passphrase opens a desk. It opens the desk's keys, and its signature
 * counts as an administrator's: a person of this desk gets a new key under their old name and history, and the key whose
 * passphrase was forgotten is revoked from here on. Where the registry is elsewhere, or it takes more than one administrator,
 * that is a motion on its way, and the new key waits like any newcomer's.
 */
import { fromBase64 } from '../../../shared/bytes.ts'
import type { Checked, Person } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/ledger/jcs.ts'
import type { Key, PersonId } from '../../../shared/names.ts'
import type { Grant } from '../../../shared/record/entry.ts'
import type { MotionItem } from '../../../shared/record/motion.ts'
import type { PersonKey } from '../../../shared/record/registry-facts.ts'
import { provePossession } from '../../../shared/record/proposal.ts'
import { openDeskKeys, peopleOf, type DeskKeys, type Keyring } from '../../keys/keyring.ts'
import { signer } from '../../keys/native.ts'
import { addPerson, forgetPerson, forgetReplaced, lostName, renamePerson, setPersonId } from '../../keys/people.ts'
import { openRecovered, recoverySigner } from '../../keys/recovery.ts'
import { requireStrong } from '../../keys/secrets.ts'
import { newId } from '../../ledger/compose.ts'
import { keySigner, type KeySigner } from '../../ledger/ledger.ts'
import { carried, revokeItem } from '../../ledger/motion-of.ts'
import { peekMeta, putMeta } from '../../store/meta.ts'
import type { Store } from '../../store/open.ts'
import { ownChain, type Context, type Running } from '../context.ts'
import { RECOVERY, RECOVERY_CONFIRMED } from '../recovery.ts'
import type { LiveSession } from '../sessions.ts'
import { moveBy } from './decisions.ts'
import { peopleViews, rankOf, RESTORED, rightsOf } from './desk.ts'

const administrator: Grant = { form: null, office: null, role: 'admin', scope: 'others' }

/** What admits the new key, and revokes the lost one as far as this desk's own chain has come. */
function itemsFor(running: Running, key: KeySigner, name: string, known: PersonId | null, lost: Key | null): MotionItem[] {
  const { ledger } = running
  const { clock, net } = ledger
  const admit = carried(
    ledger,
    {
      t: 'admit',
      id: newId(clock),
      what: 'person',
      person: known,
      key: key.key,
      desk: ownChain(running),
      proof: provePossession({ key: key.key, net, seal: null }, key.sign),
      grants: (known === null ? [administrator] : []) as unknown as Json
    },
    [['@name', name]]
  )
  return lost === null ? [admit] : [admit, revokeItem(ledger, 'key', lost, 'The passphrase was lost; recovered with the recovery key.', 'held')]
}

/** The desk's keys, from what it keeps sealed to the recovery key. */
async function openWith(ring: Keyring, store: Store, recoveryKey: string): Promise<DeskKeys> {
  const sealed = fromBase64(peekMeta(store.ledger, RECOVERY) ?? '')
  const secret = sealed && (await openRecovered(recoveryKey, sealed))
  if (!secret) throw new OfficeError('recovery-mismatch')
  return openDeskKeys(ring, Buffer.from(secret))
}

/** The key that the registry has for somebody of this name at this desk: also where keys.json is lost, or an earlier recovery still waits. */
function knownAs({ ledger: { registry, own }, projection: { titles } }: Running, name: string): PersonKey | undefined {
  const held = [...registry.keys.values()].filter(key => key.desk === own.state.chain && key.until === null && titles.person(key.person) === name)
  const persons = new Set(held.map(({ person }) => person))
  if (persons.size > 1) throw new OfficeError('bad-input', { field: 'person', wanted: 'a name that one person at this desk has', got: name })
  return held.at(-1)
}

export async function recover(context: Context, input: Checked<'recover'>, session: LiveSession): Promise<Person> {
  const { ring, store, options } = context
  if (!ring || !store) throw new OfficeError('no-desk', { folder: options.folder })
  if (peekMeta(store.ledger, RESTORED) !== undefined) throw new OfficeError('restored')
  requireStrong(input.passphrase)
  const { locks } = context.sessions
  const keys = await openWith(ring, store, input.recoveryKey)
  if (context.trouble?.code === 'keys-lost') context.trouble = null // they open; keys.json is written with the person who is added
  const running = await context.open(keys)
  const { registry } = running.ledger
  const name = input.person.normalize('NFC')
  const lost = peopleOf(ring).find(person => person.name === name)
  if (lost) renamePerson(ring, lost.name, lostName(lost))
  try {
    const made = await addPerson(ring, running.keys, { name, passphrase: input.passphrase, log2N: options.scryptLog2 })
    const key = keySigner(signer(made.seed))
    const known = (lost && registry.keys.get(lost.key)) ?? knownAs(running, name)
    const items = itemsFor(running, key, name, known?.person ?? null, known && known.until === null ? known.key : null)
    moveBy(context, running, items, keySigner(recoverySigner(input.recoveryKey)))
    const admitted = registry.keys.get(key.key)
    if (admitted) setPersonId(ring, key.key, admitted.person)
    forgetReplaced(ring, made => registry.keys.has(made))
    context.sessions.signIn(session, locks, {
      person: admitted?.person ?? (key.key as string as PersonId),
      name,
      rank: rankOf(rightsOf(running, key.key).role),
      signer: key,
      wipe: () => made.seed.fill(0)
    })
    // who has just typed it has kept it
    putMeta(store.ledger, running.guard, RECOVERY_CONFIRMED, new Date(options.now()).toISOString())
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
