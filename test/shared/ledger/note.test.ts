import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { generateSeed, native, signer, verify } from '../../../src/main/keys/native.ts'
import { concat, fromBase64, toBase64, toBase64url, utf8 } from '../../../src/shared/bytes.ts'
import { noble } from '../../../src/shared/hashing.ts'
import {
  checkpointOrigin,
  COSIGNATURE,
  cosign,
  formatCheckpoint,
  formatNote,
  keyId,
  parseCheckpoint,
  parseNote,
  parseOrigin,
  SIGNATURE,
  signNote,
  verifyNote,
  type NoteKey
} from '../../../src/shared/ledger/note.ts'
import { formatVerifierKey, parseVerifierKey } from '../../../src/shared/ledger/verifier-key.ts'
import type { Key, NetworkId } from '../../../src/shared/names.ts'
import { withShared } from '../../kit/shared-data.ts'

const net = native.hashText('a network') as NetworkId
const root = native.sha256(utf8('a root'))
const person = (fill: number): { name: string; publicKey: Uint8Array; sign: (message: Uint8Array) => Uint8Array } => {
  const { publicKey, sign } = signer(new Uint8Array(32).fill(fill))
  return { name: checkpointOrigin(net, toBase64url(publicKey) as Key), publicKey, sign }
}
const chain = person(1)
const witness = person(2)
const stranger = person(3)
const chainKey: NoteKey = { name: chain.name, type: SIGNATURE, publicKey: chain.publicKey }
const witnessKey: NoteKey = { name: witness.name, type: COSIGNATURE, publicKey: witness.publicKey }

const text = formatCheckpoint({ origin: chain.name, size: 1234, root })
const own = signNote(text, chain.name, SIGNATURE, chain.publicKey, chain.sign)
const cosigned = (who: typeof chain, time: number, body = text): string => cosign(body, time, who.name, who.publicKey, who.sign)
const note = formatNote(text, [own, cosigned(witness, 1_795_334_400), cosigned(stranger, 1_795_334_401)])

it('a checkpoint is read back as it was written', () => {
  expect(text).toBe(`${chain.name}\n1234\n${toBase64(root)}\n`)
  expect(parseCheckpoint(text)).toEqual({ origin: chain.name, size: 1234, root })
  expect(parseOrigin(chain.name)).toEqual({ net, chain: toBase64url(chain.publicKey) })
  expect(parseOrigin('example.com/log')).toBeUndefined()
  expect(parseOrigin(`${chain.name}/more`)).toBeUndefined()
})

it("own signature and cosignature verify; a stranger's line is kept and says nothing", () => {
  for (const h of [native, noble])
    expect(verifyNote(h, verify, note, [chainKey, witnessKey])).toEqual({ text, verified: [chainKey, { ...witnessKey, time: 1_795_334_400 }] })
  expect(parseNote(note)?.signatures.map(s => s.name)).toEqual([chain.name, witness.name, stranger.name])
  expect(parseNote(utf8(note))).toEqual(parseNote(note))
  expect(
    formatNote(
      text,
      parseNote(note)!.signatures.map(s => s.line)
    )
  ).toBe(note)
})

it('a note without any known key is unsigned, also when a name or a key id alone is known', () => {
  expect(verifyNote(native, verify, note, [])).toEqual({ code: 'note-unsigned' })
  expect(verifyNote(native, verify, note, [{ ...chainKey, publicKey: stranger.publicKey }])).toEqual({ code: 'note-unsigned' })
  expect(verifyNote(native, verify, note, [{ ...chainKey, name: 'another' }])).toEqual({ code: 'note-unsigned' })
  expect(verifyNote(native, verify, note, [{ ...chainKey, type: COSIGNATURE }])).toEqual({ code: 'note-unsigned' })
})

it("one bit changed in text or in a known signature rejects the note, in a stranger's it does not", () => {
  const changedText = note.replace('\n1234\n', '\n1235\n')
  expect(verifyNote(native, verify, changedText, [chainKey])).toMatchObject({ code: 'note-signature-wrong', name: chain.name })
  const broken = (line: string): string => {
    const bytes = fromBase64(line.slice(line.lastIndexOf(' ') + 1))!
    bytes[30]! ^= 1
    return line.slice(0, line.lastIndexOf(' ') + 1) + toBase64(bytes)
  }
  const lines = parseNote(note)!.signatures.map(s => s.line)
  const verdicts = lines.map(
    (_, i) =>
      verifyNote(
        native,
        verify,
        formatNote(
          text,
          lines.map((line, j) => (i === j ? broken(line) : line))
        ),
        [chainKey, witnessKey]
      ).code
  )
  expect(verdicts).toEqual(['note-signature-wrong', 'note-signature-wrong', undefined])
})

it("a cosignature's time is signed: another time does not verify", () => {
  const line = cosigned(witness, 1000)
  const bytes = fromBase64(line.slice(line.lastIndexOf(' ') + 1))!
  bytes[11]! ^= 1
  const forged = formatNote(text, [`— ${witness.name} ${toBase64(bytes)}`])
  expect(verifyNote(native, verify, formatNote(text, [line]), [witnessKey])).toMatchObject({ verified: [{ time: 1000 }] })
  expect(verifyNote(native, verify, forged, [witnessKey]).code).toBe('note-signature-wrong')
})

it('of two cosignatures by one key the earlier counts, once; a wrong second one rejects', () => {
  const both = formatNote(text, [cosigned(witness, 2000), cosigned(witness, 1000)])
  expect(verifyNote(native, verify, both, [witnessKey])).toEqual({ text, verified: [{ ...witnessKey, time: 1000 }] })
  const other = formatCheckpoint({ origin: chain.name, size: 1235, root })
  expect(verifyNote(native, verify, formatNote(text, [cosigned(witness, 2000), cosigned(witness, 1000, other)]), [witnessKey]).code).toBe(
    'note-signature-wrong'
  )
})

it('a signature of one type is no signature of the other', () => {
  const asPlain = `— ${witness.name} ${toBase64(concat(fromBase64(cosigned(witness, 1000).split(' ')[2]!)!))}`
  const id = keyId(native, witness.name, SIGNATURE, witness.publicKey)
  expect(id).not.toBe(keyId(native, witness.name, COSIGNATURE, witness.publicKey))
  expect(verifyNote(native, verify, formatNote(text, [asPlain]), [{ ...witnessKey, type: SIGNATURE }]).code).toBe('note-unsigned')
})

it('what is no checkpoint is neither written nor cosigned, and a tag of another signature is not signed as a note', () => {
  for (const bad of [
    { origin: '', size: 1, root },
    { origin: 'a\nb', size: 1, root },
    { origin: 'a', size: -1, root },
    { origin: 'a', size: 2 ** 53, root },
    { origin: 'a', size: 1.5, root },
    { origin: 'a', size: 1, root: root.subarray(1) },
    { origin: 'a', size: 0, root }
  ])
    expect(() => formatCheckpoint(bad)).toThrow(RangeError)
  expect(formatCheckpoint({ origin: 'a', size: 0, root: native.sha256() })).toContain('\n0\n')
  expect(() => cosign('no checkpoint\n', 1, witness.name, witness.publicKey, witness.sign)).toThrow(RangeError)
  for (const time of [0, -1, 0.5, Number.NaN]) expect(() => cosigned(witness, time)).toThrow(RangeError)
  for (const bad of ['no newline', '', 'tab\t\n', '\ud800\n', 'cosignature/v1\ntime 1\nx\n', 'muniment/block/v1\n{}\n'])
    expect(() => signNote(bad, chain.name, SIGNATURE, chain.publicKey, chain.sign)).toThrow(RangeError)
  for (const name of ['', 'a b', 'a+b', 'a\u00a0b', 'a\u0085', 'n'.repeat(256)])
    expect(() => signNote(text, name, SIGNATURE, chain.publicKey, chain.sign)).toThrow(RangeError)
})

const line64 = toBase64(new Uint8Array(68))
const malformedCheckpoints: Record<string, string> = {
  empty: '',
  'two lines': 'a\n1\n',
  'no newline at the end': text.slice(0, -1),
  'an extension line': `${text}more\n`,
  'a leading zero': text.replace('1234', '01234'),
  'a sign': text.replace('1234', '+1234'),
  'a negative size': text.replace('1234', '-1'),
  'a size above 2^53 − 1': text.replace('1234', '9007199254740992'),
  'a size of 30 digits': text.replace('1234', '1'.repeat(30)),
  'a root of 31 bytes': `a\n1\n${toBase64(root.subarray(1))}\n`,
  'a root in base64url': `a\n1\n${toBase64url(root)}\n`,
  'stray bits in the root': `a\n1\n${toBase64(new Uint8Array(32)).replace('A=', 'B=')}\n`,
  'no leaves and a root': `a\n0\n${toBase64(root)}\n`,
  'a carriage return': text.replaceAll('\n', '\r\n')
}
for (const [what, bad] of Object.entries(malformedCheckpoints))
  it(`no checkpoint: ${what}`, () => {
    expect(bad).not.toBe(text)
    expect(parseCheckpoint(bad)).toBeUndefined()
  })

const malformedNotes: Record<string, string | Uint8Array> = {
  empty: '',
  'only a newline': '\n',
  'no signatures': `${text}\n`,
  'no empty line': `${text}${own}\n`,
  'no newline at the end': note.slice(0, -1),
  'an empty line at the end': `${note}\n`,
  'text after the signatures': `${note}text\n`,
  'a hyphen for the dash': note.replace('— ', '- '),
  'a dash without a space': note.replace('— ', '—'),
  'two spaces': note.replace('— ', '—  '),
  'a space at the end of a line': formatNote(text, [`${own} `]),
  'no name': formatNote(text, [`—  ${line64}`]),
  'no signature': formatNote(text, [`— ${chain.name}`]),
  'a plus in the name': formatNote(text, [`— a+b ${line64}`]),
  'a no-break space in the name': formatNote(text, [`— a\u00a0b ${line64}`]),
  'a next-line in the name': formatNote(text, [`— a\u0085b ${line64}`]),
  'a name of 256 characters': formatNote(text, [`— ${'n'.repeat(256)} ${line64}`]),
  base64url: formatNote(text, [`— a ${toBase64(new Uint8Array(69).fill(255)).replaceAll('/', '_')}`]),
  'base64 without its padding': formatNote(text, [`— a ${line64.replace('=', '')}`]),
  'base64 with stray bits': formatNote(text, [`— a ${line64.replace(/A=$/, 'B=')}`]),
  'only a key id': formatNote(text, ['— a AAAAAA==']),
  'a tab': note.replace('\n', '\t\n'),
  'a carriage return': note.replaceAll('\n', '\r\n'),
  'a zero byte': note.replace('1234', '\u0000'),
  'a lone surrogate': `\ud800${note}`,
  'bytes that are no UTF-8': concat(Uint8Array.of(0xff), utf8(note)),
  'an overlong encoding': concat(Uint8Array.of(0xc1, 0x81), utf8(note)),
  '65 signatures': formatNote(
    text,
    Array.from({ length: 65 }, () => own)
  ),
  'more than 64 KiB': formatNote(`${'a'.repeat(65_536)}\n`, [own]),
  'more than 64 KiB in bytes only': formatNote(`${'€'.repeat(30_000)}\n`, [own])
}
for (const [what, bad] of Object.entries(malformedNotes))
  it(`no note: ${what}`, () => {
    expect(bad).not.toBe(note)
    expect(parseNote(bad)).toBeUndefined()
    expect(verifyNote(native, verify, bad, [chainKey])).toEqual({ code: 'note-malformed' })
  })

it('64 signatures are read', () => {
  expect(
    parseNote(
      formatNote(
        text,
        Array.from({ length: 64 }, () => own)
      )
    )?.signatures
  ).toHaveLength(64)
})

it('the text ends at the last empty line: earlier ones belong to it', () => {
  const poem = 'first\n\n— not a signature\n\nlast\n'
  const signed = formatNote(poem, [signNote(poem, 'poet', SIGNATURE, chain.publicKey, chain.sign)])
  expect(verifyNote(native, verify, signed, [{ ...chainKey, name: 'poet' }])).toMatchObject({ text: poem })
})

it('no bytes make the reader throw, and no change of a note verifies', () => {
  const good = utf8(formatNote(text, [own]))
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const bad = good.slice()
      bad[at]! ^= mask
      expect(verifyNote(native, verify, bad, [chainKey]).code).toBeDefined()
    }),
    { numRuns: 500 }
  )
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), bytes => parseNote(bytes) === undefined))
})

it('a verifier key is read back, and one with a wrong key id, type or length is not', () => {
  for (const key of [chainKey, witnessKey]) expect(parseVerifierKey(native, formatVerifierKey(native, key))).toEqual(key)
  const vkey = formatVerifierKey(native, chainKey)
  const [name, id, base64] = [chain.name, vkey.split('+')[1]!, vkey.slice(chain.name.length + 10)]
  for (const bad of [
    '',
    name,
    `${name}+${id}`,
    `${name}x+${id}+${base64}`,
    `${name}+${id.toUpperCase()}x+${base64}`,
    `${name}+00000000+${base64}`,
    `${name}+${id}+${base64}+`,
    `${name}+${id}+${toBase64(chain.publicKey)}`,
    `+${id}+${base64}`
  ])
    expect(parseVerifierKey(native, bad)).toBeUndefined()
})

interface Vector {
  vkey: string
  note: string
  time?: number
}
const vectors = JSON.parse(readFileSync(join(import.meta.dirname, '../../vectors/note/checkpoints.json'), 'utf8')) as { notes: Vector[] }
it('notes on disk, made by another program, verify under their verifier keys', () => {
  for (const { vkey, note: signed, time } of vectors.notes) {
    const key = parseVerifierKey(native, vkey)!
    expect(verifyNote(native, verify, signed, [key])).toMatchObject({ verified: [time === undefined ? key : { ...key, time }] })
  }
})

withShared('the example of the C2SP specification verifies under its verifier key', 'vectors/note/example.json', path => {
  const { vkey, note: signed } = JSON.parse(readFileSync(path, 'utf8')) as Vector
  const key = parseVerifierKey(native, vkey)!
  expect(formatVerifierKey(native, key)).toBe(vkey)
  expect(verifyNote(native, verify, signed, [key])).toEqual({ text: 'This is an example message.\n', verified: [key] })
  expect(verifyNote(native, verify, signed.replace('example m', 'Example m'), [key]).code).toBe('note-signature-wrong')
})

it('a fresh key signs and verifies too', () => {
  const { publicKey, sign } = signer(generateSeed())
  const signed = formatNote(text, [signNote(text, 'fresh', SIGNATURE, publicKey, sign)])
  expect(verifyNote(native, verify, signed, [{ name: 'fresh', type: SIGNATURE, publicKey }]).code).toBeUndefined()
})
