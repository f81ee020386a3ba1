/**
 * A record's entries → its present state. A record is a tree of versions: each amend or void names the version it
 * changes, a resolve names every open head. More than one head is a conflict, shown side by side and decided by a person.
 * Pure; the order in which versions arrive makes no difference.
 */
import { refText, type Ref, type VersionEntry } from './entry.ts'
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
  /** Versions that count, in an order in which each comes after those it names. */
  readonly counted: readonly Version[]
}

const namedBy = (entry: VersionEntry): readonly Ref[] => (entry.t === 'record' ? [] : entry.t === 'resolve' ? entry.heads : [entry.amends])

/** `versions` must hold the original record once; those that name something not (yet) counted wait. */
export function foldRecord(versions: readonly Version[]): Folded {
  const original = versions.find(version => version.entry.t === 'record')
  if (!original) return { state: 'waiting', heads: [], counted: [] }
  if (original.judgement.effect !== 'counts') return { state: original.judgement.effect, heads: [original], counted: [] }
  const counted = new Map<string, Version>([[refText(original.ref), original]])
  let waiting = versions.filter(version => version !== original && version.judgement.effect === 'counts')
  for (let grew = true; grew; ) {
    grew = false
    const later: Version[] = []
    for (const version of waiting) {
      const named = namedBy(version.entry)
      const ready = named.every(ref => counted.has(refText(ref)) && counted.get(refText(ref))!.entry.t !== 'void')
      if (ready) {
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

function stateOf(heads: readonly Version[], counted: number): RecordState {
  if (heads.length > 1) return 'conflict'
  if (heads[0]!.entry.t === 'void') return 'voided'
  return counted > 1 ? 'amended' : 'filed'
}
