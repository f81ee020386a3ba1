/** The proof kept beside a checkpoint that is ahead of the lines here: 8 bytes size it starts from (big-endian) ‖ 32 bytes a hash. */
import { concat, type Bytes } from '../../shared/bytes.ts'
import { MAX_PROOF } from '../../shared/ledger/limits.ts'

export interface StoredProof {
  /** Lines that were held when it was written. */
  readonly from: number
  readonly proof: readonly Bytes[]
}

export function packProof({ from, proof }: StoredProof): Uint8Array {
  const size = new Uint8Array(8)
  new DataView(size.buffer).setBigUint64(0, BigInt(from))
  return concat(size, ...proof)
}

/** Undefined for an empty one (the lines up to the checkpoint are all here and give its root themselves), and for what `packProof` never wrote. */
export function unpackProof(packed: Uint8Array): StoredProof | undefined {
  if (packed.length < 8 || packed.length % 32 !== 8) return undefined
  const from = Number(new DataView(packed.buffer, packed.byteOffset).getBigUint64(0))
  if (!Number.isSafeInteger(from) || packed.length > 8 + 32 * MAX_PROOF) return undefined
  return { from, proof: Array.from({ length: (packed.length - 8) / 32 }, (_, i) => packed.slice(8 + 32 * i, 40 + 32 * i)) }
}
