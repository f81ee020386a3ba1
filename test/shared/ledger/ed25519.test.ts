import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { generateSeed, signer, verify } from '../../../src/main/keys/native.ts'
import { fromHex, utf8 } from '../../../src/shared/bytes.ts'
import { byTheRule, hasLowOrder, LOW_ORDER } from '../../../src/shared/ledger/ed25519.ts'
import { withShared } from '../../kit/shared-data.ts'

const hex = (text: string): Uint8Array => fromHex(text)!
const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

it('a key or an R of low order is seen wherever it stands, and nothing else is', () => {
  const me = signer(generateSeed())
  const good = me.sign(utf8('message'))
  expect(hasLowOrder(me.publicKey, good)).toBe(false)
  expect(new Set(LOW_ORDER).size).toBe(14)
  for (const encoding of LOW_ORDER.map(hex)) {
    const withR = new Uint8Array([...encoding, ...good.subarray(32)])
    const withS = new Uint8Array([...good.subarray(0, 32), ...encoding])
    expect(hasLowOrder(encoding, good)).toBe(true)
    expect(hasLowOrder(me.publicKey, withR)).toBe(true)
    expect(hasLowOrder(me.publicKey, withS)).toBe(false)
    expect(verify(encoding, utf8('message'), good)).toBe(false)
    for (const at of [0, 15, 31]) {
      const near = encoding.slice()
      near[at]! ^= 0x10
      expect(hasLowOrder(near, good)).toBe(false)
    }
  }
})

it('a key of low order and the signature that holds under it for every message are refused', () => {
  const identity = hex(LOW_ORDER[2]!)
  const always = new Uint8Array([...identity, ...new Uint8Array(32)])
  for (const message of ['one', 'two']) expect(verify(identity, utf8(message), always)).toBe(false)
})

it('the rule refuses low order, wrong lengths and a verifier that throws, however lenient the verifier under it is', () => {
  const lenient = byTheRule(() => true)
  const [key, signature] = [new Uint8Array(32).fill(9), new Uint8Array(64).fill(9)]
  expect(lenient(key, utf8('m'), signature)).toBe(true)
  for (const encoding of LOW_ORDER.map(hex)) {
    expect(lenient(encoding, utf8('m'), signature)).toBe(false)
    expect(lenient(key, utf8('m'), new Uint8Array([...encoding, ...key]))).toBe(false)
  }
  expect(lenient(key.subarray(1), utf8('m'), signature)).toBe(false)
  expect(lenient(key, utf8('m'), signature.subarray(1))).toBe(false)
  expect(lenient(key, utf8('m'), new Uint8Array(65).fill(9))).toBe(false)
  const throwing = byTheRule(() => {
    throw new Error('no point on the curve')
  })
  expect(throwing(key, utf8('m'), signature)).toBe(false)
})

interface Cctv {
  number: number
  key: string
  sig: string
  msg: string
}
/** SHA-256 of the numbers of the accepted cases, joined by commas: the same set on OpenSSL and BoringSSL. */
const ACCEPTED = '36521713b91ca5d28544f38cd646b5494f5911399bfe4635a8bf2f2a88f13bcf'

withShared('of the 914 CCTV cases exactly the pinned 43 are accepted', 'vectors/cctv-ed25519/ed25519vectors.json', path => {
  const cases = read(path) as Cctv[]
  expect(cases.length).toBe(914)
  const accepted = cases.filter(c => verify(hex(c.key), utf8(c.msg), hex(c.sig))).map(c => c.number)
  expect(accepted.length).toBe(43)
  expect(createHash('sha256').update(accepted.join()).digest('hex')).toBe(ACCEPTED)
})

interface Wycheproof {
  testGroups: { publicKey: { pk: string }; tests: { tcId: number; msg: string; sig: string; result: 'valid' | 'invalid' }[] }[]
}
withShared('all 151 Wycheproof cases give the expected verdict', 'vectors/wycheproof/ed25519_test.json', path => {
  let count = 0
  for (const { publicKey, tests } of (read(path) as Wycheproof).testGroups)
    for (const { tcId, msg, sig, result } of tests) {
      count++
      expect([tcId, verify(hex(publicKey.pk), hex(msg), hex(sig))]).toEqual([tcId, result === 'valid'])
    }
  expect(count).toBe(151)
})

interface Rfc8032 {
  priv: string
  pub: string
  msg: string
  sig: string
}
withShared('RFC 8032 vectors: public key, signature and verdict', 'vectors/rfc8032/rfc8032-ed25519.json', path => {
  const cases = read(path) as Rfc8032[]
  expect(cases.length).toBe(4)
  for (const { priv, pub, msg, sig } of cases) {
    const me = signer(hex(priv).subarray(0, 32))
    expect(me.publicKey).toEqual(hex(pub))
    expect(me.sign(hex(msg))).toEqual(hex(sig))
    expect(verify(hex(pub), hex(msg), hex(sig))).toBe(true)
    expect(verify(hex(pub), utf8('another message'), hex(sig))).toBe(false)
  }
})
