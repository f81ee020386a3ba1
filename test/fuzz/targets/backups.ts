/**
 * What heads and ends a backup: head, beginning, manifest. What is changed is signed anew by a desk that means harm, else
 * nothing behind the signature is tried.
 */
import { concat, fromBase64url, textOf, utf8 } from '../../../src/shared/bytes.ts'
import { BACKUP_VERSION, MAGIC, readHead, type Head } from '../../../src/main/ledger/backup-keys.ts'
import { openManifest, readBeginning, signManifest, type Beginning, type Manifest, type Part } from '../../../src/main/ledger/backup-manifest.ts'
import { canonical, type Json } from '../../../src/shared/ledger/jcs.ts'
import { hashOf, keyOf, sealKeyFor } from '../../kit/people.ts'
import { mutateBytes } from '../mutate-bytes.ts'
import { mutateJson, mutateJsonText } from '../mutate-json.ts'
import type { Target } from '../target.ts'

const desk = keyOf('fuzz desk')
export const made = '2026-11-22T08:00:00.000Z'
const expires = '2027-11-22T08:00:00.000Z'
export const json = (value: unknown): Uint8Array => utf8(canonical(value as Json))

export const head: Head = {
  expires,
  made,
  slots: [
    { age: 'YWdl', kind: 'passphrase', log2N: 15, recipient: sealKeyFor('fuzz'), salt: 'AAAAAAAAAAAAAAAAAAAAAA' },
    { age: 'YWdl', kind: 'recovery', recipient: sealKeyFor('fuzz recovery') }
  ],
  v: BACKUP_VERSION
}
export const headOf = (value: Head): Uint8Array => concat(utf8(`${MAGIC}v${BACKUP_VERSION}\n`), json(value), utf8('\n'))
const HEAD_AT = MAGIC.length + 3

const mutateHead: Target['mutate'] = (seed, others, random) =>
  random.chance(0.3)
    ? mutateBytes(seed, others, random)
    : concat(seed.subarray(0, HEAD_AT), utf8(mutateJsonText(textOf(seed.subarray(HEAD_AT, -1))!, random)), utf8('\n'))

function decodeHead(input: Uint8Array): Uint8Array | undefined {
  const read = readHead(Buffer.from(input), true, 'fuzz')
  return read && concat(headOf(read.head), input.subarray(read.length))
}

export const beginning: Beginning = {
  about: '{"desk":"Yuma desk 1"}',
  chains: [{ chain: desk.key, kind: 'desk', root: hashOf('root'), size: 3 }],
  desk: desk.key,
  expires,
  made,
  net: hashOf('fuzz net') as never,
  registry: keyOf('fuzz registry').key,
  schema: 1,
  v: 2
}

function decodeBeginning(input: Uint8Array): Uint8Array | undefined {
  const read = readBeginning(input)
  return read && json(read)
}

// ——— the manifest ———

const part: Part = { bytes: 37, columns: ['id', 'name'], name: 'offices', rows: 1, sha256: hashOf('part') }
const manifestOf = (parts: readonly Part[]): Manifest => ({ ...beginning, parts, records: 2 })

/** Of a body that is signed as it stands, whatever it says. */
export const signed = (body: string): Uint8Array =>
  utf8(`{"manifest":${body},"sig":"${Buffer.from(desk.sign(utf8(`muniment/backup/v2\n${body}`))).toString('base64url')}"}`)

const mutateManifest: Target['mutate'] = (seed, others, random) =>
  random.chance(0.2) ? mutateBytes(seed, others, random) : signed(mutateJsonText(textOf(seed)!.slice(12, -96), random))

export const writtenAgain = (manifest: Manifest, line: string): Uint8Array =>
  signManifest(manifest, { ...desk, sign: () => new Uint8Array(fromBase64url(line.slice(-88, -2))!) })

function decodeManifest(input: Uint8Array): Uint8Array | undefined {
  const manifest = openManifest(input)
  return typeof manifest === 'string' ? undefined : writtenAgain(manifest, textOf(input)!)
}

export function backupTargets(): Target[] {
  return [
    {
      name: 'backup-head',
      share: 2,
      bound: 10,
      seeds: [headOf(head), headOf({ ...head, slots: head.slots.slice(1) })],
      mutate: mutateHead,
      decode: decodeHead
    },
    {
      name: 'backup-beginning',
      share: 1,
      bound: 10,
      seeds: [json(beginning), json({ ...beginning, chains: [] })],
      mutate: mutateJson,
      decode: decodeBeginning
    },
    {
      name: 'backup-manifest',
      share: 2,
      bound: 10,
      seeds: [signManifest(manifestOf([part]), desk), signManifest(manifestOf([]), desk)],
      mutate: mutateManifest,
      decode: decodeManifest
    }
  ]
}
