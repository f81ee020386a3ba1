/** What follows from new registry lines, or from motions that came, for what is stored here: called after each and at every start. */
import type { Key } from '../../shared/names.ts'
import { enterAccepted } from './accept.ts'
import { settleRequests } from './admission.ts'
import type { Ledger } from './ledger.ts'
import { takeKeptHalves } from './keep-half.ts'
import { fileReady, forgetClosed, openMotions } from './motions.ts'
import { carryOut } from './succeed.ts'

/** A chain that changed by it: heights [from, to) are new. */
export interface Settled {
  readonly chain: Key
  readonly from: number
  readonly to: number
  /** Lines stood at these heights before, and they were others. */
  readonly rewritten: boolean
}

/** Each thing settled may settle another (a motion that was filed accepts lines), until nothing more follows. */
export function settleRegistry(ledger: Ledger): Settled[] {
  const settled: Settled[] = []
  const { registry } = ledger
  const from = registry.size
  if (openMotions(ledger).some(({ motion }) => carryOut(ledger, motion))) return [] // all is opened anew
  if (fileReady(ledger) > 0) {
    forgetClosed(ledger)
    settled.push({ chain: registry.chain, rewritten: false, from, to: registry.size })
  }
  if (ledger.ownRegistry && !ledger.store.readonly) settleRequests(ledger)
  for (const { held, ...heights } of takeKeptHalves(ledger)) settled.push({ chain: held.state.chain, rewritten: true, ...heights })
  for (const { held, ...heights } of enterAccepted(ledger)) settled.push({ chain: held.state.chain, rewritten: false, ...heights })
  return settled
}
