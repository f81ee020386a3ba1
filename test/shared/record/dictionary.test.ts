/** T15: a value that was erased can not be guessed from what is left, however few values there are. */
import { createHmac, randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { openPayload, sealPayload, vaultOf } from '../../../src/main/keys/cipher.ts'
import { native } from '../../../src/main/keys/native.ts'
import { utf8 } from '../../../src/shared/bytes.ts'
import type { Hash } from '../../../src/shared/names.ts'
import {
  commitmentOf,
  commitPayload,
  leafOf,
  leafOfItem,
  makePayload,
  payloadText,
  valueHash,
  type Item,
  type Shown
} from '../../../src/shared/record/payload.ts'
import { hashOf, keyOf } from '../../kit/people.ts'

const GUESSES = 10_000
/** Everything the field may say: a date of birth, and the right one among them. */
const dictionary = Array.from({ length: GUESSES }, (_, i) => new Date(Date.UTC(1990, 0, 1) + i * 86_400_000).toISOString().slice(0, 10))
const TRUE = dictionary[7_777]!
const PATH = '/data/born'
const binding = { net: hashOf('net') as never, chain: keyOf('desk').key, entry: '01a20244-e800-7291-b810-08030a5a711a' as never, form: hashOf('form') }
const salt = (): Uint8Array => new Uint8Array(randomBytes(16))
const filed = (value = TRUE): readonly Shown[] =>
  makePayload(
    [
      ['/data/name', 'Dana Begay'],
      [PATH, value],
      ['/data/sex', 'f']
    ],
    salt
  )

/** Salts that somebody may try who does not have the right one: all that can be seen, and what a lazy program would have made. */
function saltsInSight(left: readonly Item[], others: readonly Shown[]): string[] {
  const derived = [binding.entry, binding.net, binding.chain, binding.form, PATH].map(text =>
    createHmac('sha256', text).update(PATH).digest().subarray(0, 16).toString('base64url')
  )
  return ['AAAAAAAAAAAAAAAAAAAAAA', ...derived, ...[...left, ...others].flatMap(item => (typeof item !== 'string' && item.length === 3 ? [item[0]] : []))]
}

const matching = (leaf: Hash, salts: readonly string[]): string[] =>
  dictionary.filter(guess => salts.some(given => leafOf(native, PATH, valueHash(native, given, guess)) === leaf))

it('with the salt one guess of 10,000 fits; once it is gone none can be told from another', () => {
  const payload = filed()
  const [born] = payload.filter(item => item[1] === PATH)
  const leaf = leafOfItem(native, born!)
  expect(matching(leaf, [born![0]]), 'the control: the right salt tells').toEqual([TRUE])
  const erased = payload.map((item): Item => (item === born ? leaf : item))
  expect(commitPayload(native, binding, erased), 'the proof still stands').toBe(commitPayload(native, binding, payload))
  expect(payloadText(erased)).not.toContain(born![0])
  // another record of the same person, with the value in clear and a salt of its own
  const sister = filed()
  expect(matching(leaf, saltsInSight(erased, sister))).toEqual([])
  const commitment = commitPayload(native, binding, payload)
  const tried = saltsInSight(erased, sister)
  const fits = dictionary.filter(guess =>
    tried.some(
      given =>
        commitmentOf(
          native,
          binding,
          erased.map(item => (item === leaf ? leafOf(native, PATH, valueHash(native, given, guess)) : leafOfItem(native, item)))
        ) === commitment
    )
  )
  expect(fits).toEqual([])
})

it('the same values in two records give no hash twice: nothing links them', () => {
  const hashes = [filed(), filed()].flatMap(payload => [
    commitPayload(native, binding, payload),
    ...payload.map(item => leafOfItem(native, item)),
    ...payload.map(item => valueHash(native, item[0], item[2]))
  ])
  expect(new Set(hashes).size).toBe(hashes.length)
})

it('of every guess the ciphertext is as long, and without its seed opens under none', () => {
  const vault = vaultOf(new Uint8Array(randomBytes(32)))
  const place = { net: binding.net, chain: binding.chain, entry: binding.entry, commitment: hashOf('commitment') } as never
  const seed = new Uint8Array(randomBytes(32))
  const sealed = sealPayload(vault, place, seed, utf8(payloadText(filed())))
  expect(openPayload(vault, place, seed, sealed)).toBeDefined()
  const lengths = new Set(
    dictionary.filter((_, i) => i % 100 === 0).map(guess => sealPayload(vault, place, new Uint8Array(randomBytes(32)), utf8(payloadText(filed(guess)))).length)
  )
  expect([...lengths]).toEqual([sealed.length])
  const opened = dictionary.filter(guess => openPayload(vault, place, native.sha256(utf8(guess)), sealed) !== undefined)
  expect(opened).toEqual([])
})
