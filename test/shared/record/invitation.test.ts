import fc from 'fast-check'
import { expect, it } from 'vitest'
import { native, verify } from '../../../src/main/keys/native.ts'
import { noble } from '../../../src/shared/hashing.ts'
import type { EntryId, Instant, Key, SealKey } from '../../../src/shared/names.ts'
import {
  comparisonNumbers,
  readInvitation,
  writeInvitation,
  wrongJoinRequest,
  type Invitation,
  type JoinRequest
} from '../../../src/shared/record/invitation.ts'
import { provePossession } from '../../../src/shared/record/proposal.ts'
import { hashOf, keyOf, sealKeyFor } from '../../kit/people.ts'

const peer = keyOf('registry desk')
const invitation: Invitation = {
  addresses: ['/ip4/192.0.2.1/tcp/4001'],
  code: 'AAECAwQFBgcICQoLDA0ODw',
  expires: '2026-12-01T00:00:00.000Z' as Instant,
  id: '0197a3b0-0000-7000-8000-000000000000' as EntryId,
  name: 'Oficina de Pozos «Nº 1»',
  net: hashOf('net'),
  office: null,
  officeName: 'Yuma',
  oversight: false,
  peer: peer.key,
  registry: keyOf('registry').key,
  role: 'clerk',
  v: 1
}
const text = writeInvitation(invitation, peer.sign)

it('an invitation is read as it was written, also with white space around and within', () => {
  expect(readInvitation(text, verify)).toEqual(invitation)
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(text.length), fc.constantFrom(' ', '\n', '\r\n', '\t', '\u00a0')), { maxLength: 12 }), blanks => {
      let given = text
      for (const [at, blank] of blanks) given = given.slice(0, at) + blank + given.slice(at)
      expect(readInvitation(given, verify)).toEqual(invitation)
    })
  )
})

it('whatever character is changed, taken out or put in, it is not read', () => {
  const others = 'AZaz09-_=+/.'.split('')
  for (let at = 0; at < text.length; at++) {
    const other = others[at % others.length]! === text[at] ? 'B' : others[at % others.length]!
    for (const changed of [text.slice(0, at) + other + text.slice(at + 1), text.slice(0, at) + text.slice(at + 1), text.slice(0, at) + other + text.slice(at)])
      expect(changed === text || typeof readInvitation(changed, verify) === 'string', `${at}`).toBe(true)
  }
})

it('an invitation that another key signed, or with more fields, is not read', () => {
  expect(readInvitation(writeInvitation(invitation, keyOf('a stranger').sign), verify)).toBe('its signature is wrong')
  expect(readInvitation(writeInvitation({ ...invitation, more: 1 } as never, peer.sign), verify)).toMatch(/more: unknown field/)
  expect(readInvitation(writeInvitation({ ...invitation, role: 'king' as never }, peer.sign), verify)).toMatch(/role/)
  expect(readInvitation(writeInvitation({ ...invitation, v: 2 as never }, peer.sign), verify)).toMatch(/v: wanted 1/)
  for (const given of ['', 'muniment-invitation:', 'hello', 'muniment-invitation:e30', text.slice(0, 200)])
    expect(typeof readInvitation(given, verify)).toBe('string')
})

const desk = keyOf('new desk')
const person = keyOf('new person')
const seal = sealKeyFor('new desk')
const request: JoinRequest = {
  at: desk.key,
  code: invitation.code,
  desk: { key: desk.key, proof: provePossession({ key: desk.key, net: invitation.net, seal }, desk.sign), seal },
  id: invitation.id,
  net: invitation.net,
  person: { key: person.key, name: 'Ben', proof: provePossession({ key: person.key, net: invitation.net, seal: null }, person.sign) },
  v: 1
}

it('a join request names every field, and a new desk joins as itself', () => {
  expect(wrongJoinRequest(request)).toBeUndefined()
  expect(wrongJoinRequest({ ...request, desk: null })).toBeUndefined()
  expect(wrongJoinRequest({ ...request, at: keyOf('another').key })).toMatch(/request.at/)
  for (const field of Object.keys(request)) {
    const { [field as keyof JoinRequest]: _, ...less } = request
    expect(wrongJoinRequest(less), field).toMatch(field)
  }
  expect(wrongJoinRequest({ ...request, more: 1 })).toMatch(/unknown field/)
})

it('six numbers below 2048 change with every key that is to be admitted', () => {
  const numbers = comparisonNumbers(native, request)
  expect(numbers).toHaveLength(6)
  expect(numbers.every(number => Number.isInteger(number) && number >= 0 && number < 2048)).toBe(true)
  expect(comparisonNumbers(noble, request)).toEqual(numbers)
  const others: Pick<JoinRequest, 'at' | 'desk' | 'person'>[] = [
    { ...request, at: keyOf('x').key as Key },
    { ...request, desk: { ...request.desk!, seal: sealKeyFor('x') as SealKey } },
    { ...request, desk: null },
    { ...request, person: { ...request.person, key: keyOf('x').key } }
  ]
  expect(new Set([numbers, ...others.map(other => comparisonNumbers(native, other))].map(String)).size).toBe(others.length + 1)
})
