/** A proposal as people read it: what it speaks of by name, who has approved it, and the very text that is signed. */
import type { MotionView } from '../../shared/contract.ts'
import type { Hash, Key, OfficeId, PersonId } from '../../shared/names.ts'
import type { AdmitDesk, AdmitPerson, Cut, FormEntry, Grant, PolicyEntry, RevokeEntry, SucceedEntry } from '../../shared/record/entry.ts'
import { signedTexts, standing, successionOfMotion, type Motion, type MotionItem } from '../../shared/record/motion.ts'
import { readPayload, textAt } from '../../shared/record/payload.ts'
import { comparisonNumbers } from '../../shared/record/invitation.ts'
import { wordsOf } from '../keys/recovery.ts'
import { native } from '../keys/native.ts'
import { approvingPersons, faultOf, faultUnsigned, stateOfMotion } from '../ledger/motions.ts'
import { neededFor } from '../ledger/succeed.ts'
import { witnessedSize } from '../ledger/witnessed.ts'
import type { Running } from './context.ts'
import { formTitle } from './handlers/forms.ts'

type Part = MotionView['parts'][number]
type Kind = Part['kind']
type Facts = [string, string][]

/** Milliseconds since 1970 in the first 48 bits of a UUIDv7: claimed by whoever made it. */
const timeOf = (id: string): string => new Date(parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString()

export const grantsText = ({ projection: { titles } }: Running, grants: readonly Grant[]): string =>
  grants.map(({ role, office }) => (office === null ? role : `${role} · ${titles.office(office)}`)).join(', ')

function cutsOf({ ledger, projection }: Running, cuts: readonly Cut[]): Part['cuts'] {
  return cuts.map(({ chain, size }) => ({
    chain,
    desk: projection.titles.desk(chain),
    size,
    held: ledger.chains.get(chain)?.state.size ?? 0,
    witnessed: witnessedSize(ledger, chain)
  }))
}

interface Said {
  readonly kind: Kind
  readonly subject: string
  readonly facts: Facts
  readonly cuts?: readonly Cut[]
}

function saidOf(running: Running, { proposal, payload }: MotionItem, all: readonly MotionItem[]): Said {
  const { titles } = running.projection
  const entry = proposal.entry as unknown as Record<string, unknown>
  const name = textAt(payload === null ? null : (readPayload(payload) ?? null), '@name') ?? ''
  switch (entry['t']) {
    case 'admit':
      return admitOf(running, entry, name, all)
    case 'revoke': {
      const { what, subject, cuts } = entry as unknown as RevokeEntry
      const key = what === 'key' ? running.ledger.registry.keys.get(subject as Key) : undefined
      const named =
        what === 'office'
          ? titles.office(subject as OfficeId)
          : what === 'desk'
            ? titles.desk(subject as Key)
            : titles.person(what === 'person' ? (subject as PersonId) : (key?.person ?? null))
      return { kind: `revoke-${what}`, subject: named, facts: key ? [['desk', titles.desk(key.desk)]] : [], cuts }
    }
    case 'role':
      return {
        kind: 'role',
        subject: titles.person(entry['person'] as PersonId),
        facts: [
          ['was', grantsText(running, running.ledger.registry.grantsOf(entry['person'] as PersonId, running.ledger.registry.size))],
          ['role', grantsText(running, entry['grants'] as readonly Grant[])]
        ],
        cuts: entry['cuts'] as readonly Cut[]
      }
    case 'policy':
      return policyOf(running, entry as unknown as PolicyEntry)
    case 'form': {
      const form = entry as unknown as FormEntry
      const audience = typeof form.audience === 'string' ? [] : (form.audience as readonly OfficeId[])
      const offices: Facts = audience.length === 0 ? [] : [['audience', audience.map(office => titles.office(office)).join(', ')]]
      return { kind: 'form', subject: formTitle(running.ledger, form.package), facts: [['version', form.version], ['state', form.state], ...offices] }
    }
    case 'accept':
      return { kind: 'accept', subject: '', facts: [['lines', String((entry['lines'] as readonly Hash[]).length)]] }
    case 'decide': {
      const keep = entry['keep'] as { readonly size: number; readonly root: Hash }
      return {
        kind: 'decide',
        subject: titles.desk(entry['chain'] as Key),
        facts: [
          ['keep', String(keep.size)],
          ['root', keep.root]
        ]
      }
    }
    case 'succeed': {
      const { desk, from } = entry as unknown as SucceedEntry
      const here = running.ledger.chains.get(from.chain)?.state.size ?? 0
      const facts: Facts = [
        ['registryLines', String(from.size)],
        ['registryLost', String(Math.max(0, here - from.size))]
      ]
      return { kind: 'succeed', subject: titles.desk(desk), facts }
    }
    default:
      return { kind: 'other', subject: name, facts: [['kind', String(entry['t'])]] }
  }
}

function admitOf(running: Running, entry: Record<string, unknown>, name: string, all: readonly MotionItem[]): Said {
  const { titles } = running.projection
  if (entry['what'] === 'office') return { kind: 'admit-office', subject: name, facts: entry['oversight'] === true ? [['oversight', 'yes']] : [] }
  if (entry['what'] === 'desk') {
    const desk = entry as unknown as AdmitDesk
    const facts: Facts = [
      ['office', titles.office(desk.office)],
      ['number', String(desk.number)]
    ]
    if (desk.continues === null) return { kind: 'admit-desk', subject: name, facts }
    return { kind: 'admit-continues', subject: name, facts: [...facts, ['old', titles.desk(desk.continues.chain)]], cuts: [desk.continues] }
  }
  const person = entry as unknown as AdmitPerson
  // A desk that comes in with its person binds its seal key into the six words, as the newcomer sees them.
  const desk = all.map(({ proposal }) => proposal.entry as unknown as AdmitDesk).find(({ what, key }) => what === 'desk' && key === person.desk)
  const { key, proof } = person
  const words = wordsOf(comparisonNumbers(native, { desk: desk ?? null, at: person.desk, person: { key, name, proof } }))
  const facts: Facts = [
    ['desk', desk ? `${titles.office(desk.office)} ${desk.number}` : titles.desk(person.desk)],
    ['words', words]
  ]
  return person.person === null
    ? { kind: 'admit-person', subject: name, facts: [...facts, ['role', grantsText(running, person.grants)]] }
    : { kind: 'admit-key', subject: titles.person(person.person), facts }
}

function policyOf({ ledger: { registry }, projection: { titles } }: Running, { quorum, witnesses, hubs }: PolicyEntry): Said {
  const now = registry.policyAt(registry.size)
  const facts: Facts = []
  if (quorum !== now.quorum) facts.push(['quorum', `${now.quorum} → ${quorum}`])
  if (witnesses !== now.witnesses) facts.push(['witnesses', `${now.witnesses} → ${witnesses}`])
  for (const hub of hubs) if (!now.hubs.includes(hub)) facts.push(['hubNew', titles.desk(hub)])
  for (const hub of now.hubs) if (!hubs.includes(hub)) facts.push(['hubOld', titles.desk(hub)])
  return { kind: 'policy', subject: '', facts }
}

function partsOf(running: Running, items: readonly MotionItem[]): Part[] {
  const texts = signedTexts(items)
  return items.map((item, i) => {
    const { cuts = [], ...said } = saidOf(running, item, items)
    return {
      ...said,
      reason: textAt(item.payload === null ? null : (readPayload(item.payload) ?? null), '@reason'),
      cuts: cutsOf(running, cuts),
      signed: texts[i]!
    }
  })
}

/** Of a succession, for as long as nothing else has succeeded the registry. */
const left = ({ ledger }: Running, items: readonly MotionItem[]): number =>
  successionOfMotion(items) ? 1 : Math.max(0, Math.min(...items.map(({ proposal }) => proposal.expiresAtSize)) - ledger.registry.size)

const common = (running: Running, id: Hash, items: readonly MotionItem[]): Pick<MotionView, 'id' | 'parts' | 'needed' | 'left' | 'at'> => ({
  id,
  parts: partsOf(running, items),
  needed: neededFor(running.ledger, items),
  left: left(running, items),
  at: timeOf(items[0]!.proposal.entry['id'] as string)
})

/** Composed here, signed by nobody. */
export const draftView = (running: Running, id: Hash, items: readonly MotionItem[]): MotionView => ({
  ...common(running, id, items),
  state: 'draft',
  fault: faultUnsigned(running.ledger, items) ?? null,
  approvals: [],
  has: 0,
  approved: false
})

/** `me`: the key of who asks, or null. */
export function motionView(running: Running, id: Hash, motion: Motion, me: Key | null): MotionView {
  const { ledger, projection } = running
  const { registry } = ledger
  const { titles } = projection
  const state = stateOfMotion(ledger, motion)
  const stands = standing(motion)
  const fault = state === 'open' ? faultOf(ledger, motion) : undefined
  const myPerson = me && registry.keys.get(me)?.person
  return {
    ...common(running, id, motion.items),
    state,
    fault: fault === undefined || fault === 'quorum' ? (state === 'open' ? (faultUnsigned(ledger, motion.items) ?? null) : null) : fault,
    approvals: motion.approvals.map(({ key }) => {
      const held = registry.keys.get(key)
      return {
        person: held ? titles.person(held.person) : '',
        desk: held ? titles.desk(held.desk) : '',
        mine: key === me || (held !== undefined && held.person === myPerson),
        counts: registry.administratorOf(key, registry.size) !== undefined,
        withdrawn: !stands.some(voice => voice.key === key)
      }
    }),
    has: approvingPersons(ledger, motion).size,
    approved: stands.some(({ key }) => key === me || (myPerson !== null && registry.keys.get(key)?.person === myPerson))
  }
}
