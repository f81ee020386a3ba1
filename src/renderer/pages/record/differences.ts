/** What an amendment changed, answer by answer. */
import type { FieldValue, Value } from '../../../shared/contract.ts'

export interface Difference {
  readonly path: string
  /** Undefined: the question was not there. */
  readonly before: Value | undefined
  readonly after: Value | undefined
}

const same = (a: Value | undefined, b: Value | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)

/** In the order of the newer version, then what is only in the older. Meta fields are the program's, not a person's, and are left out. */
export function differences(before: readonly FieldValue[], after: readonly FieldValue[]): Difference[] {
  const old = new Map(before)
  const fresh = new Map(after)
  const paths = [...fresh.keys(), ...[...old.keys()].filter(path => !fresh.has(path))]
  return paths
    .filter(path => !path.includes('/meta/') && !same(old.get(path), fresh.get(path)))
    .map(path => ({ path, before: old.get(path), after: fresh.get(path) }))
}
