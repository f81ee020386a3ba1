import fc from 'fast-check'
import { expect, it } from 'vitest'
import { native, verify } from '../../../src/main/keys/native.ts'
import type { KeySigner } from '../../../src/main/ledger/ledger.ts'
import { toBase64url } from '../../../src/shared/bytes.ts'
import { canonical } from '../../../src/shared/ledger/jcs.ts'
import type { AnyEntry, Opened } from '../../../src/shared/ledger/line.ts'
import type { Key } from '../../../src/shared/names.ts'
import type { AdmitPerson, Approved } from '../../../src/shared/record/entry.ts'
import { approve, netOf, withApprovals, type Draft, type Proposal } from '../../../src/shared/record/proposal.ts'
import { personIdOf, Registry } from '../../../src/shared/record/registry.ts'
import { holds } from '../../../src/shared/record/registry-facts.ts'
import { everywhere, TestNetwork } from '../../kit/chain-kit.ts'
import { hashOf, keyOf, sealKeyFor } from '../../kit/people.ts'
import { openSound, readVector, splitLines } from '../../kit/vectors.ts'

const office = (n: TestNetwork): Draft => n.draft({ t: 'admit', what: 'office', office: n.id, oversight: false }, [['@name', 'an office']])
const withQuorum = (n: TestNetwork, quorum: number, recovery: readonly { seal: string; sign: string }[] = []): AnyEntry =>
  n.entry({ t: 'policy', quorum, witnesses: 1, hubs: [], kinds: [], cooling: 14, recovery }, null)

it('a quorum counts persons, not keys, in whatever order and however often they sign; nobody else counts', () => {
  const paper = keyOf('paper')
  const n = new TestNetwork('quorum')
  const second = n.admitDesk(n.desk.office, 2, 'second desk')
  const people = ['Ben', 'Cora', 'Dee'].map(name => n.admitPerson(n.desk, name, [everywhere('admin')]))
  const again = people.map((one, i) => n.admitPerson(second, `key ${i}`, [], one.person))
  const clerk = n.admitPerson(n.desk, 'Eve', [everywhere('records')])
  const local = n.admitPerson(n.desk, 'Flo', [{ form: null, office: n.desk.office, role: 'admin', scope: 'others' }])
  n.do(withQuorum(n, 3, [{ seal: sealKeyFor('paper'), sign: paper.key }]))
  const who: readonly (readonly [KeySigner, string | null])[] = [
    [n.admin.signer, n.admin.person],
    ...[...people, ...again].map(one => [one.signer, one.person] as const),
    [paper, 'paper'],
    [clerk.signer, null],
    [local.signer, null],
    [keyOf('nobody'), null],
    [n.desk.signer, null],
    [n.registryKey, null]
  ]
  fc.assert(
    fc.property(fc.shuffledSubarray([...who], { minLength: 1 }), fc.nat(3), (signers, twice) => {
      const keys = [...signers, ...signers.slice(0, twice)].map(([signer]) => signer)
      const persons = new Set(signers.map(([, person]) => person).filter(person => person !== null))
      expect(n.line(n.approve(office(n), keys))).toEqual([persons.size >= 3 ? undefined : 'quorum'])
    }),
    { numRuns: 80 }
  )
})

it('an approval is for this entry, this nonce, this expiry and this network, and by this key', () => {
  const n = new TestNetwork('approvals')
  const { signer } = n.admin
  const entry = office(n)
  const proposal: Proposal = { entry: entry as Proposal['entry'], expiresAtSize: 1_000, net: n.net, nonce: toBase64url(n.clock.random(16)) }
  const by = approve(proposal, signer.key, signer.sign)
  const others: readonly AnyEntry[] = [
    withApprovals({ ...proposal, expiresAtSize: 1_001 }, [by]),
    withApprovals({ ...proposal, nonce: toBase64url(n.clock.random(16)) }, [by]),
    withApprovals({ ...proposal, entry: { ...entry, oversight: true } as never }, [by]),
    withApprovals(proposal, [{ ...by, key: keyOf('nobody').key }]),
    withApprovals(proposal, [approve({ ...proposal, net: hashOf('another network') }, signer.key, signer.sign)]),
    withApprovals(proposal, [approve({ ...proposal, net: null }, signer.key, signer.sign)]),
    withApprovals(proposal, [approve({ ...proposal, net: netOf(null, n.registryKey.key) }, signer.key, signer.sign)])
  ]
  for (const other of others) expect(n.line(other)).toEqual(['quorum'])
  expect(n.line(withApprovals(proposal, [by]))).toEqual([undefined])
})

it('a proposal takes effect at most once, and only before it expires; what had no effect may still take it', () => {
  const n = new TestNetwork('proposals')
  const entry = n.approve(office(n), [n.admin.signer])
  const bad = {
    ...entry,
    by: {
      ...(entry['by'] as unknown as Approved),
      approvals: [approve({ entry: {} as never, expiresAtSize: 1, net: null, nonce: '' }, n.admin.signer.key, n.admin.signer.sign)]
    }
  } as unknown as AnyEntry
  expect(n.line(bad)).toEqual(['quorum'])
  expect(n.line(entry)).toEqual([undefined])
  expect(n.line(entry)).toEqual(['proposal-reused'])
  expect(n.line({ ...entry, id: n.id })).toEqual(['proposal-reused'])
  const until = (lines: number): AnyEntry => n.approve(office(n), [n.admin.signer], n.registry.size + lines - 1_000)
  expect(n.line(until(0))).toEqual(['proposal-expired'])
  expect(n.line(until(1))).toEqual([undefined])
  const late = until(2)
  n.do(n.approve(office(n)))
  n.do(n.approve(office(n)))
  expect(n.line(late)).toEqual(['proposal-expired'])
})

it('who signs must be an administrator in the state before the line', () => {
  const n = new TestNetwork('before the line')
  const { entry, signer } = n.personEntry(n.desk, 'Ben', [everywhere('admin')])
  expect(n.line(entry, n.approve(office(n), [signer]))).toEqual([undefined, 'quorum'])
  expect(n.line(n.approve(office(n), [signer]))).toEqual([undefined])
  const ben = n.registry.keys.get(signer.key)!.person
  const gone = n.entry({ t: 'revoke', what: 'person', subject: ben, cuts: [n.desk.chain.cut()] }, [['@reason', 'left']])
  expect(n.line(gone, n.approve(office(n), [signer]))).toEqual([undefined, undefined])
  expect(n.line(n.approve(office(n), [signer]))).toEqual(['quorum'])
})

it("a new quorum holds from the line after the policy's", () => {
  const n = new TestNetwork('policies')
  const ben = n.admitPerson(n.desk, 'Ben', [everywhere('admin')])
  expect(n.line(withQuorum(n, 2), n.approve(office(n), [ben.signer]))).toEqual([undefined, undefined])
  expect(n.line(n.approve(office(n), [ben.signer]))).toEqual(['quorum'])
  expect(n.line(n.approve(office(n), [ben.signer, n.admin.signer]))).toEqual([undefined])
})

it('a network can not lock itself out; with a lower quorum in the same line the last but one may go', () => {
  const n = new TestNetwork('lock-out')
  const ben = n.admitPerson(n.desk, 'Ben', [everywhere('admin')])
  const both = [n.admin.signer, ben.signer]
  n.do(withQuorum(n, 2))
  const gone = (): AnyEntry => n.approve(n.draft({ t: 'revoke', what: 'person', subject: ben.person, cuts: [n.desk.chain.cut()] }, [['@reason', 'left']]), both)
  const lower = (): AnyEntry => n.approve(n.draft({ t: 'policy', quorum: 1, witnesses: 1, hubs: [], kinds: [], cooling: 14, recovery: [] }, null), both)
  expect(n.line(gone())).toEqual(['too-few-administrators'])
  expect(n.line(n.approve(n.draft({ t: 'policy', quorum: 3, witnesses: 1, hubs: [], kinds: [], cooling: 14, recovery: [] }, null), both))).toEqual([
    'too-few-administrators'
  ])
  expect(n.line(lower(), gone())).toEqual([undefined, undefined])
  expect(n.line(n.entry({ t: 'revoke', what: 'key', subject: n.admin.signer.key, cuts: [n.desk.chain.cut()] }, [['@reason', 'by mistake']]))).toEqual([
    'too-few-administrators'
  ])
  expect(n.line(n.entry({ t: 'revoke', what: 'office', subject: n.desk.office, cuts: [n.desk.chain.cut()] }, [['@reason', 'by mistake']]))).toEqual([
    'too-few-administrators'
  ])
})

it('the recovery key alone can admit anew, when the only administrator is gone', () => {
  const paper = keyOf('paper')
  const n = new TestNetwork('recovery', { recovery: [{ seal: sealKeyFor('paper'), sign: paper.key }] })
  const gone = n.draft({ t: 'revoke', what: 'person', subject: n.admin.person, cuts: [n.desk.chain.cut()] }, [['@reason', 'key forgotten']])
  expect(n.line(n.approve(gone, [paper]))).toEqual([undefined])
  const { entry, signer } = n.personEntry(n.desk, 'New', [everywhere('admin')])
  const { by: _, ...draft } = entry
  expect(n.line(n.approve(draft, [n.admin.signer]))).toEqual(['quorum'])
  expect(n.line(n.approve(draft, [paper]))).toEqual([undefined])
  expect(n.line(n.approve(office(n), [signer]))).toEqual([undefined])
})

it('a person has one id under several keys, the hash of the entry that first admitted them', () => {
  const n = new TestNetwork('persons')
  const { entry, signer } = n.personEntry(n.desk, 'Ben', [everywhere('clerk')])
  n.do(entry)
  const { person } = n.registry.keys.get(signer.key)!
  expect(person).toBe(native.hashText(`muniment/person/v1\n${canonical(entry)}`))
  expect(personIdOf(native, entry as AdmitPerson)).toBe(person)
  const second = n.admitDesk(n.desk.office, 2, 'second desk')
  const other = n.admitPerson(second, 'Ben again', [], person)
  expect(other.person).toBe(person)
  const { size } = n.registry
  expect([
    n.registry.personOf(other.signer.key, second.signer.key, size),
    n.registry.personOf(other.signer.key, n.desk.signer.key, size),
    n.registry.personOf(signer.key, n.desk.signer.key, size)
  ]).toEqual([person, undefined, person])
  expect(n.registry.grantsOf(person, size)).toEqual([everywhere('clerk')])
})

it('giving rights takes no cut; taking the least of them takes one for every desk where the person has a key', () => {
  const n = new TestNetwork('roles')
  const second = n.admitDesk(n.desk.office, 2, 'second desk')
  const ben = n.admitPerson(n.desk, 'Ben', [everywhere('clerk', 'own')])
  n.admitPerson(second, 'Ben again', [], ben.person)
  const role = (grants: unknown, cuts: unknown = []): AnyEntry => n.entry({ t: 'role', person: ben.person, grants, cuts }, null)
  expect(n.line(role([everywhere('clerk', 'own'), everywhere('supervisor')]))).toEqual([undefined])
  expect(n.line(role([everywhere('supervisor')]))).toEqual([undefined]) // a wider right includes the narrower
  for (const less of [
    [],
    [everywhere('clerk')],
    [everywhere('supervisor', 'own')],
    [{ ...everywhere('admin'), form: 'a' }],
    [{ ...everywhere('admin'), office: n.desk.office }]
  ])
    expect(n.line(role(less)), JSON.stringify(less)).toEqual(['cut-missing'])
  expect(n.line(role([everywhere('clerk')], [n.desk.chain.cut()]))).toEqual(['cut-missing'])
  expect(n.line(role([everywhere('clerk')], [n.desk.chain.cut(), second.chain.cut()]))).toEqual([undefined])
})

it("a person's cut leaves others' lines alone; a desk's ends all of them; the least cut counts", () => {
  const n = new TestNetwork('cuts')
  const desk = n.admitDesk(n.desk.office, 2, 'second desk')
  const ben = n.admitPerson(desk, 'Ben', [everywhere('clerk')])
  const cora = n.admitPerson(desk, 'Cora', [everywhere('clerk')])
  for (let i = 0; i < 4; i++) desk.chain.add(ben.signer, [{ t: 'opaque', id: n.id } as AnyEntry])
  const key = desk.signer.key
  expect(n.registry.cutOf(key, ben.person)).toBeUndefined()
  n.do(n.entry({ t: 'revoke', what: 'person', subject: ben.person, cuts: [desk.chain.cut(3)] }, [['@reason', 'left']]))
  expect([n.registry.cutOf(key, ben.person)?.size, n.registry.cutOf(key, cora.person), n.registry.cutOf(key, null)]).toEqual([3, undefined, undefined])
  n.do(n.entry({ t: 'revoke', what: 'person', subject: ben.person, cuts: [desk.chain.cut(2)] }, [['@reason', 'earlier than we knew']]))
  expect(n.registry.cutOf(key, ben.person)?.size).toBe(2)
  n.do(n.entry({ t: 'revoke', what: 'key', subject: cora.signer.key, cuts: [desk.chain.cut(3)] }, [['@reason', 'a new key']]))
  expect([n.registry.cutOf(key, cora.person)?.size, n.registry.cutOf(key, null)]).toEqual([3, undefined])
  n.do(n.entry({ t: 'revoke', what: 'desk', subject: key, cuts: [desk.chain.cut(4)] }, [['@reason', 'sold']]))
  expect([n.registry.cutOf(key, ben.person)?.size, n.registry.cutOf(key, cora.person)?.size, n.registry.cutOf(key, null)?.size]).toEqual([2, 3, 4])
})

it('a desk that continues another ends it, and what was admitted is never admitted again', () => {
  const n = new TestNetwork('continues')
  const old = n.admitDesk(n.desk.office, 2, 'second desk')
  old.chain.add(old.signer, [{ t: 'opaque', id: n.id } as AnyEntry])
  const anew = n.admitDesk(n.desk.office, 3, 'second desk anew', old.chain.cut())
  expect(n.registry.cutOf(old.signer.key, null)).toMatchObject(old.chain.cut())
  expect(n.registry.desks.get(anew.signer.key)?.continues).toEqual(old.chain.cut())
  expect(n.line(n.deskEntry(n.desk.office, 2, 'yet another').entry)).toEqual(['desk-number-used'])
  expect(n.line(n.deskEntry(n.admitOffice('Mesa'), 1, 'second desk').entry)).toEqual(['desk-exists'])
})

it('an unknown kind halts judging from there: nothing later takes effect, what was before stays', () => {
  const n = new TestNetwork('halted')
  const { size } = n.registry
  expect(n.line({ t: 'hologram', id: n.id } as AnyEntry, n.approve(office(n)))).toEqual(['unknown-kind', undefined])
  expect(n.registry.offices.size).toBe(1)
  expect(n.line(n.approve(office(n)))).toEqual([undefined])
  expect([n.registry.offices.size, n.registry.haltedAt, n.registry.size]).toEqual([1, size + 1, size + 2])
  expect(n.registry.point(n.registry.size)).toEqual(n.chain.point)
})

const sound: Opened[] = splitLines(readVector('sound/registry.jsonl')).map(openSound)
it('as of any size the whole registry answers what it answered when it was of that size', () => {
  const chain = sound[0]!.body.chain
  const whole = new Registry(native, verify, chain)
  for (const line of sound) whole.applyLine(line)
  const young = new Registry(native, verify, chain)
  for (const line of sound) {
    young.applyLine(line)
    const { size } = young
    expect(young.now).toEqual(whole.point(size))
    for (const key of whole.desks.keys()) expect(young.deskAt(key, size) === undefined, `${size}`).toBe(whole.deskAt(key, size) === undefined)
    for (const { key, desk, person } of whole.keys.values()) {
      expect(young.personOf(key, desk, size)).toBe(whole.personOf(key, desk, size))
      expect(young.grantsOf(person, size)).toEqual(whole.grantsOf(person, size))
      expect(young.administratorOf(key, size)).toBe(whole.administratorOf(key, size))
    }
    for (const form of whole.forms) expect(young.formAt(form.package, size)?.state).toBe(whole.formAt(form.package, size)?.state)
    for (const field of ['quorum', 'witnesses', 'cooling', 'hubs', 'kinds', 'recovery'] as const)
      expect(young.policyAt(size)[field]).toEqual(whole.policyAt(size)[field])
  }
  expect(whole.point(sound.length + 1)).toBeUndefined()
  expect(holds({ from: 3, until: 5 }, 2) || holds({ from: 3, until: 5 }, 5)).toBe(false)
})

it('a founder of one network founds no other: what was signed for line 0 is for that registry key', () => {
  const n = new TestNetwork('founders')
  const [zero] = n.chain.lines as [Opened]
  const other = new Registry(native, verify, keyOf('another registry').key as Key)
  other.applyLine(zero) // as if that key had signed it
  expect(other.voids.map(({ code }) => code)).toEqual(['quorum', 'quorum', 'quorum', 'quorum'])
  expect([other.offices.size, other.desks.size, other.keys.size]).toEqual([0, 0, 0])
})
