/** Opening what is stored beside the chain: payloads and attachments, checked against their line. */
import { textOf } from '../../shared/bytes.ts'
import type { Key } from '../../shared/names.ts'
import { packageOf, type Carrier } from '../../shared/record/entry.ts'
import { commitPayload, readPayload, type Payload } from '../../shared/record/payload.ts'
import { openPayload } from '../keys/cipher.ts'
import { native } from '../keys/native.ts'
import { payloadAt } from '../store/payloads.ts'
import type { Ledger } from './ledger.ts'

type Needs = Pick<Ledger, 'store' | 'vault' | 'net'>

/** The text of a stored payload; undefined when it is not here or does not open (destroyed, changed, another's vault). */
export function storedText(ledger: Needs, chain: Key, entry: Carrier, pos: number): string | undefined {
  const row = payloadAt(ledger.store.ledger, pos)
  if (!row) return undefined
  const text = openPayload(ledger.vault, { net: ledger.net, chain, entry: entry.id, commitment: entry.commitment }, row.seed, row.cipher)
  return text && textOf(text)
}

/** The payload without the check of its commitment: the cipher's tag binds it to the line already. For lists and pages. */
export function storedPayload(ledger: Needs, chain: Key, entry: Carrier, pos: number): Payload | undefined {
  const text = storedText(ledger, chain, entry, pos)
  return text === undefined ? undefined : readPayload(text)
}

/** The payload, its commitment computed again: for verification and for handing on. `net` is null for registry line 0. */
export function provedPayload(ledger: Needs, net: Ledger['net'] | null, chain: Key, entry: Carrier, pos: number): Payload | undefined {
  const payload = storedPayload(ledger, chain, entry, pos)
  if (!payload) return undefined
  const commitment = commitPayload(native, { net, chain, entry: entry.id, form: packageOf(entry) }, payload)
  return commitment === entry.commitment ? payload : undefined
}
