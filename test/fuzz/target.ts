/**
 * What is fuzzed: one decoder each, with bytes that it takes and what it would write for what it has read. Three things must
 * hold of every input: it is refused by a value or by an OfficeError, never by another throw; it is done within its bound; and
 * what is accepted is canonical: written anew it gives the same bytes.
 */
import type { Random } from '../../src/main/cli/demo/random.ts'

export interface Target {
  readonly name: string
  /** Of all cases, beside the others' shares. */
  readonly share: number
  /** ms of one case, of which the fastest of five tries counts: the limits of the format are what makes them hold. */
  readonly bound: number
  /** Sound inputs to begin with; each must be accepted. */
  readonly seeds: readonly Uint8Array[]
  /** One changed input. */
  readonly mutate: (seed: Uint8Array, others: readonly Uint8Array[], random: Random) => Uint8Array
  /** What it is written as again; undefined when it is refused. Throws OfficeError where the decoder does. */
  readonly decode: (input: Uint8Array) => Uint8Array | undefined | Promise<Uint8Array | undefined>
}

/** Of proofs: only those that were made hold. */
export const isOneOf = (seeds: readonly Uint8Array[], input: Uint8Array): boolean => seeds.some(seed => Buffer.compare(seed, input) === 0)
