/**
 * What reviewers said of a record → where its review stands. A decision binds one version: once the record is amended, what
 * was said of the version before says nothing of the new one. Nobody decides about what they wrote themselves, and one person is one
 * voice at however many desks. A return stands until it is taken back or the record is amended, whoever approves meanwhile: two
 * decisions that were made at once are both shown, and the careful one holds. Pure; the order in which entries arrive makes no difference.
 */
import type { Key, OfficeId, PersonId } from '../names.ts'
import { refText, type FormEntry, type ReviewEntry } from './entry.ts'
import type { Folded, Version } from './fold.ts'

export type ReviewRule = FormEntry['review']
export const reviewStates = ['none', 'in-review', 'returned', 'approved'] as const
export type ReviewState = (typeof reviewStates)[number]

/** A `review` entry that counts by itself: its author may decide, or submit. */
export interface Vote {
  readonly entry: ReviewEntry
  readonly person: PersonId
  readonly office: OfficeId
  readonly chain: Key
  /** Ascending along a chain. */
  readonly pos: number
}

export interface Reviewed<V extends Vote = Vote> {
  readonly state: ReviewState
  /** Whether the form, or somebody, asks for a review. */
  readonly rule: ReviewRule
  /** Persons who must approve. */
  readonly needed: number
  /** What stands of the present version, one of each person at most; in the same order at every desk. */
  readonly standing: readonly V[]
  /** Who wrote any version that counts: they decide about none of them. */
  readonly authors: ReadonlySet<PersonId>
}

const neededBy: Readonly<Record<ReviewRule, number>> = { none: 0, one: 1, 'four-eyes': 2, 'two-offices': 2 }

/** The last word of each person on each chain about one version; `withdraw` takes back all before it. */
function lastWords<V extends Vote>(votes: readonly V[], binds: string, of: (vote: V) => boolean): V[] {
  const last = new Map<string, V>()
  for (const vote of votes.toSorted((a, b) => (a.chain === b.chain ? a.pos - b.pos : a.chain < b.chain ? -1 : 1))) {
    if (refText(vote.entry.binds) !== binds) continue
    const whose = `${vote.person} ${vote.chain}`
    if (vote.entry.decision === 'withdraw') last.delete(whose)
    else if (of(vote)) last.set(whose, vote)
  }
  return [...last.values()]
}

/** Of one person who spoke at several desks, the return. */
function onePerson<V extends Vote>(votes: readonly V[]): V[] {
  const by = new Map<PersonId, V>()
  for (const vote of votes) if (by.get(vote.person)?.entry.decision !== 'return') by.set(vote.person, vote)
  return [...by.values()]
}

function isEnough(rule: ReviewRule, needed: number, approvals: readonly Vote[]): boolean {
  if (approvals.length < needed) return false
  return rule !== 'two-offices' || new Set(approvals.map(({ office }) => office)).size >= 2
}

/**
 * `rule`: of the form under which the present version was filed. `authorOf`: who wrote a version. Where nothing asks for a review, or no one
 * version is present (a conflict, a void, a record without effect), its state is `none`.
 */
export function reviewOf<V extends Vote>(folded: Folded, rule: ReviewRule, authorOf: (version: Version) => PersonId | null, votes: readonly V[]): Reviewed<V> {
  const authors = new Set(folded.counted.map(authorOf).filter(person => person !== null))
  const [head, more] = folded.heads
  const asked = folded.counted.some(({ ref }) => lastWords(votes, refText(ref), ({ entry }) => entry.decision === 'submit').length > 0)
  const asks = rule === 'none' && asked ? 'one' : rule
  const nothing = { state: 'none', rule: asks, needed: neededBy[asks], standing: [], authors } as const
  if (asks === 'none' || !head || more || head.entry.t === 'void' || head.judgement.effect !== 'counts') return nothing
  const decides = ({ entry, person }: V): boolean => (entry.decision === 'approve' || entry.decision === 'return') && !authors.has(person)
  const standing = onePerson(lastWords(votes, refText(head.ref), decides))
  const approvals = standing.filter(({ entry }) => entry.decision === 'approve')
  const state = approvals.length < standing.length ? 'returned' : isEnough(asks, neededBy[asks], approvals) ? 'approved' : 'in-review'
  return { ...nothing, state, standing }
}
