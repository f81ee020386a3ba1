import { expect, it } from 'vitest'
import { z } from 'zod'
import { calls, newsKinds, ranks, roles, type CallName } from '../../src/shared/contract.ts'

const names = Object.keys(calls) as CallName[]
const isQuestion = (name: CallName): boolean => calls[name].stale.length > 0

it('every call says who may, and only kinds of news that there are', () => {
  for (const name of names) {
    expect(ranks).toContain(calls[name].rank)
    for (const kind of calls[name].stale) expect([name, newsKinds.includes(kind)]).toEqual([name, true])
  }
  expect(ranks.slice(2)).toEqual(roles)
})

it('what goes in and out can be said in JSON Schema: no function, no date, nothing that JSON can not carry', () => {
  for (const name of names)
    for (const side of ['input', 'output'] as const) expect(() => z.toJSONSchema(calls[name][side], { io: 'input' }), `${name} ${side}`).not.toThrow()
})

it('every text and list that goes in is bounded, so that nobody fills a disk or a memory with one call', () => {
  const open: string[] = []
  const walk = (path: string, schema: Record<string, unknown>): void => {
    if (schema['type'] === 'string' && schema['maxLength'] === undefined && schema['enum'] === undefined && schema['const'] === undefined) open.push(path)
    if (schema['type'] === 'array' && schema['items'] !== undefined && schema['maxItems'] === undefined && schema['prefixItems'] === undefined)
      open.push(`${path}[]`)
    for (const [key, value] of Object.entries((schema['properties'] ?? {}) as Record<string, Record<string, unknown>>)) walk(`${path}.${key}`, value)
    for (const list of ['anyOf', 'oneOf', 'prefixItems']) for (const value of (schema[list] ?? []) as Record<string, unknown>[]) walk(path, value)
    if (schema['items'] !== undefined && typeof schema['items'] === 'object') walk(`${path}[]`, schema['items'] as Record<string, unknown>)
  }
  for (const name of names) walk(name, z.toJSONSchema(calls[name].input, { io: 'input' }) as Record<string, unknown>)
  expect(open).toEqual([])
})

it('a question changes nothing and what changes something is no question', () => {
  expect(names.filter(name => !isQuestion(name)).sort()).toEqual(
    names
      .filter(name =>
        /^(start|confirm|join|sign|change|add|recover|rebind|import|save|delete|file|amend|void|cancel|create|admit|refuse|sync|test|restore|drill|run|set|export|prove|continueDesk|vouch|take|draftMotion|draftSuccession|reviewRecords|approve|withdraw|readInvitation|getDraft)/.test(
          name
        )
      )
      .sort()
  )
})

it('no call takes who asks from its input: a field named like the caller is about somebody else, before sign-in', () => {
  const named = names.filter(name => JSON.stringify(z.toJSONSchema(calls[name].input, { io: 'input' })).match(/"(person|author|rank|role|session|caller|me)":/))
  expect(named.sort()).toEqual([
    'addPerson',
    'admitContinuing',
    'continueDesk',
    'createInvitation',
    'draftMotion',
    'joinNetwork',
    'listRecords',
    'rebindFolder',
    'recover',
    'restoreBackup',
    'signIn',
    'startNetwork'
  ])
  for (const name of named)
    if (!['addPerson', 'admitContinuing', 'createInvitation', 'draftMotion', 'listRecords'].includes(name)) expect(calls[name].rank).toBe('anyone')
})
