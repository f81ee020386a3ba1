import { expect, it } from 'vitest'
import { openSessions, type Sessions } from '../../../src/main/service/sessions.ts'
import type { PersonId } from '../../../src/shared/names.ts'
import { keyOf } from '../../kit/people.ts'

let n = 0
const make = (ended: string[] = []): Sessions =>
  openSessions(
    () => `id-${n++}`,
    () => 0,
    session => void ended.push(session.id)
  )
const who = (wiped: string[], name = 'Ana') => ({
  person: name.padEnd(43, '-') as PersonId,
  name,
  rank: 'clerk' as const,
  signer: keyOf(name),
  wipe: () => void wiped.push(name)
})

it('a lock signs everybody out, wipes every key, and no signer that is held somewhere signs again', () => {
  const ended: string[] = []
  const wiped: string[] = []
  const sessions = make(ended)
  const seats = ['Ana', 'Bea'].map(name => {
    const session = sessions.open()
    sessions.signIn(session, sessions.locks, who(wiped, name))
    return session
  })
  const signers = seats.map(({ signer }) => signer!)
  expect(signers[0]!.sign(new Uint8Array(3)).length).toBe(64)
  sessions.lockAll()
  expect(wiped).toEqual(['Ana', 'Bea'])
  expect(ended).toEqual(seats.map(({ id }) => id))
  expect(seats.map(({ person, rank, signer, name }) => [person, rank, signer, name])).toEqual(Array(2).fill([null, 'anyone', null, null]))
  for (const signer of signers) expect(() => signer.sign(new Uint8Array(3))).toThrow('Nobody is signed in')
})

it('whoever signs in again does not wake the signer of before', () => {
  const sessions = make()
  const session = sessions.open()
  sessions.signIn(session, sessions.locks, who([]))
  const { signer } = session
  sessions.signIn(session, sessions.locks, who([]))
  expect(() => signer!.sign(new Uint8Array(3))).toThrow('Nobody is signed in')
  expect(session.signer!.sign(new Uint8Array(3)).length).toBe(64)
})

it('a sign-in that ends after a lock, or after its window was closed, signs nobody in and wipes the key', () => {
  const wiped: string[] = []
  const sessions = make()
  const locked = sessions.open()
  const { locks } = sessions
  sessions.lockAll()
  expect(() => sessions.signIn(locked, locks, who(wiped))).toThrow('Nobody is signed in')
  const closed = sessions.open()
  sessions.close(closed)
  expect(() => sessions.signIn(closed, sessions.locks, who(wiped, 'Bea'))).toThrow('Nobody is signed in')
  expect([locked.person, closed.person, wiped]).toEqual([null, null, ['Ana', 'Bea']])
})
