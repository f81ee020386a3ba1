/** What is measured with: items of 1,024 bytes that nothing can compress, made before the clock starts. */
import { randomBytes } from 'node:crypto'

export const ITEM_BYTES = 1024
/** Items of a batch, everywhere. */
export const BATCH = 1000

export const bytes = (count: number): Buffer[] => Array.from({ length: count }, () => randomBytes(ITEM_BYTES))
/** 1,024 characters of base64url. */
export const texts = (count: number): string[] => Array.from({ length: count }, () => randomBytes((ITEM_BYTES * 3) / 4).toString('base64url'))

/** A word of a small vocabulary, for search: the n-th is found in every (n + 2)-th text or so. */
export const WORDS = 2000
export const wordy = (n: number, words: number): string =>
  Array.from({ length: words }, (_, i) => `word${(n * 7919 + i * 104_729 + ((n * i) % 13)) % WORDS}`).join(' ')

export interface Timed {
  readonly count: number
  readonly seconds: number
}

/**
 * How many times `step` runs in `seconds`, at least `least` and at most `most` times, after `warm` runs that do not count.
 * Each run does `each` items.
 */
export async function timed(
  step: (i: number) => unknown,
  {
    seconds,
    least,
    most,
    warm,
    each = 1
  }: { readonly seconds: number; readonly least: number; readonly most: number; readonly warm: number; readonly each?: number }
): Promise<Timed> {
  let i = 0
  for (; i < warm; i++) await settled(step(i))
  const began = performance.now()
  let done = 0
  let spent = 0
  while (done < most && (done < least || spent < seconds)) {
    const pending = step(i++)
    if (pending instanceof Promise) await pending
    done++
    spent = (performance.now() - began) / 1000
  }
  return { count: done * each, seconds: spent }
}

const settled = (value: unknown): unknown => value

/** The value below which `share` of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
}
