/**
 * A record's entries → its present state. A record is a tree of versions: each amend or void names the version it
 * changes, a resolve names every open head. More than one head is a conflict, shown side by side and decided by a person.
 * Pure; the order in which versions arrive makes no difference.
 */
import { compareRefs, refText, type Ref, type VersionEntry } from './entry.ts'
import type { Judgement } from './judge.ts'

export interface Version {
  readonly ref: Ref
  readonly entry: VersionEntry
  readonly judgement: Judgement
}
export type RecordState = 'filed' | 'amended' | 'voided' | 'conflict' | 'noEffect' | 'waiting'
export interface Folded {
  readonly state: RecordState
  /** Versions that nothing counted has replaced; more than one is a conflict. */
  readonly heads: readonly Version[]
  /** Versions that count, in an order in which each comes after those it names; the same however they arrived. */
  readonly counted: readonly Version[]
}

const namedBy = (entry: VersionEntry): readonly Ref[] => (entry.t === 'record' ? [] : entry.t === 'resolve' ? entry.heads : [entry.amends])

const byRef = (a: Version, b: Version): number => compareRefs(a.ref, b.ref)

/** `versions` must hold the original record once; those that name something not (yet) counted wait. */
export function foldRecord(versions: readonly Version[]): Folded {
  const original = versions.find(version => version.entry.t === 'record')
  if (!original) return { state: 'waiting', heads: [], counted: [] }
  if (original.judgement.effect !== 'counts') return { state: original.judgement.effect, heads: [original], counted: [] }
  const counted = new Map<string, Version>([[refText(original.ref), original]])
  let waiting = versions.filter(version => version !== original && version.judgement.effect === 'counts').toSorted(byRef)
  for (let grew = true; grew;) {
    grew = false
    const later: Version[] = []
    for (const version of waiting) {
      if (isReady(version, counted)) {
        counted.set(refText(version.ref), version)
        grew = true
      } else later.push(version)
    }
    waiting = later
  }
  const replaced = new Set([...counted.values()].flatMap(version => namedBy(version.entry).map(refText)))
  const heads = [...counted.values()].filter(version => !replaced.has(refText(version.ref)))
  return { state: stateOf(heads, counted.size), heads, counted: [...counted.values()] }
}

/**
 * All that it names counts. What is void is not changed any more; only a resolve may name a void among its heads, when that
 * is one side of the conflict that it decides.
 */
function isReady({ entry }: Version, counted: ReadonlyMap<string, Version>): boolean {
  const named = namedBy(entry).map(ref => counted.get(refText(ref))?.entry.t)
  if (named.includes(undefined)) return false
  return entry.t === 'resolve' ? named.some(t => t !== 'void') : !named.includes('void')
}

function stateOf(heads: readonly Version[], counted: number): RecordState {
  if (heads.every(head => head.entry.t === 'void')) return 'voided'
  if (heads.length > 1) return 'conflict'
  return counted > 1 ? 'amended' : 'filed'
}
