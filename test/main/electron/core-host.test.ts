/** H4: the core dies at every message, in both directions; nothing hangs, nothing is claimed that is not known. */
import { expect, it } from 'vitest'
import { newsKinds } from '../../../src/shared/contract.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import { makeCore } from './stand-in-core.ts'

it('carries calls, files and news, one session a window', async () => {
  const { core, forks } = makeCore()
  const heard: string[] = []
  const undo = core.listen(({ kind }) => void heard.push(kind))
  expect(await core.request('a', 'deskState', {})).toEqual({ ok: true, value: 'deskState' })
  await core.request('a', 'status', {})
  await core.request('b', 'status', {})
  const door = forks[0]?.door
  expect(door?.asked.map(({ session }) => session.id)).toEqual(['session-1', 'session-1', 'session-2'])
  const { sha256 } = await core.putFile('a', new Uint8Array([1, 2]))
  expect((await core.getFile('a', `staged/${sha256}`)).bytes).toEqual(new Uint8Array([1, 2]))
  await expect(core.getFile('a', 'staged/none')).rejects.toMatchObject({ code: 'not-found' })
  door?.tell('headMoved')
  core.leave('b')
  core.lock()
  await core.request('a', 'status', {})
  expect(heard).toEqual(['headMoved'])
  expect([door?.sessions.size, door?.locked]).toEqual([1, 1])
  undo()
  await core.close()
  expect(door?.closed).toBe(1)
  expect(await core.request('a', 'status', {})).toMatchObject({ ok: false, code: 'unknown-outcome' })
})

it('files a record exactly once though the core dies before any one message, when the client asks again with its id', async () => {
  const calls = 12
  const whole = makeCore()
  for (let i = 0; i < calls; i++) await whole.core.request('a', 'fileRecord', { id: `r${i}` })
  const messages = whole.count()
  expect(messages).toBe(2 + 2 * calls)
  // the first two are the start itself: a core that never was up is a broken program, see below
  for (let dieAt = 2; dieAt < messages; dieAt++) {
    const { core, forks, filed } = makeCore({ dieAt })
    let unknown = 0
    for (let i = 0; i < calls; i++)
      for (let reply = await core.request('a', 'fileRecord', { id: `r${i}` }); !reply.ok; reply = await core.request('a', 'fileRecord', { id: `r${i}` })) {
        expect(reply).toMatchObject({ code: 'unknown-outcome' })
        unknown += 1
      }
    expect([dieAt, unknown, filed.size, forks.length]).toEqual([dieAt, 1, calls, 2])
  }
})

it('answers everything that was on its way when the core dies, and tells every kind of news when the next one stands', async () => {
  const { core, forks } = makeCore()
  const heard: string[] = []
  core.listen(({ kind }) => void heard.push(kind))
  await core.request('a', 'status', {})
  const door = forks[0]?.door
  if (door !== undefined) door.reply = () => new Promise(() => undefined)
  const running = Promise.all(Array.from({ length: 300 }, (_, i) => core.request('a', `call${String.fromCharCode(97 + (i % 26))}`, {})))
  forks[0]?.kill()
  expect((await running).filter(reply => !reply.ok && reply.code === 'unknown-outcome').length).toBe(300)
  expect(await core.request('a', 'status', {})).toMatchObject({ ok: true })
  expect(heard).toEqual([...newsKinds])
})

it('waits longer each time, and gives up on a core that only dies', async () => {
  const { core, forks, waited, trouble } = makeCore()
  await core.request('a', 'status', {})
  for (let i = 0; trouble.length === 0 && i < 20; i++) {
    forks.at(-1)?.kill()
    await new Promise(resolve => setImmediate(resolve))
  }
  expect(waited).toEqual([100, 400, 1600, 6400, 25_600])
  expect(trouble.map(({ code }) => code)).toEqual(['internal'])
  expect(await core.request('a', 'status', {})).toMatchObject({ ok: false, code: 'internal' })
})

it("stops at once when the desk can not be opened, with the desk's own reason (H8)", async () => {
  const taken = makeCore({ open: async () => Promise.reject(new OfficeError('folder-in-use', { folder: '/x' })) })
  expect(await taken.core.request('a', 'status', {})).toEqual({ ok: false, code: 'folder-in-use', detail: { folder: '/x' } })
  const missing = makeCore({ open: async () => Promise.reject(new Error('Cannot find module better_sqlite3.node')) })
  expect(await missing.core.request('a', 'status', {})).toMatchObject({
    ok: false,
    code: 'program-damaged',
    detail: { what: 'Cannot find module better_sqlite3.node' }
  })
  const never = makeCore({ dieAt: 0 })
  expect(await never.core.request('a', 'status', {})).toMatchObject({ ok: false, code: 'program-damaged' })
  for (const { trouble, forks } of [taken, missing, never]) expect([trouble.length, forks.length]).toEqual([1, 1])
})

it('rests and wakes: the next core begins only when the last one has let go of the folder', async () => {
  const { core, forks } = makeCore()
  await core.request('a', 'status', {})
  const door = forks[0]?.door
  let letGo = (): void => undefined
  if (door !== undefined) door.close = () => new Promise<void>(resolve => (letGo = resolve))
  const resting = core.rest()
  const asked = core.request('a', 'status', {})
  await new Promise(resolve => setImmediate(resolve))
  expect(forks.length).toBe(1)
  letGo()
  await resting
  expect(await asked).toMatchObject({ ok: true })
  expect(forks.length).toBe(2)
})
