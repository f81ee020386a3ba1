import fc from 'fast-check'
import { expect, it } from 'vitest'
import { generateSeed, native, signer, verify } from '../../../src/main/keys/native.ts'
import { concat, fromHex, toBase64url, toHex, utf8 } from '../../../src/shared/bytes.ts'
import { noble } from '../../../src/shared/hashing.ts'

it('node:crypto and @noble/hashes give the same SHA-256 of any parts', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), parts => {
      const hash = native.sha256(...parts)
      expect(hash).toEqual(noble.sha256(...parts))
      expect(hash).toEqual(native.sha256(concat(...parts)))
    }),
    { numRuns: 500 }
  )
})

it('they agree on parts of megabytes, on one part and on a view into a larger buffer', () => {
  const large = new Uint8Array(1_500_000).map((_, i) => i % 251)
  expect(native.sha256(large, large)).toEqual(noble.sha256(large, large))
  expect(native.sha256(large)).toEqual(noble.sha256(large))
  const view = large.subarray(7, 1031)
  expect(native.sha256(view)).toEqual(noble.sha256(view.slice()))
  expect(native.sha256(Uint8Array.of(0), view)).toEqual(noble.sha256(Uint8Array.of(0), view.slice()))
})

it('they give the same hash of any text, well-formed or not', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map(n => String.fromCharCode(n)) })), text => {
      expect(native.hashText(text)).toBe(noble.hashText(text))
    }),
    { numRuns: 500 }
  )
  expect(native.hashText('abc')).toBe(toBase64url(fromHex('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')!))
})

it('a hash is plain bytes of its own, not a view into a shared pool', () => {
  const hash = native.sha256(utf8('a'))
  expect(Object.getPrototypeOf(hash)).toBe(Uint8Array.prototype)
  expect(hash.buffer.byteLength).toBe(32)
})

it('what a signer signs verifies, and not for another message, key or signature', () => {
  const me = signer(generateSeed())
  const other = signer(generateSeed())
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(511), (message, bit) => {
      const signature = me.sign(message)
      expect(verify(me.publicKey, message, signature)).toBe(true)
      expect(verify(other.publicKey, message, signature)).toBe(false)
      expect(verify(me.publicKey, concat(message, Uint8Array.of(0)), signature)).toBe(false)
      const flipped = signature.slice()
      flipped[bit >> 3]! ^= 1 << (bit & 7)
      expect(verify(me.publicKey, message, flipped)).toBe(false)
    }),
    { numRuns: 100 }
  )
})

it('any bytes as key and signature are answered with false, never with an exception', () => {
  const lengths = { minLength: 0, maxLength: 70 }
  fc.assert(
    fc.property(fc.uint8Array(lengths), fc.uint8Array(lengths), fc.uint8Array(lengths), (key, message, signature) => {
      expect(verify(key, message, signature)).toBe(false)
    }),
    { numRuns: 500 }
  )
  const me = signer(generateSeed())
  const signature = me.sign(utf8('m'))
  expect(verify(me.publicKey.subarray(0, 31), utf8('m'), signature)).toBe(false)
  expect(verify(me.publicKey, utf8('m'), signature.subarray(0, 63))).toBe(false)
  expect(verify(me.publicKey, utf8('m'), concat(signature, Uint8Array.of(0)))).toBe(false)
  expect(verify(concat(me.publicKey, Uint8Array.of(0)), utf8('m'), signature)).toBe(false)
})

it("a flood of strangers' keys does not make verification forget how to answer", () => {
  const me = signer(generateSeed())
  const signature = me.sign(utf8('m'))
  const key = new Uint8Array(32).fill(7)
  for (let i = 0; i < 5_000; i++) {
    new DataView(key.buffer).setUint32(0, i)
    expect(verify(key, utf8('m'), signature)).toBe(false)
  }
  expect(verify(me.publicKey, utf8('m'), signature)).toBe(true)
})

it('keys with equal bytes in different buffers are one key', () => {
  const me = signer(generateSeed())
  const buffer = new Uint8Array(100)
  buffer.set(me.publicKey, 50)
  expect(verify(buffer.subarray(50, 82), utf8('m'), me.sign(utf8('m')))).toBe(true)
  expect(verify(buffer.subarray(49, 81), utf8('m'), me.sign(utf8('m')))).toBe(false)
})

it('one seed gives one key, and a seed of another length is named', () => {
  const seed = fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')!
  expect(toHex(signer(seed).publicKey)).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a')
  expect(() => signer(seed.subarray(1))).toThrow('wanted 32 bytes, got 31')
  expect(generateSeed()).toHaveLength(32)
  expect(generateSeed()).not.toEqual(generateSeed())
})

it('wiping the seed after a signer was made does not change what it signs', () => {
  const seed = generateSeed()
  const me = signer(seed)
  seed.fill(0)
  expect(verify(me.publicKey, utf8('m'), me.sign(utf8('m')))).toBe(true)
})
