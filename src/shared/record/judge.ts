/**
 * Authority, judged entry by entry as of the registry size that the line names, minus all cuts the reader knows now.
 * Every receiver judges its own and foreign lines by this one function. Failing authority leaves the chain going and
 * the entry without effect; not knowing enough yet leaves it waiting.
 */
import type { AnyEntry, Opened } from '../ledger/line.ts'
import type { Hash, Key, OfficeId, PersonId } from '../names.ts'
import { isCarrier, isDeskKind, isFormCarrier, isKnownKind, roleAtLeast, type Audience, type Grant, type Ref, type Role } from './entry.ts'
import type { Registry } from './registry.ts'
import { holds } from './registry-facts.ts'

export type WhyNot =
  | 'desk-not-admitted'
  | 'author-not-admitted'
  | 'role'
  | 'not-own'
  | 'form-not-published'
  | 'other-form'
  | 'audience'
  | 'beyond-cut'
  | 'registry-fork'
  | 'desk-may-not'
export type WhyWaiting = 'registry-behind' | 'registry-halted' | 'target-not-here' | 'unknown-kind'
/** Not for what the entry is: its chain has two histories, and which one counts is not decided (ledger/project.ts). */
export type HeldBack = 'chain-forked'

export type Judgement =
  | { readonly effect: 'counts'; readonly person: PersonId | null; readonly office: OfficeId }
  | { readonly effect: 'noEffect'; readonly why: WhyNot }
  | { readonly effect: 'waiting'; readonly why: WhyWaiting | HeldBack }

/** The least role each kind takes; a higher one includes it. Approval by the author of the record is refused elsewhere (fold). */
const least: Readonly<Record<string, Role>> = {
  record: 'clerk',
  amend: 'clerk',
  resolve: 'clerk',
  void: 'clerk',
  assign: 'supervisor',
  access: 'viewer',
  restrict: 'supervisor',
  dispose: 'records',
  disclose: 'records',
  incident: 'viewer',
  note: 'clerk'
}

/** Submitting and withdrawing are a clerk's; deciding takes a supervisor. */
function leastOf(entry: AnyEntry): Role | undefined {
  if (entry.t !== 'review') return Object.hasOwn(least, entry.t) ? least[entry.t] : undefined
  return entry['decision'] === 'submit' || entry['decision'] === 'withdraw' ? 'clerk' : 'supervisor'
}

export { roleAtLeast }

/** May someone with these grants do `wanted` at this office with this form, on their own record or on another's? */
export const allows = (grants: readonly Grant[], wanted: Role, office: OfficeId, form: string | null, own: boolean): boolean =>
  grants.some(
    grant =>
      roleAtLeast(grant.role, wanted) &&
      (grant.office === null || grant.office === office) &&
      (grant.form === null || grant.form === form) &&
      (own || grant.scope === 'others')
  )

const sameAudience = (a: Audience, b: Audience): boolean =>
  a === b || (typeof a !== 'string' && typeof b !== 'string' && a.length === b.length && a.every((office, i) => office === b[i]))
const no = (why: WhyNot): Judgement => ({ effect: 'noEffect', why })
const waits = (why: WhyWaiting): Judgement => ({ effect: 'waiting', why })

/** Who filed the record that an entry speaks of, and by which form; undefined while it is not on this desk. */
export type Target = (ref: Ref) => { readonly author: PersonId | null; readonly form: string } | undefined

const targetOf = (entry: AnyEntry): Ref | undefined => (entry['record'] ?? undefined) as unknown as Ref | undefined

export function judge(registry: Registry, opened: Pick<Opened, 'body' | 'hash'>, entry: AnyEntry, target: Target): Judgement {
  const { body, hash } = opened
  const reg = body.reg
  const size = reg === null ? 'registry-behind' : registry.actedUnder(reg)
  if (size === 'registry-behind') return waits(size)
  if (size === 'registry-fork') return no(size)
  if (registry.isHalted(size)) return waits('registry-halted')
  const desk = registry.deskAt(body.chain, size)
  if (!desk) return no('desk-not-admitted')
  const person = body.author === body.chain ? null : (registry.personOf(body.author, body.chain, size) ?? undefined)
  if (person === undefined) return no('author-not-admitted')
  if (isCut(registry, { chain: body.chain, height: body.height, registrySize: size }, person, hash)) return no('beyond-cut')
  if (!isKnownKind(entry.t)) return waits('unknown-kind')
  if (person === null)
    return isDeskKind(entry.t) ? (wrongForm(registry, size, entry, null) ?? { effect: 'counts', person, office: desk.office }) : no('desk-may-not')
  return judgePerson(registry, size, person, desk.office, entry, target)
}

/** An entry of a form is of one that is published, and goes to whom that goes; what is said about a record goes to whom the record goes. */
function wrongForm(registry: Registry, size: number, entry: AnyEntry, about: string | null): Judgement | undefined {
  if (isFormCarrier(entry)) {
    const published = registry.formAt(entry.package, size)
    if (!published || published.form !== entry.form || published.version !== entry.version) return no('form-not-published')
    if (entry.t === 'record' && published.state !== 'published') return no('form-not-published')
    return sameAudience(published.audience, entry.audience) ? undefined : no('audience')
  }
  if (about === null || !isCarrier(entry)) return undefined
  return registry.forms.some(form => form.form === about && holds(form, size) && sameAudience(form.audience, entry.audience)) ? undefined : no('audience')
}

function judgePerson(registry: Registry, size: number, person: PersonId, office: OfficeId, entry: AnyEntry, target: Target): Judgement {
  const grants = registry.grantsOf(person, size)
  const wanted = leastOf(entry)
  if (wanted === undefined) return no('role')
  let form = isFormCarrier(entry) ? entry.form : null
  let own = true
  const ref = targetOf(entry)
  if (ref) {
    const about = target(ref)
    if (!about) return waits('target-not-here')
    if (form !== null && form !== about.form) return no('other-form') // rights in one form give none in another
    own = about.author === person
    form ??= about.form
  }
  if (!allows(grants, wanted, office, form, true)) return no('role')
  if (!own && !allows(grants, wanted, office, form, false)) return no('not-own')
  return wrongForm(registry, size, entry, ref ? form : null) ?? { effect: 'counts', person, office }
}

/**
 * Beyond a cut, and not let in again by the registry. A cut is about lines that act under a registry from before it: what
 * a person signs later, under the registry that took the right away, is judged by the rights left (a new role, a new key).
 */
export const isCut = (
  registry: Registry,
  at: { readonly chain: Key; readonly height: number; readonly registrySize: number },
  person: PersonId | null,
  line: Hash
): boolean =>
  !registry.accepted.has(line) &&
  registry.cuts.some(
    cut =>
      cut.chain === at.chain && (cut.person === null || cut.person === person) && at.height >= cut.size && (cut.person === null || at.registrySize < cut.from)
  )
