/** Content beside the chains and files for outsiders: payloads, padding, invitations, requests to join, evidence. */
import { fromBase64url, textOf, toBase64url, utf8 } from '../../../src/shared/bytes.ts'
import { native } from '../../../src/main/keys/native.ts'
import type { Random } from '../../../src/main/cli/demo/random.ts'
import { canonical, parseCanonical, type Json } from '../../../src/shared/ledger/jcs.ts'
import { isRefused } from '../../../src/shared/ledger/line.ts'
import { checkEvidence } from '../../../src/shared/record/evidence-check.ts'
import { readEvidence, writeEvidence } from '../../../src/shared/record/evidence.ts'
import { readInvitation, writeInvitation, wrongJoinRequest, type Invitation, type JoinRequest } from '../../../src/shared/record/invitation.ts'
import { pad, unpad } from '../../../src/shared/record/padding.ts'
import { commitPayload, payloadText, readPayload } from '../../../src/shared/record/payload.ts'
import { hashOf, keyOf, sealKeyFor } from '../../kit/people.ts'
import { mutateBytes, splice } from '../mutate-bytes.ts'
import { mutateJson, mutateJsonText, mutateValue, written } from '../mutate-json.ts'
import type { Target } from '../target.ts'
import { anyone } from './lines.ts'
import { evidenceText, payloadTexts } from './seeds.ts'

const binding = { net: hashOf('fuzz net'), chain: keyOf('fuzz desk').key, entry: '01a20244-e800-7291-b810-08030a5a711a', form: 'note' } as never

function decodePayload(input: Uint8Array): Uint8Array | undefined {
  const text = textOf(input)
  const payload = text === undefined ? undefined : readPayload(text, true)
  if (!payload) return undefined
  commitPayload(native, binding, payload)
  return utf8(payloadText(payload))
}

const SALT = 'AAAAAAAAAAAAAAAAAAAAAA'

/** Now and then as large as a payload may be, or a little larger: in fields, in characters, in bytes. */
function mutatePayload(seed: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  if (!random.chance(0.001)) return mutateJson(seed, others, random)
  if (random.chance(0.5)) return utf8(written([[SALT, '/d/f', random.pick(['x', 'é', '🌵']).repeat(random.below(540_000))]]))
  return utf8(
    written(
      mutateValue(
        Array.from({ length: 4_000 + random.below(200) }, (_, i) => [SALT, `/d/f${1e6 + i}`, null]),
        random
      )
    )
  )
}

const invitation: Invitation = {
  addresses: ['/ip4/127.0.0.1/tcp/4433'],
  code: 'AAAAAAAAAAAAAAAAAAAAAA',
  expires: '2026-11-29T08:00:00.000Z' as never,
  id: '01a20244-e800-7291-b810-08030a5a711a' as never,
  name: 'Arizona',
  net: hashOf('fuzz net') as never,
  office: null,
  officeName: 'Yuma',
  oversight: false,
  peer: keyOf('fuzz registry desk').key,
  registry: keyOf('fuzz registry').key,
  role: 'clerk',
  v: 1
}
const INVITATION = 'muniment-invitation:'
const spoken = (body: string, tail: string): Uint8Array => utf8(INVITATION + toBase64url(utf8(`{"invitation":${body}${tail}`)))

const mutateInvitation: Target['mutate'] = (seed, others, random) => {
  if (random.chance(0.2)) return mutateBytes(seed, others, random)
  const inner = textOf(fromBase64url(textOf(seed)!.slice(INVITATION.length))!)!
  return spoken(mutateJsonText(inner.slice(14, -96), random), inner.slice(-96))
}

/** White space is passed over, as the format says: what is left must be canonical. */
function decodeInvitation(input: Uint8Array): Uint8Array | undefined {
  const text = textOf(input)
  const read = text === undefined ? '' : readInvitation(text, anyone)
  if (typeof read === 'string') return undefined
  const bare = text!.replace(/\s+/g, '')
  const sig = fromBase64url(textOf(fromBase64url(bare.slice(INVITATION.length))!)!.slice(-88, -2))!
  return writeInvitation(read, () => sig) === bare ? input : new Uint8Array(0)
}

const request: JoinRequest = {
  at: keyOf('fuzz newcomer').key,
  code: 'AAAAAAAAAAAAAAAAAAAAAA',
  desk: { key: keyOf('fuzz newcomer').key, proof: 'A'.repeat(86) as never, seal: sealKeyFor('fuzz newcomer') },
  id: '01a20244-e800-7291-b810-08030a5a711a' as never,
  net: hashOf('fuzz net') as never,
  person: { key: keyOf('fuzz person').key, name: 'Ana', proof: 'A'.repeat(86) as never },
  v: 1
}

function decodeRequest(input: Uint8Array): Uint8Array | undefined {
  const value = parseCanonical(textOf(input) ?? '')
  return value === undefined || wrongJoinRequest(value) !== undefined ? undefined : utf8(canonical(value))
}

function decodeEvidence(input: Uint8Array): Uint8Array | undefined {
  const read = readEvidence(textOf(input) ?? '')
  return isRefused(read) ? undefined : utf8(writeEvidence(read))
}

/** With every signature taken for granted: whatever is said, nothing is thrown. */
function decodeChecked(input: Uint8Array): Uint8Array | undefined {
  const text = textOf(input)
  if (text !== undefined) checkEvidence(text, { hashing: native, verify: anyone })
  return text !== undefined && Buffer.compare(input, evidenceText) === 0 ? input : undefined
}

const padded = [pad(utf8('[]')), pad(payloadTexts[0]!), pad(new Uint8Array(5_000).fill(65))]

export function contentTargets(): Target[] {
  return [
    { name: 'payload', share: 6, bound: 120, seeds: payloadTexts, mutate: mutatePayload, decode: decodePayload },
    {
      name: 'padding',
      share: 2,
      bound: 10,
      seeds: padded,
      mutate: (seed, others, random) => (random.chance(0.3) ? splice(seed, 3, 4, [seed[3]! + 1]) : mutateBytes(seed, others, random)),
      decode: input => {
        const text = unpad(input)
        return text && pad(text)
      }
    },
    {
      name: 'invitation',
      share: 3,
      bound: 10,
      seeds: [utf8(writeInvitation(invitation, () => new Uint8Array(64)))],
      mutate: mutateInvitation,
      decode: decodeInvitation
    },
    { name: 'join-request', share: 2, bound: 10, seeds: [utf8(canonical(request as unknown as Json))], mutate: mutateJson, decode: decodeRequest },
    { name: 'evidence', share: 1, bound: 60, seeds: [evidenceText], mutate: mutateJson, decode: decodeEvidence },
    { name: 'evidence-check', share: 0.1, bound: 400, seeds: [evidenceText], mutate: mutateJson, decode: decodeChecked }
  ]
}
