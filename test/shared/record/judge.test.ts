import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { KeySigner } from '../../../src/main/ledger/ledger.ts'
import type { AnyEntry, Opened } from '../../../src/shared/ledger/line.ts'
import type { OfficeId } from '../../../src/shared/names.ts'
import { kinds, type Grant, type Role } from '../../../src/shared/record/entry.ts'
import { allows, isCut, judge, roleAtLeast } from '../../../src/shared/record/judge.ts'
import { everywhere, refOf, TestNetwork, whyOf, type TestForm, type TestPerson } from '../../kit/chain-kit.ts'
import { hashOf } from '../../kit/people.ts'

const roles: readonly Role[] = ['viewer', 'clerk', 'supervisor', 'records', 'admin']
const document = readFileSync(join(import.meta.dirname, '../../../docs/format.md'), 'utf8')
const sectionOf = (kind: string): string => document.split(`\n#### ${kind}\n`)[1]!.split('\n| Field')[0]!

it('roles ascend, and a higher one includes the lower', () => {
  for (const [i, role] of roles.entries()) for (const [j, wanted] of roles.entries()) expect(roleAtLeast(role, wanted)).toBe(i >= j)
})

it('a grant gives its role in its office, for its form, on own records or on all', () => {
  const [here, there] = ['here', 'there'] as unknown as [OfficeId, OfficeId]
  const grant = (more: Partial<Grant>): Grant[] => [{ ...everywhere('clerk'), ...more }]
  const may = (more: Partial<Grant>, wanted: Role = 'clerk', office = here, form: string | null = 'a', own = true): boolean =>
    allows(grant(more), wanted, office, form, own)
  expect([may({}), may({ office: here }), may({ office: there }), may({ form: 'a' }), may({ form: 'b' })]).toEqual([true, true, false, true, false])
  expect([
    may({ form: 'a' }, 'clerk', here, null),
    may({ scope: 'own' }),
    may({ scope: 'own' }, 'clerk', here, 'a', false),
    may({}, 'clerk', here, 'a', false),
    may({}, 'supervisor')
  ]).toEqual([false, true, false, true, false])
  expect(allows([], 'viewer', here, null, true)).toBe(false)
  expect(
    allows(
      [
        { ...everywhere('clerk', 'own'), form: 'a' },
        { ...everywhere('clerk'), form: 'b' }
      ],
      'clerk',
      here,
      'a',
      false
    )
  ).toBe(false) // grants do not lend each other scope
})

interface Scene {
  readonly n: TestNetwork
  readonly form: TestForm
  readonly record: Opened
}
function scene(name: string): Scene {
  const n = new TestNetwork(name)
  const form = n.publish('inspection')
  return { n, form, record: n.file(n.admin, form, 1) }
}
const outcomeOf = ({ n }: Scene, by: KeySigner, entry: AnyEntry): string =>
  whyOf(n.judge({ body: n.desk.chain.body(by, [entry]), hash: hashOf('line') } as Opened))

/** An entry of a kind, as far as judging looks at it. */
function entryOf({ n, form, record }: Scene, kind: string, more: Record<string, unknown> = {}): AnyEntry {
  const about = ['amend', 'resolve', 'void', 'review', 'assign', 'restrict'].includes(kind) ? { record: refOf(record) } : {}
  const carries = ['access', 'acknowledge'].includes(kind) ? {} : { commitment: hashOf('c'), audience: 'everyone' }
  const ofForm = ['record', 'amend', 'resolve', 'inbox'].includes(kind) ? form : {}
  return { t: kind, id: n.id, ...about, ...carries, ...ofForm, ...more } as unknown as AnyEntry
}

const byPeople: [string, Role, Record<string, unknown>][] = Object.keys(kinds)
  .filter(kind => kinds[kind]!.on === 'desk' && !/By the desk only/.test(sectionOf(kind)))
  .map(kind => [
    kind,
    (/Role: (viewer|clerk|supervisor|records)/.exec(sectionOf(kind))?.[1] ?? 'none') as Role,
    kind === 'review' ? { decision: 'submit' } : {}
  ])

it.each([
  ...byPeople,
  ['review', 'clerk', { decision: 'withdraw' }],
  ['review', 'supervisor', { decision: 'approve' }],
  ['review', 'supervisor', { decision: 'return' }]
] as typeof byPeople)('a %s takes the role %s, as the document says (%o)', (kind, least, more) => {
  const here = scene(`least ${kind} ${JSON.stringify(more)}`)
  for (const role of roles) {
    const person = here.n.admitPerson(here.n.desk, role, [everywhere(role)])
    expect(outcomeOf(here, person.signer, entryOf(here, kind, more)), role).toBe(roleAtLeast(role, least) ? 'counts' : 'role')
  }
})

it('what a desk may author with nobody signed in is a closed list, the one in the document', () => {
  const here = scene('desk kinds')
  const onDesks = Object.keys(kinds).filter(kind => kinds[kind]!.on === 'desk')
  const may = onDesks.filter(kind => outcomeOf(here, here.n.desk.signer, entryOf(here, kind)) === 'counts')
  expect(may).toEqual(onDesks.filter(kind => /also the desk|By the desk only/.test(sectionOf(kind))))
  expect(may).toEqual(['access', 'acknowledge', 'incident', 'inbox'])
  for (const kind of onDesks.filter(one => /By the desk only/.test(sectionOf(one))))
    expect(outcomeOf(here, here.n.admin.signer, entryOf(here, kind)), kind).toBe('role')
})

it("own records are whoever's person filed them, under whichever of their keys; others' take the scope", () => {
  const here = scene('scope')
  const { n, form, record } = here
  const ben = n.admitPerson(n.desk, 'Ben', [everywhere('clerk', 'own')])
  const second = n.admitDesk(n.desk.office, 2, 'second desk')
  const again = n.admitPerson(second, 'Ben again', [], ben.person)
  const his = n.file(ben, form, 2)
  const amend = (who: TestPerson, of: Opened): string =>
    whyOf(n.judge(who.desk.chain.sealed(who.signer, [n.version(who.desk, { t: 'amend', record: refOf(of), amends: refOf(of) }, form, [])])))
  expect([amend(ben, his), amend(again, his), amend(ben, record), amend(again, record), amend(n.admin, his)]).toEqual([
    'counts',
    'counts',
    'not-own',
    'not-own',
    'counts'
  ])
})

it('rights are judged as of the registry that the line names, and by all cuts known now', () => {
  const { n, form } = scene('as of')
  const ben = n.admitPerson(n.desk, 'Ben', [everywhere('clerk')])
  const before = n.file(ben, form, 2)
  const then = n.registry.now
  const late = (size: number): string =>
    whyOf(n.judge(n.desk.chain.sealed(ben.signer, [n.version(n.desk, { t: 'record', ref: 3 }, form, [])], { reg: n.registry.point(size)! })))
  expect([whyOf(n.judge(before)), late(then.size)]).toEqual(['counts', 'counts'])
  n.do(n.entry({ t: 'role', person: ben.person, grants: [everywhere('viewer')], cuts: [n.desk.chain.cut()] }, null))
  expect([whyOf(n.judge(before)), late(then.size), late(n.registry.size)]).toEqual(['counts', 'beyond-cut', 'role'])
  n.do(n.entry({ t: 'role', person: ben.person, grants: [everywhere('clerk')], cuts: [] }, null))
  expect(late(n.registry.size)).toBe('counts') // rights that were given anew hold; the cut is about lines under the registry before it
  expect(late(then.size)).toBe('beyond-cut')
  const other = n.desk.chain.sealed(n.admin.signer, [n.version(n.desk, { t: 'record', ref: 3 }, form, [])], { reg: then })
  expect(whyOf(n.judge(other))).toBe('counts') // his cut is his alone
})

it('what was written before someone was admitted does not count afterwards either', () => {
  const { n, form } = scene('too early')
  const then = n.registry.now
  const ben = n.admitPerson(n.desk, 'Ben', [everywhere('clerk')])
  expect(whyOf(n.judge(n.desk.chain.sealed(ben.signer, [n.version(n.desk, { t: 'record', ref: 2 }, form, [])], { reg: then })))).toBe('author-not-admitted')
})

it('a line beyond a cut counts when the registry accepts it by its hash, and no other does', () => {
  const { n, form } = scene('accepted')
  const ben = n.admitPerson(n.desk, 'Ben', [everywhere('clerk')])
  const then = n.registry.now
  n.do(n.entry({ t: 'revoke', what: 'person', subject: ben.person, cuts: [n.desk.chain.cut()] }, [['@reason', 'left']]))
  const [one, two] = [2, 3].map(ref => n.desk.chain.sealed(ben.signer, [n.version(n.desk, { t: 'record', ref }, form, [])], { reg: then })) as [Opened, Opened]
  expect([whyOf(n.judge(one)), whyOf(n.judge(two))]).toEqual(['beyond-cut', 'beyond-cut'])
  n.do(n.entry({ t: 'accept', lines: [one.hash] }, null))
  expect([whyOf(n.judge(one)), whyOf(n.judge(two))]).toEqual(['counts', 'beyond-cut'])
  const { size } = n.registry
  expect(isCut(n.registry, { chain: n.desk.signer.key, height: two.body.height, registrySize: then.size }, null, two.hash)).toBe(false)
  expect(isCut(n.registry, { chain: n.desk.signer.key, height: two.body.height, registrySize: size }, ben.person, two.hash)).toBe(false)
})

it("a closed form takes amendments and no records; a form's audience is its entries'", () => {
  const { n, form, record } = scene('forms')
  const file = (audience: TestForm['audience']): string =>
    whyOf(n.judge(n.desk.chain.sealed(n.admin.signer, [n.version(n.desk, { t: 'record', ref: 2 }, { ...form, audience }, [])])))
  const offices = [n.desk.office, n.admitOffice('Mesa')].sort()
  expect([file('everyone'), file(offices)]).toEqual(['counts', 'audience'])
  n.publish(form.form, { package: form.package, state: 'closed', audience: offices })
  expect([file('everyone'), file(offices)]).toEqual(['form-not-published', 'form-not-published'])
  const amend = n.desk.chain.sealed(n.admin.signer, [
    n.version(n.desk, { t: 'amend', record: refOf(record), amends: refOf(record) }, { ...form, audience: offices }, [])
  ])
  expect(whyOf(n.judge(amend))).toBe('counts')
})

it('what is said about a record goes to whom the record goes, under whichever version of its form', () => {
  const { n, form, record } = scene('reasons')
  const offices = [n.desk.office, n.admitOffice('Mesa')].sort()
  const voids = (audience: TestForm['audience'], size = n.registry.size): string => {
    const entry = n.carried(n.desk, { t: 'void', record: refOf(record), amends: refOf(record) }, audience, [['@reason', 'x']])
    return whyOf(n.judge(n.desk.chain.sealed(n.admin.signer, [entry], { reg: n.registry.point(size)! })))
  }
  const { size } = n.registry
  expect([voids('everyone'), voids(offices)]).toEqual(['counts', 'audience'])
  n.publish(form.form, { version: '2', package: hashOf('a second version'), audience: offices })
  expect([voids('everyone'), voids(offices), voids([n.desk.office])]).toEqual(['counts', 'counts', 'audience'])
  expect(voids(offices, size)).toBe('audience') // as of then that form was not there
})

it('what a reader does not know yet waits, and counts when it comes', () => {
  const { n, form, record } = scene('waiting')
  const amend = n.desk.chain.sealed(n.admin.signer, [n.version(n.desk, { t: 'amend', record: refOf(record), amends: refOf(record) }, form, [])])
  expect([whyOf(n.judge(amend, 0, () => undefined)), whyOf(n.judge(amend))]).toEqual(['target-not-here', 'counts'])
  const ahead = n.desk.chain.body(n.admin.signer, amend.body.entries, { reg: { root: hashOf('x'), size: n.registry.size + 1 } })
  expect(whyOf(judge(n.registry, { body: ahead, hash: amend.hash }, amend.body.entries[0]!, n.target))).toBe('registry-behind')
})
