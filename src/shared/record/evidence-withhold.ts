/** Choosing what evidence shows of a payload: a path withholds its own value and all that lie below it. */
import type { Hashing } from '../hashing.ts'
import { isShown, leafOfItem, valueHash, type Item, type Payload } from './payload.ts'

export interface Withholding {
  /** The place is shown, the value is not. */
  readonly withhold: readonly string[]
  /** Neither. */
  readonly hide: readonly string[]
}

/** `/data/house` covers `/data/house`, `/data/house[2]` and `/data/house[2]/name`. */
export const covers = (chosen: string, path: string): boolean => path === chosen || path.startsWith(`${chosen}/`) || path.startsWith(`${chosen}[`)

export function withholdItems(h: Hashing, payload: Payload, { withhold, hide }: Withholding): Item[] {
  return payload.map(item => {
    if (!isShown(item)) return item
    const [salt, path, value] = item
    if (hide.some(chosen => covers(chosen, path))) return leafOfItem(h, item)
    return withhold.some(chosen => covers(chosen, path)) ? [path, valueHash(h, salt, value)] : item
  })
}

/** Chosen paths that cover nothing in any payload: most likely mistyped, and what was meant would be disclosed. */
export const unknownPaths = (payloads: readonly Payload[], { withhold, hide }: Withholding): string[] => {
  const paths = payloads.flatMap(payload => payload.filter(isShown).map(([, path]) => path))
  return [...withhold, ...hide].filter(chosen => !paths.some(path => covers(chosen, path)))
}

/** Shorter texts ("no", "12") stand in other answers by chance. */
const TELLING = 4

/** Paths that stay shown although their text holds one that is withheld: a name that a title repeats. */
export function repeating(payloads: readonly Payload[], withholding: Withholding): string[] {
  const isWithheld = (path: string): boolean => [...withholding.withhold, ...withholding.hide].some(chosen => covers(chosen, path))
  const shown = payloads.flatMap(payload => payload.filter(isShown))
  const texts = shown.flatMap(([, path, value]) =>
    isWithheld(path) && typeof value === 'string' && value.trim().length >= TELLING ? [value.trim().toLowerCase()] : []
  )
  const repeats = shown.filter(([, path, value]) => !isWithheld(path) && typeof value === 'string' && texts.some(text => value.toLowerCase().includes(text)))
  return [...new Set(repeats.map(([, path]) => path))]
}
