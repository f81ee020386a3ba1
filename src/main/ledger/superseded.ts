/**
 * What a registry said beyond where it counts: lines that a succession has left without effect. They are kept and shown, and
 * whom they admitted may still learn what became of the registry.
 */
import type { AnyEntry } from '../../shared/ledger/line.ts'
import type { Key } from '../../shared/names.ts'
import { linesFrom } from '../store/lines.ts'
import { intactBody, type Ledger } from './ledger.ts'

/** Lines that are shown of one registry. */
const MOST = 1_000

export interface Superseded {
  readonly chain: Key
  readonly height: number
  readonly time: string
  readonly entries: readonly AnyEntry[]
}

/** Lines without effect of all former registries that are here, oldest first. */
export function supersededLines({ registry, chains, store }: Pick<Ledger, 'registry' | 'chains' | 'store'>): Superseded[] {
  return registry.former.flatMap(({ chain, roots }) => {
    const held = chains.get(chain)
    if (!held || held.state.size <= roots.length) return []
    return linesFrom(store.ledger, held.no, roots.length, MOST).flatMap((row): Superseded[] => {
      const body = intactBody(row)
      return body ? [{ chain, height: body.height, time: body.time, entries: body.entries }] : []
    })
  })
}

/** Did a line without effect admit this desk? */
export const wasAdmitted = (ledger: Ledger, desk: Key): boolean =>
  supersededLines(ledger).some(({ entries }) => entries.some(entry => entry.t === 'admit' && entry['what'] === 'desk' && entry['key'] === desk))
