/** The desk and its people: first run, sign-in and -out, who is here. */
import type { Checked, DeskState, Output, Person, Rank, Role } from '../../../shared/contract.ts'
import { roles } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import type { Key, OfficeId, PersonId } from '../../../shared/names.ts'
import { KEYS_FILE } from '../../keys/key-file.ts'
import { changePassphrase as changeKept, setPersonId } from '../../keys/people.ts'
import { entryOf, hasMoved, peopleOf, rebind, unlock, wipe, type Keyring } from '../../keys/keyring.ts'
import { readRecoveryKey } from '../../keys/recovery.ts'
import { forkedChains } from '../../ledger/forks.ts'
import { keySigner } from '../../ledger/ledger.ts'
import { signer } from '../../keys/native.ts'
import { cutLog } from '../../store/erase.ts'
import { unsafePlace } from '../../store/folder-kind.ts'
import { getMeta, peekJson, peekMeta, putMeta } from '../../store/meta.ts'
import { copiesOnlyHere } from '../counts.ts'
import { officeOf, ownChain, requireRunning, type Context, type Running } from '../context.ts'
import { RECOVERY_CONFIRMED } from '../recovery.ts'
import { stopped } from '../stopped.ts'
import type { LiveSession } from '../sessions.ts'
import { finishFounding } from './founding.ts'
import { askForPerson } from './ask-for-key.ts'
import { VERSION } from '../../version.ts'

/** What a desk shows before anybody has signed in; written at founding and admission, read unchecked. */
export const ABOUT = 'about'
/** Names the desk whose backup this folder was made from. */
export const RESTORED = 'restored'
export interface About {
  readonly net: string | null
  readonly mode: 'private' | 'permissioned' | 'public'
  readonly network: string
  readonly office: string
  readonly officeId: string | null
  readonly desk: string
  readonly number: number
  readonly registry: Key
}

export function aboutDesk(context: Pick<Context, 'store'>): About | null {
  return ((context.store && peekJson(context.store.ledger, ABOUT)) as About | null | undefined) ?? null
}

/** The highest role that a person's grants give at an office, over all forms. */
export function roleOf(running: Running, person: PersonId, office: OfficeId | null): Role | null {
  const { registry } = running.ledger
  const held = registry.grantsOf(person, registry.size).filter(grant => grant.office === null || grant.office === office)
  return roles.findLast(role => held.some(grant => grant.role === role)) ?? null
}

/** What the holder of a key may do at this desk now; nothing once the key is revoked. */
export function rightsOf(running: Running, key: Key): { readonly person: PersonId | null; readonly role: Role | null } {
  const { registry, store } = running.ledger
  const known = registry.keys.get(key)
  if (!known) return { person: null, role: peekMeta(store.ledger, RESTORED) === undefined ? null : 'viewer' }
  return { person: known.person, role: known.until === null ? roleOf(running, known.person, officeOf(running)) : null }
}

/** A key that the registry does not know (yet) goes by itself. `hereAs`: the name by which its holder signs in here. */
function personView(running: Running, key: Key, hereAs: string | null): Person {
  const { person, role } = rightsOf(running, key)
  const known = running.ledger.registry.keys.get(key)
  return {
    person: person ?? key,
    key,
    name: hereAs ?? running.projection.titles.person(person),
    role,
    here: hereAs !== null,
    active: known !== undefined && known.until === null
  }
}

/** Who uses this desk: those with a key here, and those whom the registry admits at this desk. */
export function peopleViews(context: Context): Person[] {
  const { running, ring } = context
  if (!ring) return []
  const here = new Map(peopleOf(ring).map(entry => [entry.key, entry]))
  if (!running)
    return [...here.values()].map(({ name, key, person }) => ({ person: (person ?? key) as string, key, name, role: null, here: true, active: true }))
  const { keys } = running.ledger.registry
  const admitted = [...keys.values()].filter(key => key.desk === ownChain(running) && key.until === null).map(({ key }) => key)
  const others = [...here.keys()].filter(key => !keys.has(key))
  return [...admitted, ...others].map(key => personView(running, key, here.get(key)?.name ?? null))
}

export function deskState(context: Context, _input: object, session: LiveSession): DeskState {
  const { ring, running, trouble, options } = context
  const about = aboutDesk(context)
  const admitted = running ? running.ledger.registry.desks.has(ownChain(running)) : about?.officeId !== null
  const stop = stopped(context)
  const state = !ring ? 'new' : trouble ? 'readonly' : !admitted && running ? 'joining' : session.person === null ? 'locked' : stop ? 'readonly' : 'open'
  const titles = running?.projection.titles
  const desk = running?.ledger.registry.desks.get(ownChain(running))
  const people = peopleViews(context)
  return {
    state,
    trouble: trouble ?? stopView(context, stop) ?? troubleView(running?.network?.joinTrouble()) ?? placeTroubleView(context),
    network: about
      ? { id: (about.net ?? running?.ledger.net ?? about.registry) as string, name: titles?.known.network ?? about.network, mode: about.mode }
      : null,
    office:
      desk && titles
        ? { id: desk.office, name: titles.known.office(desk.office) ?? about?.office ?? titles.office(desk.office) }
        : about?.officeId
          ? { id: about.officeId, name: about.office }
          : null,
    desk: ring
      ? {
          chain: ring.file.chain,
          number: desk?.number ?? about?.number ?? 0,
          name: titles && desk && titles.known.office(desk.office) !== null ? titles.desk(desk.chain) : (about?.desk ?? '')
        }
      : null,
    people,
    me: session.signer === null ? null : (people.find(person => person.key === session.signer?.key) ?? null),
    live: running ? isLive(running) : true,
    registryHere: ring !== null && ring.file.registry !== null && ring.file.registry === (running?.ledger.registry.chain ?? about?.registry),
    folder: options.folder,
    version: VERSION
  }
}

/** A warning: the desk goes on, where somebody has put it. */
function placeTroubleView({ ring, options }: Context): DeskState['trouble'] {
  return troubleView(ring && unsafePlace(options.folder, options.probe))
}

/** A desk whose own key signed two histories is stopped like one that was rolled back, and waiting does not help it. */
function stopView({ running }: Context, stop: OfficeError | null): DeskState['trouble'] {
  const view = troubleView(stop)
  const twice = running && view?.code === 'rolled-back' && forkedChains(running.ledger).has(running.ledger.own.state.chain)
  return twice ? { ...troubleView(new OfficeError('signed-twice'))!, code: view.code } : view
}

const troubleView = (error: OfficeError | null | undefined): DeskState['trouble'] =>
  error ? { code: error.code, message: error.message, next: error.next } : null

/** A network counts as live once the recovery key is confirmed, or a second administrator exists. */
function isLive({ ledger, guard }: Running): boolean {
  if (!ledger.ownRegistry) return true
  if (getMeta(ledger.store.ledger, guard, RECOVERY_CONFIRMED) !== undefined) return true
  const { registry } = ledger
  const administrators = [...registry.persons.keys()].filter(person => registry.grantsOf(person, registry.size).some(grant => grant.role === 'admin'))
  return administrators.length > 1
}

export function confirmRecovery(context: Context, { recoveryKey }: Checked<'confirmRecovery'>): Record<string, never> {
  const running = requireRunning(context)
  const { registry, store } = running.ledger
  const { seal } = readRecoveryKey(recoveryKey)
  if (!registry.policyAt(registry.size).recovery.some(recipient => recipient.seal === seal)) throw new OfficeError('recovery-mismatch')
  putMeta(store.ledger, running.guard, RECOVERY_CONFIRMED, new Date(context.options.now()).toISOString())
  context.news.tell('deskChanged')
  return {}
}

export const rankOf = (role: Role | null): Rank => role ?? 'person'

/** An empty name means the only person here (a desk served unattended). */
function nameOf(ring: Keyring, given: string): string {
  if (given !== '') return given
  const people = peopleOf(ring)
  if (people.length === 1) return people[0]!.name
  throw new OfficeError('bad-input', { field: 'person', wanted: 'a name', got: `${people.length} people use this desk` })
}

export async function signIn(context: Context, input: Checked<'signIn'>, session: LiveSession): Promise<Person> {
  const { ring } = context
  if (!ring) throw new OfficeError('no-desk', { folder: context.options.folder })
  if (context.trouble?.code === 'keys-lost') throw new OfficeError('keys-lost', { file: KEYS_FILE })
  const name = nameOf(ring, input.person)
  const { locks } = context.sessions
  const { desk, person } = await unlock(ring, name, input.passphrase)
  const { key, seed } = person
  try {
    const running = await context.open(desk)
    await askForPerson(context, name, input.passphrase, person)
    if (entryOf(ring, name).key !== key) {
      seed.fill(0)
      return await signIn(context, input, session) // admitted at once: the new key from here on
    }
    const { person: id, role } = rightsOf(running, key)
    if (id && peopleOf(ring).find(entry => entry.key === key)?.person !== id) setPersonId(ring, key, id)
    const own = keySigner(signer(seed))
    context.sessions.signIn(session, locks, { person: id ?? (key as string as PersonId), name, rank: rankOf(role), signer: own, wipe: () => seed.fill(0) })
    if (role === 'admin') finishFounding(running, own)
    context.news.tell('deskChanged')
    return personView(running, key, name)
  } catch (error) {
    seed.fill(0)
    throw error
  }
}

/** Rights of those signed in, as the registry has them now: a newcomer is admitted, a role is changed, a key is revoked. */
export function refreshRanks(context: Context): void {
  const { running, sessions } = context
  if (!running) return
  for (const session of sessions.all) {
    if (!session.signer) continue
    const { key: used } = session.signer
    // a key of the desk that this one goes on from, replaced by one that only their passphrase opens
    const isFormer = running.ledger.registry.keys.get(used)?.desk !== ownChain(running)
    if (isFormer && context.ring && !peopleOf(context.ring).some(({ key }) => key === used)) {
      sessions.signOut(session)
      continue
    }
    const { person, role } = rightsOf(running, session.signer.key)
    if (person !== null) session.person = person
    session.rank = rankOf(role)
  }
}

/** What was deleted or written over, drafts above all, stands in the log until it is cut. A reader in the way: the next time does it. */
function forget({ ledger }: Running): void {
  try {
    if (!ledger.store.readonly) cutLog(ledger.store.ledger)
  } catch {
    // whether the disk lets us is no reason to keep a person signed in
  }
}

export function signOut(context: Context, _input: object, session: LiveSession): Output<'signOut'> {
  const onlyHere = context.running ? copiesOnlyHere(context.running) : 0
  if (context.running) forget(context.running)
  context.sessions.signOut(session)
  context.news.tell('deskChanged')
  return { onlyHere }
}

export async function changePassphrase(context: Context, input: Checked<'changePassphrase'>, session: LiveSession): Promise<Record<string, never>> {
  if (!context.ring || session.name === null) throw new OfficeError('not-signed-in')
  await changeKept(context.ring, session.name, input.old, input.new, context.options.scryptLog2)
  return {}
}

/** "I moved this folder": by someone who can open it. */
export async function rebindFolder(context: Context, input: Checked<'rebindFolder'>): Promise<Record<string, never>> {
  const { ring } = context
  if (!ring) throw new OfficeError('no-desk', { folder: context.options.folder })
  const { desk, person } = await unlock(ring, nameOf(ring, input.person), input.passphrase)
  wipe(desk)
  wipe(person)
  if (!hasMoved(ring)) return {}
  context.sessions.lockAll()
  await context.jobs.close()
  await context.shut() // chains, marks and network are opened anew, as of a desk that may sign
  rebind(ring)
  context.adopt()
  context.news.tell('deskChanged')
  return {}
}
