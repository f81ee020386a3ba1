import { expect, it } from 'vitest'
import { calls, ranks, type CallName, type Rank } from '../../../src/shared/contract.ts'
import { openDispatch, type Handlers } from '../../../src/main/service/dispatch.ts'
import type { Context } from '../../../src/main/service/context.ts'
import { IDLE_MS, openSessions, type LiveSession, type Sessions } from '../../../src/main/service/sessions.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import { keyOf } from '../../kit/people.ts'
import type { PersonId } from '../../../src/shared/names.ts'

const names = Object.keys(calls) as CallName[]

interface Stand {
  readonly sessions: Sessions
  readonly asked: { name: string; input: unknown }[]
  readonly logged: unknown[]
  readonly told: string[]
  time: number
  as(rank: Rank): LiveSession
  ask(session: LiveSession, name: unknown, input?: unknown): Promise<{ ok: boolean; code?: string; detail?: Record<string, unknown> }>
}

/** The door alone: every handler answers that it was reached. */
function stand(handle: (name: CallName) => unknown = () => 'reached'): Stand {
  const made: Stand = {
    asked: [],
    logged: [],
    told: [],
    time: 0,
    sessions: openSessions(
      () => `s${Math.random()}`,
      () => made.time,
      () => undefined
    ),
    as(rank) {
      const session = made.sessions.open()
      if (rank !== 'anyone')
        made.sessions.signIn(session, made.sessions.locks, { person: 'p'.repeat(43) as PersonId, name: 'P', rank, signer: keyOf('p'), wipe: () => undefined })
      return session
    },
    ask: (session, name, input = {}) => dispatch(session, name as string, input) as never
  }
  const context = { sessions: made.sessions, news: { tell: (kind: string) => made.told.push(kind) }, mendIndex: () => false } as unknown as Context
  const handlers = Object.fromEntries(
    names.map(name => [name, (_: Context, input: unknown) => (made.asked.push({ name, input }), handle(name))])
  ) as unknown as Handlers
  const dispatch = openDispatch(context, handlers, error => made.logged.push(error))
  return made
}

it('every call refuses every rank below its own, and lets its own and all above reach the check of its input', async () => {
  const desk = stand()
  for (const name of names)
    for (const rank of ranks) {
      const reply = await desk.ask(desk.as(rank), name, { nonsense: true })
      const allowed = ranks.indexOf(rank) >= ranks.indexOf(calls[name].rank)
      expect([name, rank, ['not-signed-in', 'not-allowed'].includes(reply.code ?? '')]).toEqual([name, rank, !allowed])
      if (!allowed) expect(reply.code).toBe(rank === 'anyone' ? 'not-signed-in' : 'not-allowed')
    }
  expect(desk.logged).toEqual([])
})

it('what anybody may call before signing in is a short list', () => {
  expect(names.filter(name => calls[name].rank === 'anyone').sort()).toEqual([
    'continueDesk',
    'deskState',
    'joinNetwork',
    'readInvitation',
    'rebindFolder',
    'recover',
    'restoreBackup',
    'signIn',
    'startNetwork'
  ])
})

it('names that no call has are unknown, those of the prototype and those that are no text too', async () => {
  const desk = stand()
  const admin = desk.as('admin')
  for (const name of [
    '',
    'nothing',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'listRecords ',
    'LISTRECORDS',
    'x'.repeat(100_000),
    null,
    7,
    {},
    ['deskState'],
    Symbol.iterator
  ])
    expect((await desk.ask(admin, name)).code).toBe('unknown-call')
  expect([desk.asked, desk.logged]).toEqual([[], []])
})

it('inputs of another shape are refused by the field, and change nothing', async () => {
  const desk = stand()
  const admin = desk.as('admin')
  for (const input of [null, 7, 'text', [], [{}]])
    for (const name of names) expect([name, (await desk.ask(admin, name, input)).code]).toEqual([name, 'bad-input'])
  const many = {
    package: 'A'.repeat(43),
    values: Array.from({ length: 4097 }, () => ['/a', null]),
    id: '01900000-0000-7000-8000-000000000000',
    provenance: { engine: null, language: null }
  }
  expect(await desk.ask(admin, 'fileRecord', many)).toMatchObject({ code: 'bad-input', detail: { field: 'values' } })
  expect(await desk.ask(admin, 'listRecords', { limit: 501 })).toMatchObject({ code: 'bad-input', detail: { field: 'limit', got: '501' } })
  expect((await desk.ask(admin, 'listRecords', { search: 'x'.repeat(201) })).code).toBe('bad-input')
  expect((await desk.ask(admin, 'getForm', { package: '../'.repeat(15).slice(0, 43) })).code).toBe('bad-input')
  expect(desk.asked).toEqual([])
})

it('what the contract does not name never reaches a handler: no caller, no prototype', async () => {
  const desk = stand()
  const admin = desk.as('admin')
  await desk.ask(admin, 'getRecord', JSON.parse('{"record": "x", "person": "Ana", "rank": "admin", "__proto__": {"rank": "admin"}, "constructor": {}}'))
  expect(desk.asked).toEqual([{ name: 'getRecord', input: { record: 'x' } }])
  expect(({} as { rank?: string }).rank).toBeUndefined()
})

it('a passphrase, an invitation or a recovery key is never said back', async () => {
  const desk = stand()
  const secret = 'harbor lantern copper '.repeat(2_000)
  for (const [name, input] of [
    ['signIn', { person: 'Ana', passphrase: secret }],
    ['recover', { person: 'Ana', passphrase: 'x', recoveryKey: secret }],
    ['joinNetwork', { person: 'Ana', passphrase: 'x', invitation: secret }]
  ] as const) {
    const reply = await desk.ask(desk.as('anyone'), name, input)
    expect(reply.code).toBe('bad-input')
    expect(JSON.stringify(reply)).not.toContain('lantern')
  }
})

it('an error of ours is answered by its code; any other as internal, and told to the log', async () => {
  const errors: Record<string, unknown> = {
    getRecord: new OfficeError('not-found', { what: 'record', id: 'x' }),
    status: new TypeError('a mistake'),
    network: 'text thrown'
  }
  const desk = stand(name => {
    throw errors[name]
  })
  const admin = desk.as('admin')
  expect(await desk.ask(admin, 'getRecord', { record: 'x' })).toEqual({ ok: false, code: 'not-found', detail: { what: 'record', id: 'x' } })
  expect(desk.logged).toEqual([])
  expect((await desk.ask(admin, 'status')).code).toBe('internal')
  expect((await desk.ask(admin, 'network')).code).toBe('internal')
  expect(desk.logged.length).toBe(2)
})

it('a full disk met anywhere is answered as a full disk', async () => {
  const desk = stand(() => {
    throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
  })
  expect((await desk.ask(desk.as('admin'), 'saveDraft', { id: '01900000-0000-7000-8000-000000000000', package: 'A'.repeat(43), instance: '' })).code).toBe(
    'disk-full'
  )
})

it('who is not heard for fifteen minutes is signed out, and pages are told; a page that asks the same again is not a person', async () => {
  const desk = stand()
  const away = desk.as('clerk')
  const busy = desk.as('clerk')
  const signer = away.signer!
  await desk.ask(away, 'listRecords', {})
  for (let minute = 1; minute < 15; minute++) {
    desk.time = minute * 60_000
    await desk.ask(away, 'listRecords', {})
    await desk.ask(busy, 'listRecords', { search: `${minute}` })
  }
  expect([away.rank, busy.rank, desk.told]).toEqual(['clerk', 'clerk', []])
  desk.time = IDLE_MS
  expect((await desk.ask(away, 'listRecords', {})).code).toBe('not-signed-in')
  expect([away.rank, busy.rank, desk.told]).toEqual(['anyone', 'clerk', ['deskChanged']])
  expect(() => signer.sign(new Uint8Array(1))).toThrow(/signed in/)
})
