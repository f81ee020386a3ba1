/** Keys from a name, the same in every run: nobody real, nothing secret. */
import { keySigner, type KeySigner } from '../../src/main/ledger/ledger.ts'
import { native, signer } from '../../src/main/keys/native.ts'
import { sealKeyOf } from '../../src/main/keys/secrets.ts'
import { toBase64url, utf8, type Bytes } from '../../src/shared/bytes.ts'
import type { Clock } from '../../src/main/ledger/ledger.ts'
import type { Hash, SealKey } from '../../src/shared/names.ts'

const secretOf = (name: string): Uint8Array => native.sha256(utf8(`muniment test key\n${name}`))

export const keyOf = (name: string): KeySigner => keySigner(signer(secretOf(name)))
export const sealKeyFor = (name: string): SealKey => sealKeyOf(secretOf(`seal ${name}`))
export const hashOf = (text: string): Hash => toBase64url(native.sha256(utf8(text))) as Hash

export interface TestClock extends Clock {
  /** Both clocks go on by so many ms. */
  pass(ms: number): void
  /** The wall clock alone jumps. */
  jump(ms: number): void
}

/** 22 November 2026, 8 o'clock. */
const START = Date.UTC(2026, 10, 22, 8)

/** A clock that stands still until it is told to go, and bytes that look random and are made from the seed. */
export function testClock(seed: string): TestClock {
  let wall = START
  let counter = 1_000
  let drawn = 0
  return {
    now: () => wall,
    monotonic: () => counter,
    random(length: number): Bytes {
      const bytes = new Uint8Array(length)
      for (let at = 0; at < length; at += 32) bytes.set(native.sha256(utf8(`${seed}\n${drawn++}`)).subarray(0, Math.min(32, length - at)), at)
      return bytes
    },
    pass(ms) {
      wall += ms
      counter += ms
    },
    jump(ms) {
      wall += ms
    }
  }
}
