/** What a person types into the search, and which records it finds. */
import { prepared, type Database } from '../prepared.ts'

/**
 * Written or left out at will, so neither stored nor searched for: Arabic vowel signs and the stretching stroke, and Greek
 * accents (the tokenizer leaves out those of Latin letters only).
 */
export const searchable = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/(?<=\p{Script=Greek})[\u0300-\u036f]+|[\u0640\u064b-\u0652\u0670]/gu, '')
    .normalize('NFC')

/**
 * A person's search → FTS5: every word must stand in the record, the last one may be unfinished while no space stands after it. undefined: nothing to search
 * for. Letters, numbers and marks are what the tokenizer takes as one word (schema.ts): without positions in the index
 * (`detail = none`) a word that it would split is an error.
 */
export function searchExpression(search: string): string | undefined {
  const words = searchable(search).match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu)
  if (!words) return undefined
  const typing = /\s$/u.test(search) ? -1 : words.length - 1
  return words.map((word, i) => `"${word}"${i === typing ? '*' : ''}`).join(' AND ')
}

/** The last search of each index: its pages come one after the other. `changes`: writes since it was opened. */
const last = new WeakMap<Database, { readonly changes: number; readonly expression: string; readonly found: readonly number[] }>()

/** Positions of the records with these words, ascending. A word that stands in every record takes 0.1 µs a record. */
export function matching(db: Database, expression: string): readonly number[] {
  const changes = prepared<[], number>(db, 'SELECT total_changes()').pluck().get() ?? 0
  const known = last.get(db)
  if (known?.changes === changes && known.expression === expression) return known.found
  const found = prepared<[string], number>(db, 'SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid').pluck().all(expression)
  last.set(db, { changes, expression, found })
  return found
}

/** Whether an ascending list holds it. */
export function holds(list: readonly number[], wanted: number): boolean {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (list[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return list[low] === wanted
}
