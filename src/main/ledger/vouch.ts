/** What this desk can sign for after a bundle was taken in: the same as after a contact, so that it travels back on the next stick. */
import type { Key } from '../../shared/names.ts'
import { cosignChain } from './cosign.ts'
import type { Ledger } from './ledger.ts'
import { makeReceipt } from './receipts.ts'

/** New cosignatures and receipts over these chains, stored. None of either where the desk may not sign; no cosignature while its clock is in doubt. */
export function vouchFor(ledger: Ledger, chains: Iterable<Key>, clockDisputed: boolean): string[] {
  return [...chains].flatMap(chain => [clockDisputed ? undefined : cosignChain(ledger, chain), makeReceipt(ledger, chain)].filter(text => text !== undefined))
}
