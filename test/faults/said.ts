/** What a workload says while it works, a line of JSON each, written before it goes on: who survives it holds the desk to this. */
import type { Key } from '../../src/shared/names.ts'

export type Said =
  /** These are about to be filed, in one transaction. */
  | { readonly said: 'begin'; readonly ids: readonly string[] }
  /** They were acknowledged. */
  | { readonly said: 'filed'; readonly ids: readonly string[] }
  | { readonly said: 'draft'; readonly id: string; readonly instance: string }
  /** A draft that was acknowledged is about to be changed or filed: it may be there, and no longer be as it was. */
  | { readonly said: 'undraft'; readonly id: string }
  /** A signature over `size` lines of a chain of this desk was given away. */
  | { readonly said: 'left'; readonly chain: Key; readonly size: number }
  /** `lines` lines of another desk's chain were acknowledged as taken in. */
  | { readonly said: 'held'; readonly chain: Key; readonly lines: number }
  /** A call was refused with this code; `internal` is no plain word. */
  | { readonly said: 'refused'; readonly call: string; readonly code: string; readonly message: string }
  /** Asked after something was refused; what was refused again is said as such. */
  | { readonly said: 'tried'; readonly call: string; readonly code: 'ok' }
  | { readonly said: 'state'; readonly state: string; readonly trouble: string | null }
  /** A file is about to be saved under this name; and it was. */
  | { readonly said: 'saving' | 'saved'; readonly file: string; readonly sha256: string }
  /** A network was founded here, and its founder told. */
  | { readonly said: 'founded' }
  /** All was done that the workload does. */
  | { readonly said: 'end' }

/** Whole lines only: the last one may have been cut. */
export function readSaid(text: string): Said[] {
  const end = text.lastIndexOf('\n')
  if (end < 0) return []
  return text
    .slice(0, end)
    .split('\n')
    .filter(line => line.startsWith('{"said"'))
    .flatMap(line => {
      try {
        return [JSON.parse(line) as Said]
      } catch {
        return [] // cut
      }
    })
}
