/**
 * A motion: proposals that are put to approval together, on their way between administrators over the network or as a file.
 * It carries what the registry will need (entries, payloads, approvals so far); its text is canonical JSON. Approvals add up:
 * two texts of one motion are joined, and nothing that stands in one gets lost. An approval that was withdrawn does not come back.
 */
import { fromBase64url, toBase64url, utf8, type Bytes } from '../bytes.ts'
import type { Hashing, Verify } from '../hashing.ts'
import { canonical, parseCanonical, type Json } from '../ledger/jcs.ts'
import { isSignature, type Hash, type Key, type NetworkId, type Signature } from '../names.ts'
import { isCarrier, packageOf, wrongEntries, type Approval, type Carrier, type SucceedEntry } from './entry.ts'
import { paddedSize } from './padding.ts'
import { commitPayload, readPayload } from './payload.ts'
import { approvalMessage, withApprovals, type Proposal } from './proposal.ts'
import { integer, key, list, object, signature, word, type Check } from './shape.ts'

export interface MotionItem {
  /** Canonical payload text; null for kinds without one. */
  readonly payload: string | null
  readonly proposal: Proposal
}
/** One key under all of it: a signature over each proposal, in their order. */
export interface Voice {
  readonly key: Key
  readonly sigs: readonly Signature[]
}
export interface Motion {
  /** Ascending by key. */
  readonly approvals: readonly Voice[]
  readonly items: readonly MotionItem[]
  readonly v: 1
  /** Keys that have taken their approval back; ascending by key. */
  readonly withdrawn: readonly Approval[]
}

/** Entries that take effect together: an office, its desk and its person are three. */
export const MAX_ITEMS = 8
/** All of it becomes one registry line, and its payloads; nothing longer is looked at. */
export const MAX_MOTION_BYTES = 196_608
const MAX_VOICES = 64

const proposalText = ({ proposal }: MotionItem): string => canonical(proposal as unknown as Json)

/** What identifies a motion, whoever has approved it. */
export const motionId = (h: Hashing, items: readonly MotionItem[]): Hash => h.hashText(`muniment/motion/v1\n${items.map(proposalText).join('\n')}`)

export const withdrawalMessage = (id: Hash): Bytes => utf8(`muniment/withdraw/v1\n${id}`)

export const approveMotion = (items: readonly MotionItem[], by: Key, sign: (message: Bytes) => Bytes): Voice => ({
  key: by,
  sigs: items.map(({ proposal }) => toBase64url(sign(approvalMessage(proposal))) as Signature)
})
export const withdrawMotion = (id: Hash, by: Key, sign: (message: Bytes) => Bytes): Approval => ({
  key: by,
  sig: toBase64url(sign(withdrawalMessage(id))) as Signature
})

/** Keys whose approval stands. */
export const standing = ({ approvals, withdrawn }: Motion): Voice[] => approvals.filter(voice => !withdrawn.some(back => back.key === voice.key))

/** The entries as they stand on the chain, approved by these voices. */
export const entriesOf = (items: readonly MotionItem[], voices: readonly Voice[]): ReturnType<typeof withApprovals>[] =>
  items.map(({ proposal }, i) =>
    withApprovals(
      proposal,
      voices.map(voice => ({ key: voice.key, sig: voice.sigs[i]! }))
    )
  )

export const writeMotion = (motion: Motion): string => canonical(motion as unknown as Json)

const byKey = (a: { readonly key: Key }, b: { readonly key: Key }): number => (a.key < b.key ? -1 : 1)
/** Approvals and withdrawals of both; the same motion both times. */
export function joinMotions(a: Motion, b: Motion): Motion {
  const join = <T extends { readonly key: Key }>(left: readonly T[], right: readonly T[]): T[] =>
    [...left, ...right.filter(item => !left.some(known => known.key === item.key))].sort(byKey).slice(0, MAX_VOICES)
  return { ...a, approvals: join(a.approvals, b.approvals), withdrawn: join(a.withdrawn, b.withdrawn) }
}

const anything: Check = () => undefined
const shape: Check = object({
  approvals: list(object({ key, sigs: list(signature, 1, MAX_ITEMS) }), 1, MAX_VOICES),
  items: list(object({ payload: anything, proposal: object({ entry: anything, expiresAtSize: integer(1), net: key, nonce: word(22) }) }), 1, MAX_ITEMS),
  v: integer(1, 1),
  withdrawn: list(object({ key, sig: signature }), 0, MAX_VOICES)
})
const ascends = (items: readonly { readonly key: Key }[]): boolean => items.every((item, i) => i === 0 || items[i - 1]!.key < item.key)

/** What is wrong with a payload beside its entry. */
function wrongPayload(h: Hashing, registry: Key, { payload, proposal }: MotionItem): string | undefined {
  const entry = proposal.entry as unknown as Carrier
  if (!isCarrier(entry)) return payload === null ? undefined : 'a payload beside an entry without one'
  const items = typeof payload === 'string' ? readPayload(payload) : undefined
  if (!items) return 'no payload beside an entry with one'
  const binding = { net: proposal.net, chain: registry, entry: entry.id, form: packageOf(entry) }
  if (commitPayload(h, binding, items) !== entry.commitment) return 'the payload does not give its commitment'
  return paddedSize(utf8(payload!).length) === entry.size ? undefined : 'the payload has another size'
}

/** `registry`: the key of the registry's chain, which the payloads' commitments bind. */
export interface MotionFor {
  readonly net: NetworkId
  readonly registry: Key
}

/**
 * Reads and checks in full: shape, entries of the registry, payloads, every signature. Whether those who signed may approve,
 * and whether it would have an effect, the registry says. The text of what is wrong, or the motion.
 */
export function readMotion(h: Hashing, verify: Verify, { net, registry }: MotionFor, text: string): Motion | string {
  if (text.length > MAX_MOTION_BYTES) return `more than ${MAX_MOTION_BYTES} bytes`
  const value = parseCanonical(text)
  if (value === undefined) return 'it is not canonical JSON'
  const wrong = shape(value, 'motion')
  if (wrong !== undefined) return wrong
  const motion = value as unknown as Motion
  const { items, approvals, withdrawn } = motion
  if (!ascends(approvals) || !ascends(withdrawn)) return 'signatures out of order'
  if (items.some(({ proposal }) => proposal.net !== net)) return 'it is of another network'
  if (new Set(items.map(({ proposal }) => proposal.nonce)).size !== items.length) return 'one proposal stands twice'
  if (approvals.some(voice => voice.sigs.length !== items.length)) return 'an approval that does not cover all of it'
  const entries = entriesOf(items, approvals)
  if (entries.some(entry => typeof entry !== 'object' || typeof entry.t !== 'string')) return 'no entry'
  const badEntry = wrongEntries({ entries }, 'registry') ?? (entries.some(entry => Object.hasOwn(entry, 'by')) ? undefined : 'no entry')
  if (badEntry !== undefined) return badEntry
  // A succession stands on the chain that it opens, and with it what it brings along.
  const opens = entries[0]?.t === 'succeed' ? (entries[0] as SucceedEntry).key : registry
  if (entries.some((entry, i) => i > 0 && entry.t === 'succeed')) return 'a succession that does not come first'
  for (const item of items) {
    const badPayload = Object.hasOwn(item.proposal.entry as object, 'by') ? 'an entry that brings approvals' : wrongPayload(h, opens, item)
    if (badPayload !== undefined) return badPayload
  }
  return wrongSignature(h, verify, motion) ?? motion
}

function wrongSignature(h: Hashing, verify: Verify, { items, approvals, withdrawn }: Motion): string | undefined {
  const messages = items.map(({ proposal }) => approvalMessage(proposal))
  for (const voice of approvals)
    for (const [i, message] of messages.entries())
      if (!isSignature(voice.sigs[i]) || !verify(fromBase64url(voice.key)!, message, fromBase64url(voice.sigs[i])!))
        return 'an approval that its key did not sign'
  const back = withdrawalMessage(motionId(h, items))
  return withdrawn.some(({ key: by, sig }) => !verify(fromBase64url(by)!, back, fromBase64url(sig)!)) ? 'a withdrawal that its key did not sign' : undefined
}

/** What an administrator puts a signature under, as text: the canonical JSON of each proposal. */
export const signedTexts = (items: readonly MotionItem[]): string[] => items.map(proposalText)

/** The succession that a motion is about; undefined of any other. */
export function successionOfMotion(items: readonly MotionItem[]): SucceedEntry | undefined {
  const entry = items[0]?.proposal.entry as unknown as SucceedEntry | undefined
  return entry?.t === 'succeed' ? entry : undefined
}
