import { expect, it } from 'vitest'
import { calls } from '../../src/shared/contract.ts'
import { OfficeError } from '../../src/shared/errors.ts'
import { connect, type Link, type Reply } from '../../src/shared/wire.ts'

const linkThat = (reply: Reply, asked: unknown[] = []): Link => ({
  request: (name, input) => {
    asked.push([name, input])
    return Promise.resolve(reply)
  },
  listen: () => () => undefined
})

it('the client has one plain function for each call, and listens', () => {
  const office = connect(linkThat({ ok: true, value: 1 }))
  expect(Object.keys(office).sort()).toEqual([...Object.keys(calls), 'listen'].sort())
  expect(Object.values(office).every(value => typeof value === 'function')).toBe(true)
  expect(Object.getPrototypeOf(office)).toBe(Object.prototype)
})

it('a reply is a value or a thrown OfficeError with code and facts; nothing given is an empty input', async () => {
  const asked: unknown[] = []
  expect(await connect(linkThat({ ok: true, value: { a: 1 } }, asked)).deskState({})).toEqual({ a: 1 })
  await (connect(linkThat({ ok: true, value: 1 }, asked)).status as () => Promise<unknown>)()
  expect(asked).toEqual([
    ['deskState', {}],
    ['status', {}]
  ])
  const failed = connect(linkThat({ ok: false, code: 'not-found', detail: { what: 'record', id: 'x' } })).getRecord({ record: 'x' })
  await expect(failed).rejects.toMatchObject({ name: 'OfficeError', code: 'not-found', detail: { what: 'record', id: 'x' } })
})

it('a code from a newer desk is an error of ours all the same', async () => {
  for (const code of ['from-the-future', '__proto__', 'constructor', '']) {
    const error = await connect(linkThat({ ok: false, code, detail: {} }))
      .deskState({})
      .catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(OfficeError)
    expect(error).toMatchObject({ code: 'internal', detail: { what: code } })
  }
})

it('a link that breaks is not hidden', async () => {
  const link: Link = { request: () => Promise.reject(new Error('the window is gone')), listen: () => () => undefined }
  await expect(connect(link).deskState({})).rejects.toThrow('the window is gone')
})
