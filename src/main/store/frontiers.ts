/** A Merkle frontier (32-byte hashes, largest subtree first) as one blob and back. */
import type { Frontier } from '../../shared/ledger/merkle.ts'

export function packFrontier(frontier: Frontier): Buffer {
  const packed = Buffer.allocUnsafe(frontier.length * 32)
  for (let i = 0; i < frontier.length; i++) packed.set(frontier[i]!, i * 32)
  return packed
}

/** Whether it fits a size is for `isFrontier` to say. Throws RangeError when it is not a whole number of hashes. */
export function unpackFrontier(packed: Uint8Array): Frontier {
  if (packed.length % 32 !== 0) throw new RangeError(`frontier: wanted a multiple of 32 bytes, got ${packed.length}`)
  return Array.from({ length: packed.length / 32 }, (_, i) => packed.slice(i * 32, i * 32 + 32))
}
