/** Drafts: ciphertext of a person's unfinished record, saved as one types. The seed of the version before is overwritten. */
import type { KeyObject } from 'node:crypto'
import { deleteGuarded, getGuarded, listSound, putGuarded, type GuardedRows } from './guarded.ts'
import { prepared, type Database } from './prepared.ts'

/** `person`: whose draft it is, as the caller names persons; `seed` and `cipher` from `sealDraft` (keys/cipher.ts). */
export type DraftRow = GuardedRows['drafts']

export function putDraft(db: Database, guard: KeyObject, draft: DraftRow): void {
  putGuarded(db, guard, 'drafts', draft)
}

export const getDraft = (db: Database, guard: KeyObject, id: string): DraftRow | undefined => getGuarded(db, guard, 'drafts', id)

/** `damaged`: ids of rows that are not as this desk wrote them; the others go on without them. */
export const draftsOf = (db: Database, guard: KeyObject, person: string): { readonly rows: readonly DraftRow[]; readonly damaged: readonly string[] } =>
  listSound(db, guard, 'drafts', { person })

export const deleteDraft = (db: Database, guard: KeyObject, id: string): boolean => deleteGuarded(db, guard, 'drafts', id)

/** How many, unchecked and unopened: for the status line. */
export const countDrafts = (db: Database, person: string): number =>
  Number(prepared<[string], number>(db, 'SELECT count(*) FROM drafts WHERE person = ?').pluck().get(person) ?? 0)
