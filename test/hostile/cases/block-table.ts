/**
 * Lines that are none: each field of a line and of its entry in every wrong shape, signed anew over just these bytes and not.
 * Texts are put together by hand, so that what no writer would write can be written.
 */
import { randomBytes } from 'node:crypto'
import { toBase64url, utf8, type Bytes } from '../../../src/shared/bytes.ts'
import { grow, newChain } from '../../../src/shared/ledger/chain.ts'
import { isRefused, open, type Point } from '../../../src/shared/ledger/line.ts'
import type { NetworkId } from '../../../src/shared/names.ts'
import { wrongEntries } from '../../../src/shared/record/entry.ts'
import { native, verify } from '../../../src/main/keys/native.ts'
import type { KeySigner } from '../../../src/main/ledger/ledger.ts'

/** Field → JSON text, in the order in which it is to stand. */
type Fields = readonly (readonly [string, string])[]
const object = (fields: Fields): string => `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`
const text = (value: string): string => JSON.stringify(value)

const A43 = 'A'.repeat(43)
const values: readonly (readonly [string, string])[] = [
  ['null', 'null'],
  ['true', 'true'],
  ['0', '0'],
  ['1', '1'],
  ['-1', '-1'],
  ['-0', '-0'],
  ['1.5', '1.5'],
  ['1e3', '1e3'],
  ['01', '01'],
  ['+1', '+1'],
  ['NaN', 'NaN'],
  ['2^53-1', '9007199254740991'],
  ['2^53', '9007199254740992'],
  ['-2^53', '-9007199254740992'],
  ['400 digits', '9'.repeat(400)],
  ['an empty text', '""'],
  ['x', '"x"'],
  ['a text of 60,000', text('x'.repeat(60_000))],
  ['a text of 70,000', text('x'.repeat(70_000))],
  ['a NUL', '"\\u0000"'],
  ['half a pair', '"\\ud800"'],
  ['the other half', '"\\udc00x"'],
  ['right to left', '"\u202e\u2066x"'],
  ['not composed', '"e\u0301"'],
  ['an escape that need not be', '"\\u0041"'],
  ['a text in single quotes', "'x'"],
  ['43 letters', text(A43)],
  ['44 letters', text(`${A43}A`)],
  ['86 letters', text('B'.repeat(86))],
  ['base64 with padding', text(`${A43}=`)],
  ['a date', '"2026-02-30T00:00:00.000Z"'],
  ['the year 9999', '"9999-12-31T23:59:59.999Z"'],
  ['a number as text', '"1"'],
  ['an empty list', '[]'],
  ['a list of nothing', '[null]'],
  ['2,000 entries', `[${'{},'.repeat(1_999)}{}]`],
  ['an empty object', '{}'],
  ['__proto__', '{"__proto__":{}}'],
  ['twenty deep', `${'['.repeat(20)}${']'.repeat(20)}`],
  ['two values', '1,2']
]

export interface Malformed {
  readonly name: string
  readonly line: Bytes
}

export interface Author {
  readonly net: NetworkId
  readonly registry: Point
  readonly desk: KeySigner
}

const replaced = (fields: Fields, name: string, value: string): Fields => fields.map(field => (field[0] === name ? [name, value] : field))

/** Every changed form of these fields, with what was done to them. */
function* changesOf(fields: Fields, of: string): Generator<readonly [string, string]> {
  for (const [name, now] of fields) {
    yield [`${of}.${name} is missing`, object(fields.filter(field => field[0] !== name))]
    yield [`${of}.${name} twice`, object(fields.flatMap(field => (field[0] === name ? [field, field] : [field])))]
    yield [`${of}.${name} after the others`, object([...fields.filter(field => field[0] !== name), [name, now]])]
    yield [`${of}.${name} with another beside it`, object(fields.flatMap(field => (field[0] === name ? [field, [`${name}x`, '1'] as const] : [field])))]
    for (const [what, value] of values) yield [`${of}.${name} is ${what}`, object(replaced(fields, name, value))]
  }
}

function soundEntry(): Fields {
  return [
    ['id', text('01890a5d-ac96-774b-bcce-b302099a8057')],
    [
      'of',
      object([
        ['index', '0'],
        ['line', text(A43)]
      ])
    ],
    ['records', '0'],
    ['state', text('destroyed')],
    ['t', text('acknowledge')]
  ]
}

function soundBody({ net, registry, desk }: Author, entries: string): Fields {
  return [
    ['author', text(desk.key)],
    ['boot', text(toBase64url(randomBytes(16)))],
    ['chain', text(desk.key)],
    ['entries', entries],
    ['height', '0'],
    ['net', text(net)],
    ['prev', 'null'],
    [
      'reg',
      object([
        ['root', text(registry.root)],
        ['size', String(registry.size)]
      ])
    ],
    ['seen', 'null'],
    ['tick', 'null'],
    ['time', text(new Date().toISOString())],
    ['v', '1']
  ]
}

const DOMAIN = utf8('muniment/block/v1\n')
const signed = (sign: KeySigner['sign'], body: string): string => toBase64url(sign(Buffer.concat([DOMAIN, Buffer.from(body)])))
const lineOf = (body: string, sig: string): Bytes => utf8(`{"body":${body},"sig":"${sig}"}`)

export const soundLine = (author: Author): Bytes => {
  const body = object(soundBody(author, `[${object(soundEntry())}]`))
  return lineOf(body, signed(author.desk.sign, body))
}

/** What is refused when it is judged here; what means something else and is sound is left out. */
export function malformedBlocks(author: Author): Malformed[] {
  const { desk } = author
  const sound = object(soundBody(author, `[${object(soundEntry())}]`))
  const soundSig = signed(desk.sign, sound)
  const bodies: (readonly [string, string])[] = [...changesOf(soundBody(author, `[${object(soundEntry())}]`), 'body')]
  for (const [name, entry] of changesOf(soundEntry(), 'entry')) bodies.push([name, object(soundBody(author, `[${entry}]`))])
  for (const [name, reg] of changesOf(
    [
      ['root', text(author.registry.root)],
      ['size', String(author.registry.size)]
    ],
    'reg'
  ))
    bodies.push([name, object(replaced(soundBody(author, `[${object(soundEntry())}]`), 'reg', reg))])
  const made: Malformed[] = bodies.flatMap(([name, body]) => [
    { name: `${name}, signed`, line: lineOf(body, signed(desk.sign, body)) },
    { name: `${name}, not signed anew`, line: lineOf(body, soundSig) }
  ])
  for (const [name, value] of values) made.push({ name: `sig is ${name}`, line: utf8(`{"body":${sound},"sig":${value}}`) })
  for (const [name, value] of values) made.push({ name: `body is ${name}`, line: utf8(`{"body":${value},"sig":"${soundSig}"}`) })
  const whole = lineOf(sound, soundSig)
  made.push(
    { name: 'a line feed at its end', line: Buffer.concat([whole, Buffer.from('\n')]) },
    { name: 'a BOM before it', line: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), whole]) },
    { name: 'bytes that are no text', line: Buffer.concat([whole.subarray(0, 40), Buffer.from([0xff, 0xfe]), whole.subarray(40)]) },
    { name: 'nothing', line: new Uint8Array(0) },
    ...Array.from({ length: 60 }, (_, i) => ({ name: `cut after ${i * 9} bytes`, line: whole.subarray(0, Math.min(i * 9, whole.length - 1)) }))
  )
  return made.filter(({ line }) => !isSound(line, author))
}

function isSound(line: Bytes, { net, desk }: Author): boolean {
  const opened = open(line, native, verify)
  return !isRefused(opened) && wrongEntries(opened.body, 'desk') === undefined && !isRefused(grow(native, newChain('desk', desk.key, net), opened))
}
