import { createDecipheriv, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  fileCipher,
  guardKeyOf,
  openDraft,
  openPayload,
  randomPool,
  sealDraft,
  sealPayload,
  stagedCipher,
  vaultOf,
  type PayloadPlace
} from '../../../src/main/keys/cipher.ts'
import type { EntryId, Hash, Key, NetworkId } from '../../../src/shared/names.ts'
import { pad } from '../../../src/shared/record/padding.ts'

const vaultKey = Buffer.alloc(32, 1)
const vault = vaultOf(vaultKey)
const seed = Buffer.alloc(32, 2)
const place: PayloadPlace = { net: 'n'.repeat(43) as NetworkId, chain: 'c'.repeat(43) as Key, entry: '0190' as EntryId, commitment: 'k'.repeat(43) as Hash }
const text = Buffer.from('Kayenta, 4 November')
const flipped = (bytes: Uint8Array, at: number): Uint8Array => Object.assign(Uint8Array.from(bytes), { [at]: bytes[at]! ^ 1 })

describe('a payload', () => {
  const sealed = sealPayload(vault, place, seed, text)

  it('opens where it belongs, with its seed, under its vault', () => {
    expect(Buffer.from(openPayload(vault, place, seed, sealed) ?? [])).toEqual(text)
    expect(sealed.length).toBe(223 + 16)
  })

  it.each(['net', 'chain', 'entry', 'commitment'] as const)('does not open under another %s', part => {
    expect(openPayload(vault, { ...place, [part]: 'x' }, seed, sealed)).toBeUndefined()
  })

  it('does not open with another seed or vault, cut short, or with any bit turned', () => {
    expect(openPayload(vault, place, Buffer.alloc(32, 3), sealed)).toBeUndefined()
    expect(openPayload(vaultOf(Buffer.alloc(32, 3)), place, seed, sealed)).toBeUndefined()
    for (const length of [0, 15, 16, sealed.length - 1]) expect(openPayload(vault, place, seed, sealed.subarray(0, length))).toBeUndefined()
    for (let at = 0; at < sealed.length; at++) expect(openPayload(vault, place, seed, flipped(sealed, at))).toBeUndefined()
  })

  it('is AES-256-GCM under HMAC(vault, tag ‖ entry ‖ seed), done here by hand', () => {
    const key = createHmac('sha256', vaultKey).update('muniment/payload/v1\n').update(`${place.entry}\n`).update(seed).digest()
    const cipher = createDecipheriv('aes-256-gcm', key, Buffer.alloc(12)).setAAD(
      Buffer.from(`${place.net}\n${place.chain}\n${place.entry}\n${place.commitment}`)
    )
    cipher.setAuthTag(sealed.subarray(-16))
    expect(Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]).equals(pad(text))).toBe(true)
  })

  it('never has the same bytes twice', () => {
    expect(sealPayload(vault, place, randomPool(32), text).equals(sealPayload(vault, place, randomPool(32), text))).toBe(false)
    expect(() => sealPayload(vault, place, Buffer.alloc(31), text)).toThrow(/32 bytes/)
  })
})

describe('the pieces of a file', () => {
  const cipher = fileCipher(vault, place, 0, 'sha', 20, seed)
  const sealed = cipher.seal(3, text)

  it('open at their own number of their own file', () => {
    expect(cipher.open(3, sealed)).toEqual(text)
    expect(cipher.open(4, sealed)).toBeUndefined()
    expect(fileCipher(vault, place, 1, 'sha', 20, seed).open(3, sealed)).toBeUndefined()
    expect(fileCipher(vault, place, 0, 'other', 20, seed).open(3, sealed)).toBeUndefined()
    expect(fileCipher(vault, place, 0, 'sha', 21, seed).open(3, sealed)).toBeUndefined()
  })

  it('that are equal do not look equal', () => expect(cipher.seal(4, text).subarray(0, 16).equals(sealed.subarray(0, 16))).toBe(false))

  it('staged by one person do not open for another', () => {
    const staged = stagedCipher(vault, 'ada', 'sha', 20, seed).seal(0, text)
    expect(stagedCipher(vault, 'ada', 'sha', 20, seed).open(0, staged)).toEqual(text)
    expect(stagedCipher(vault, 'bob', 'sha', 20, seed).open(0, staged)).toBeUndefined()
  })
})

it('what it is bound to may be long, and in any script', () => {
  const person = 'Ñáʼá '.repeat(400)
  const sealed = sealDraft(vault, 'id', person, seed, text)
  expect(Buffer.from(openDraft(vault, 'id', person, seed, sealed) ?? [])).toEqual(text)
  expect(openDraft(vault, 'id', `${person}x`, seed, sealed)).toBeUndefined()
})

it('a draft opens for its id and person only, and its size is padded', () => {
  const sealed = sealDraft(vault, 'id', 'ada', seed, text)
  expect(sealed.length).toBe(239)
  expect(Buffer.from(openDraft(vault, 'id', 'ada', seed, sealed) ?? [])).toEqual(text)
  expect(openDraft(vault, 'id', 'bob', seed, sealed)).toBeUndefined()
  expect(openDraft(vault, 'di', 'ada', seed, sealed)).toBeUndefined()
})

it('the pool gives as many bytes as asked, never the same, and keeps none of them', () => {
  const seen = new Set<string>()
  for (let i = 0; i < 5000; i++) seen.add(Buffer.from(randomPool(32)).toString('hex'))
  expect(seen.size).toBe(5000)
  for (const length of [0, 1, 65_536, 65_537]) expect(randomPool(length).length).toBe(length)
  expect(randomPool(70_000).some(byte => byte !== 0)).toBe(true)
})

it('the guard key is not the vault key, and a vault key has 32 bytes', () => {
  expect(guardKeyOf(vaultKey).export().equals(vaultKey)).toBe(false)
  expect(() => vaultOf(Buffer.alloc(16))).toThrow(/32 bytes/)
})
