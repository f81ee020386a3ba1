/**
 * When this desk witnesses: for a chain that has grown, once it has been quiet for a moment, and in any case every 10 s
 * while lines keep coming. Then a cosignature and a storage receipt are made, kept, and given to who is near.
 */
import { utf8, type Bytes } from '../../shared/bytes.ts'
import type { Key } from '../../shared/names.ts'
import { cosignChain } from '../ledger/cosign.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { makeReceipt } from '../ledger/receipts.ts'
import type { Timers } from './timers.ts'

const QUIET = 300
const AT_MOST = 10_000
/** A cosignature that was put off is tried again after so long, whether the chain has grown or not. */
const PUT_OFF = 60_000

export interface Witnessing {
  /** Lines or payloads of a chain have come. */
  readonly grew: (chain: Key) => void
  readonly close: () => void
}

export interface WitnessingOptions {
  readonly ledger: Ledger
  readonly timers: Timers
  /** No cosignatures while our clock is in doubt. */
  readonly paused: () => boolean
  readonly give: (blobs: readonly Bytes[]) => void
  readonly failed: (error: unknown) => void
}

export function startWitnessing({ ledger, timers, paused, give, failed }: WitnessingOptions): Witnessing {
  const waiting = new Map<Key, { readonly since: number; readonly undo: () => void }>()
  const speak = (chain: Key): void => {
    waiting.delete(chain)
    try {
      const isPaused = paused()
      const said = [isPaused ? undefined : cosignChain(ledger, chain), makeReceipt(ledger, chain)].filter(text => text !== undefined)
      if (isPaused) waiting.set(chain, { since: ledger.clock.monotonic(), undo: timers.after(PUT_OFF, () => speak(chain)) })
      if (said.length > 0) give(said.map(text => utf8(text)))
    } catch (error) {
      failed(error)
    }
  }
  return {
    grew: chain => {
      const now = ledger.clock.monotonic()
      const before = waiting.get(chain)
      before?.undo()
      const since = before?.since ?? now
      const wait = Math.max(0, Math.min(QUIET, since + AT_MOST - now))
      waiting.set(chain, { since, undo: timers.after(wait, () => speak(chain)) })
    },
    close: () => {
      for (const { undo } of waiting.values()) undo()
      waiting.clear()
    }
  }
}
