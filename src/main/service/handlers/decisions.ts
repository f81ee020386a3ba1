/** Decisions about the network: proposals of administrators, who has approved them, and what is signed. */
import type { Checked, DecisionsView, MotionView, Output } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import type { EntryId, Hash, Key, OfficeId, PersonId } from '../../../shared/names.ts'
import type { Grant } from '../../../shared/record/entry.ts'
import { motionId, readMotion, writeMotion, type MotionItem } from '../../../shared/record/motion.ts'
import { holds } from '../../../shared/record/registry-facts.ts'
import { openPerson } from '../../keys/keyring.ts'
import { native, verify } from '../../keys/native.ts'
import { asideLines } from '../../ledger/aside.ts'
import { requestItems } from '../../ledger/admission.ts'
import { forkOf, takeFork } from '../../ledger/forks.ts'
import type { KeySigner, Ledger } from '../../ledger/ledger.ts'
import { acceptItem, decideItem, desksOf, policyItem, revokeItem, roleItem } from '../../ledger/motion-of.ts'
import { approveKept, faultOf, faultUnsigned, motionOf, motions, moveMotion, stateOfMotion, takeMotion, withdrawKept } from '../../ledger/motions.ts'
import { asideView, forkView } from '../network-trouble.ts'
import { draftView, grantsText, motionView } from '../motion-view.ts'
import { requireAuthor, requireRunning, type Context, type Running } from '../context.ts'
import type { LiveSession } from '../sessions.ts'

/** Composed here and signed by nobody yet; gone with the program. */
const drafts = new WeakMap<Ledger, Map<Hash, readonly MotionItem[]>>()
const MOST_DRAFTS = 100

const draftsOf = (ledger: Ledger): Map<Hash, readonly MotionItem[]> => {
  let map = drafts.get(ledger)
  if (!map) drafts.set(ledger, (map = new Map()))
  return map
}

export function decisions(context: Context, _input: object, session: LiveSession): DecisionsView {
  const running = requireRunning(context)
  const { ledger, projection } = running
  const { registry } = ledger
  const me = session.signer?.key ?? null
  const administrators = [...registry.persons.keys()].filter(person =>
    [...registry.keys.values()].some(held => held.person === person && registry.administratorOf(held.key, registry.size) === person)
  )
  return {
    quorum: registry.policyAt(registry.size).quorum,
    witnesses: registry.policyAt(registry.size).witnesses,
    administrators: administrators.map(person => ({ person, name: projection.titles.person(person) })),
    people: [...registry.persons.values()]
      .filter(person => holds(person, registry.size))
      .map(({ person }) => ({
        person,
        name: projection.titles.person(person),
        roles: grantsText(running, registry.grantsOf(person, registry.size)),
        desks: desksOf(ledger, { person }).map(desk => projection.titles.desk(desk))
      })),
    registryHere: ledger.ownRegistry !== null,
    motions: motions(ledger).map(({ id, motion }) => motionView(running, id, motion, me)),
    aside: asideView(running),
    forks: forkView(running)
  }
}

/** By id, key, or the name that this desk shows; one that fits several is refused. */
function named<T>(what: string, given: string, all: readonly (readonly [id: string, name: string, value: T])[]): T {
  const exact = all.find(([id]) => id === given)
  if (exact) return exact[2]
  const found = all.filter(([, name]) => name === given)
  if (found.length === 1) return found[0]![2]
  throw found.length === 0
    ? new OfficeError('not-found', { what, id: given })
    : new OfficeError('bad-input', { field: what, wanted: `one of ${found.map(([id]) => id).join(', ')}`, got: given })
}

const deskNamed = ({ ledger: { registry }, projection: { titles } }: Running, given: string): Key =>
  named(
    'desk',
    given,
    [...registry.desks.keys()].map(chain => [chain, titles.desk(chain), chain] as const)
  )
const personNamed = ({ ledger: { registry }, projection: { titles } }: Running, given: string): PersonId =>
  named(
    'person',
    given,
    [...registry.persons.values()].filter(person => holds(person, registry.size)).map(({ person }) => [person, titles.person(person), person] as const)
  )
const officeNamed = ({ ledger: { registry }, projection: { titles } }: Running, given: string): OfficeId =>
  named(
    'office',
    given,
    [...registry.offices.values()].filter(office => holds(office, registry.size)).map(({ office }) => [office, titles.office(office), office] as const)
  )

function subjectOf(running: Running, of: 'office' | 'desk' | 'person' | 'key', given: string): string {
  if (of === 'office') return officeNamed(running, given)
  if (of === 'desk') return deskNamed(running, given)
  return of === 'person' ? personNamed(running, given) : given
}

function itemsOf(running: Running, input: Checked<'draftMotion'>): MotionItem[] {
  const { ledger } = running
  switch (input.what) {
    case 'revoke':
      return [revokeItem(ledger, input.of, subjectOf(running, input.of, input.subject), input.reason, input.upTo)]
    case 'role': {
      const office =
        input.role === 'admin' ? null : input.office === null ? officeOfPerson(running, personNamed(running, input.person)) : officeNamed(running, input.office)
      const grants: Grant[] = [{ form: null, office, role: input.role, scope: 'others' }]
      return [roleItem(ledger, personNamed(running, input.person), grants, input.upTo)]
    }
    case 'policy':
      return [
        policyItem(ledger, {
          ...(input.quorum === undefined ? {} : { quorum: input.quorum }),
          ...(input.witnesses === undefined ? {} : { witnesses: input.witnesses })
        })
      ]
    case 'hub': {
      const desk = deskNamed(running, input.desk)
      const { hubs } = ledger.registry.policyAt(ledger.registry.size)
      if (hubs.includes(desk) === input.named)
        throw new OfficeError('bad-input', {
          field: 'desk',
          wanted: input.named ? 'a desk that is no hub yet' : 'a hub',
          got: running.projection.titles.desk(desk)
        })
      if (input.named && !ledger.registry.deskAt(desk, ledger.registry.size)) throw new OfficeError('not-found', { what: 'desk', id: input.desk })
      return [policyItem(ledger, { hubs: input.named ? [...hubs, desk] : hubs.filter(one => one !== desk) })]
    }
    case 'accept': {
      const chain = deskNamed(running, input.chain)
      const lines = asideLines(ledger, chain).filter(({ body }) => body.height < input.to)
      const late =
        asideView(running)
          .find(one => one.chain === chain)
          ?.lines.filter(({ height, accepted }) => height < input.to && !accepted) ?? []
      const wanted = [...new Set([...lines.map(({ hash }) => hash), ...late.map(({ line }) => line as Hash)])].filter(
        hash => !ledger.registry.accepted.has(hash)
      )
      if (wanted.length === 0) throw new OfficeError('not-found', { what: 'line kept aside of', id: input.chain })
      return [acceptItem(ledger, wanted)]
    }
    case 'decide': {
      const chain = deskNamed(running, input.chain)
      const fork = forkOf(ledger, chain)
      if (!fork) throw new OfficeError('fork-not-held', { desk: running.projection.titles.desk(chain) })
      return [decideItem(ledger, chain, fork.id, { root: input.keep.root as Hash, size: input.keep.size }, input.reason)]
    }
    case 'admit':
      return requestItems(ledger, input.request as EntryId, input.as === null ? null : personNamed(running, input.as))
  }
}

/** The office for which a person has rights until now; of an administrator, where they first had a key. */
function officeOfPerson({ ledger: { registry } }: Running, person: PersonId): OfficeId | null {
  const office = registry.grantsOf(person, registry.size).find(grant => grant.office !== null)?.office
  if (office) return office
  const key = [...registry.keys.values()].find(held => held.person === person && holds(held, registry.size))
  return key ? (registry.desks.get(key.desk)?.office ?? null) : null
}

export function draftMotion(context: Context, input: Checked<'draftMotion'>): MotionView {
  const running = requireRunning(context)
  return keepDraft(running, itemsOf(running, input))
}

/** Kept for whoever will sign it. */
export function keepDraft(running: Running, items: readonly MotionItem[]): MotionView {
  const id = motionId(native, items)
  const kept = draftsOf(running.ledger)
  if (kept.size >= MOST_DRAFTS) kept.delete(kept.keys().next().value!)
  kept.set(id, items)
  return draftView(running, id, items)
}

async function requirePassphrase(context: Context, session: LiveSession, passphrase: string): Promise<void> {
  if (!context.ring || session.name === null) throw new OfficeError('not-signed-in')
  const keys = await openPerson(context.ring, session.name, passphrase)
  keys.seed.fill(0)
}

/** Signs, and does at once what follows. */
export async function approveMotion(context: Context, { id, passphrase }: Checked<'approveMotion'>, session: LiveSession): Promise<MotionView> {
  await requirePassphrase(context, session, passphrase)
  const { signer } = requireAuthor(session)
  return approveWith(context, id as Hash, signer, signer.key)
}

/** With any key that counts. `me`: the key of who asks. What opens a new registry has the desk opened anew before it is answered. */
export async function approveWith(context: Context, id: Hash, signer: KeySigner, me: Key | null): Promise<MotionView> {
  const running = requireRunning(context)
  const { ledger } = running
  const items = draftsOf(ledger).get(id)
  const fault = items ? faultUnsigned(ledger, items) : undefined
  if (fault !== undefined) throw new OfficeError('motion-no-effect', { fault })
  const { motion } = items ? moveMotion(ledger, items, signer) : approveKept(ledger, id, signer)
  draftsOf(ledger).delete(id)
  const view = spread(context, running, id, writeMotion(motion), me)
  if (!ledger.replaced) return view
  await context.moveOn()
  const after = requireRunning(context)
  const kept = motionOf(after.ledger, id)
  return kept ? motionView(after, id, kept, me) : view
}

export async function withdrawMotion(context: Context, { id, passphrase }: Checked<'withdrawMotion'>, session: LiveSession): Promise<MotionView> {
  await requirePassphrase(context, session, passphrase)
  const running = requireRunning(context)
  const { signer } = requireAuthor(session)
  const { motion } = withdrawKept(running.ledger, id as Hash, signer)
  return spread(context, running, id as Hash, writeMotion(motion), signer.key)
}

function spread(context: Context, running: Running, id: Hash, text: string, me: Key | null): MotionView {
  running.network?.give(text)
  running.settle()
  for (const kind of ['joinChanged', 'headMoved', 'peersChanged'] as const) context.news.tell(kind)
  return motionView(running, id, motionOf(running.ledger, id)!, me)
}

/** Proposes what a page or command does in one step (admit, publish), with the approval of who does it. True when it stands on the registry. */
export const moveAtOnce = (context: Context, running: Running, items: readonly MotionItem[], session: LiveSession): boolean =>
  moveBy(context, running, items, requireAuthor(session).signer)

/** The same with the approval of any key that counts as an administrator: the recovery key's, too. */
export function moveBy(context: Context, running: Running, items: readonly MotionItem[], signer: KeySigner): boolean {
  const { ledger } = running
  const fault = faultUnsigned(ledger, items)
  if (fault !== undefined) throw new OfficeError('motion-no-effect', { fault })
  const { id, motion } = moveMotion(ledger, items, signer)
  spread(context, running, id, writeMotion(motion), signer.key)
  return stateOfMotion(ledger, motion) === 'filed'
}

export function exportMotion(context: Context, { id }: Checked<'exportMotion'>): Output<'exportMotion'> {
  const motion = motionOf(requireRunning(context).ledger, id)
  if (!motion) throw new OfficeError('not-found', { what: 'decision', id })
  return { name: `proposal-${id.slice(0, 8)}.json`, text: writeMotion(motion) }
}

/** A proposal, or the evidence of a fork, from a file. */
export function importMotion(context: Context, { text }: Checked<'importMotion'>, session: LiveSession): Output<'importMotion'> {
  const running = requireRunning(context)
  const { ledger } = running
  const read = readMotion(native, verify, { net: ledger.net, registry: ledger.registry.chain }, text.trim())
  if (typeof read === 'string')
    throw new OfficeError('motion-unreadable', { detail: takeFork(ledger, text.trim()) ? 'it is evidence, which was taken in' : read })
  const taken = takeMotion(ledger, text.trim())
  const id = motionId(native, read.items)
  const kept = motionOf(ledger, id)
  if (!kept) throw new OfficeError('motion-unreadable', { detail: faultOf(ledger, read) ?? 'nobody who may approve has approved it' })
  const view = spread(context, running, id, writeMotion(kept), session.signer?.key ?? ('' as Key))
  return { ...view, already: taken !== 'new' }
}

export function exportFork(context: Context, { chain }: Checked<'exportFork'>): Output<'exportFork'> {
  const running = requireRunning(context)
  const fork = forkOf(running.ledger, chain as Key)
  if (!fork) throw new OfficeError('fork-not-held', { desk: running.projection.titles.desk(chain as Key) })
  return { name: `two-histories-${chain.slice(0, 8)}.json`, text: fork.text }
}
