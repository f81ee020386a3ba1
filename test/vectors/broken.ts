/**
 * Chains that are broken in one way each. First line of a file: what a reader must say (`expect`) and by which rule; then the
 * lines, the faulty one last. `open` and `entries` judge the last line by itself, `grow` after those before it, `registry` its
 * entry `index` as part of the registry, `judge` the entry `index` of a desk's line under the registry lines before it.
 */
import { concat, toBase64url, utf8, type Bytes } from '../../src/shared/bytes.ts'
import { canonical, type Json } from '../../src/shared/ledger/jcs.ts'
import type { AnyEntry, Body, Opened, Point } from '../../src/shared/ledger/line.ts'
import type { Hash, Key } from '../../src/shared/names.ts'
import { provePossession, type Draft } from '../../src/shared/record/proposal.ts'
import type { KeySigner } from '../../src/main/ledger/ledger.ts'
import { everywhere, refOf, TestChain, TestNetwork, type TestDesk, type TestForm, type TestPerson } from '../kit/chain-kit.ts'
import { hashOf, keyOf, sealKeyFor } from '../kit/people.ts'
import type { Header } from '../kit/vectors.ts'

type Files = Map<string, Uint8Array>
const LF = utf8('\n')
const file = (header: Header, lines: readonly Bytes[]): Uint8Array => concat(utf8(canonical(header as unknown as Json)), LF, ...lines.flatMap(line => [line, LF]))
const lineOf = ({ line }: Opened): Bytes => line

/** A line of any bytes, signed as it stands. */
const signed = (body: Bytes | string, by: KeySigner): Bytes => {
  const bytes = typeof body === 'string' ? utf8(body) : body
  return concat(utf8('{"body":'), bytes, utf8(`,"sig":"${toBase64url(by.sign(concat(utf8('muniment/block/v1\n'), bytes)))}"}`))
}
const changed = (line: Bytes, at: number, byte: number): Bytes => {
  const copy = Uint8Array.from(line)
  copy[at < 0 ? copy.length + at : at] = byte
  return copy
}

function lineFaults(): Files {
  const n = new TestNetwork('broken lines')
  const { chain, signer } = n.desk
  const note = (more: Record<string, Json> = {}): AnyEntry => ({ t: 'opaque', id: n.id, ...more }) as AnyEntry
  const body = chain.body(signer, [note()])
  const text = canonical(body as unknown as Json)
  const good = signed(text, signer)
  const asBody = (more: Record<string, unknown>): Bytes => signed(canonical({ ...body, ...more } as unknown as Json), signer)
  const { tick: _, ...less } = body
  const id = body.entries[0]!.id
  const lines: [string, Bytes][] = [
    ['line-too-large', signed(canonical(chain.body(signer, [note({ text: 'x'.repeat(66_000) })]) as unknown as Json), signer)],
    ['line-frame', changed(good, -1, 0x5d)],
    ['line-frame.stray-bits', changed(good, -3, 0x78)],
    ['line-frame.line-feed', concat(good, LF)],
    ['line-not-text', signed(changed(utf8(text), text.indexOf('opaque'), 0xff), signer)],
    ['line-not-canonical', signed(text.replace('"v":1', '"v": 1'), signer)],
    ['line-not-canonical.order', signed(`{"v":1,${text.slice(1).replace(',"v":1', '')}`, signer)],
    ['line-not-canonical.twice', signed(text.replace('"v":1', '"v":1,"v":1'), signer)],
    ['line-not-canonical.escape', signed(text.replace('"opaque"', '"\\u006fpaque"'), signer)],
    ['line-not-canonical.number', signed(text.replace('"v":1', '"v":1.0'), signer)],
    ['line-not-canonical.mark', signed(`\ufeff${text}`, signer)],
    ['line-not-canonical.deep', signed(text.replace('"t":"opaque"', `"a":${'['.repeat(16)}${']'.repeat(16)},"t":"opaque"`), signer)],
    ['line-version', asBody({ v: 2 })],
    ['line-shape', asBody({ more: null })],
    ['line-shape.less', signed(canonical(less as unknown as Json), signer)],
    ['line-shape.height', asBody({ height: -1 })],
    ['line-shape.prev', asBody({ prev: hashOf('none') })],
    ['line-shape.time', asBody({ time: '2026-02-30T00:00:00.000Z' })],
    ['line-shape.entries', asBody({ entries: [] })],
    ['line-shape.id-twice', asBody({ entries: [note({ id }), note({ id })] })],
    ['line-shape.id', asBody({ entries: [{ t: 'opaque', id: '00000000-0000-4000-8000-000000000000' }] })],
    ['line-shape.kind', asBody({ entries: [{ t: 'Opaque', id }] })],
    ['line-shape.reg', asBody({ reg: { root: hashOf('a'), size: 1, more: 0 } })],
    ['line-signature', changed(good, -20, good.at(-20)! === 0x41 ? 0x42 : 0x41)],
    ['line-signature.body', changed(good, utf8('{"body":{"author":"').length + 100, 0x30)],
    ['line-signature.other', signed(text, keyOf('somebody else'))],
    ['line-signature.low-order', concat(utf8('{"body":'), utf8(canonical({ ...body, author: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' } as unknown as Json)), utf8(`,"sig":"${'A'.repeat(86)}"}`))]
  ]
  return new Map(lines.map(([name, line]) => [`broken/line/${name}.jsonl`, file({ by: 'open', expect: name.split('.')[0]! }, [line])]))
}

function entryFaults(): Files {
  const n = new TestNetwork('broken entries')
  const form = n.publish('inspection')
  const { desk, admin } = n
  const record = n.version(desk, { t: 'record', ref: 1 }, form, [['/data/a', 'b']])
  const { size: _, ...less } = record
  const at = { index: 0, line: hashOf('a line') }
  const next = { index: 1, line: hashOf('a line') }
  const resolve = (heads: readonly unknown[]): AnyEntry => n.version(desk, { t: 'resolve', record: at, heads }, form, [])
  const network = n.chain.lines[0]!.body.entries[0]!
  const entries: [string, AnyEntry][] = [
    ['missing-field', less as AnyEntry],
    ['unknown-field', { ...record, more: 1 } as AnyEntry],
    ['registry-kind-on-desk', { ...network, id: n.id }],
    ['heads-out-of-order', resolve([next, at])],
    ['heads-twice', resolve([at, at])],
    ['audience-out-of-order', { ...record, audience: [n.id, desk.office].sort().reverse() } as AnyEntry],
    ['index-too-large', n.version(desk, { t: 'amend', record: { ...at, index: 1024 }, amends: at }, form, [])],
    ['size-not-whole', { ...record, size: '256' } as AnyEntry],
    ['inherited-name', { ...record, t: 'void' } as AnyEntry]
  ]
  const desks = entries.map(([name, entry]): [string, Uint8Array] => [`broken/entries/${name}.jsonl`, file({ by: 'entries', expect: 'line-entries', kind: 'desk' }, [lineOf(desk.chain.sealed(admin.signer, [entry]))])])
  const onRegistry = file({ by: 'entries', expect: 'line-entries', kind: 'registry' }, [lineOf(n.chain.sealed(n.registryKey, [record]))])
  return new Map([...desks, ['broken/entries/desk-kind-on-registry.jsonl', onRegistry]])
}

function chainFaults(): Files {
  const n = new TestNetwork('broken chains')
  const { chain, signer } = n.desk
  const opaque = (): AnyEntry => ({ t: 'opaque', id: n.id }) as AnyEntry
  const old = n.registry.now
  n.publish('inspection')
  for (let i = 0; i < 3; i++) chain.add(signer, [opaque()])
  const other = new TestChain(n.clock, 'desk', signer.key, n.net, () => n.registry.now)
  other.add(signer, [opaque()])
  const lines = chain.lines
  const { net } = n
  const next = (more: Partial<Body>, by = signer): Opened => chain.sealed(by, [opaque()], more)
  const registry = (more: Partial<Body>, by: KeySigner): Opened => n.chain.sealed(by, [opaque()], more)
  const desk = { by: 'grow', chain: signer.key, kind: 'desk', net } as const
  const reg = { by: 'grow', chain: n.registryKey.key, kind: 'registry', net } as const
  const cut = (size: number): Point => ({ root: chain.cut(size).root, size })
  const all: [string, Header, readonly Opened[]][] = [
    ['wrong-chain', { ...desk, expect: 'wrong-chain' }, [...lines, next({ chain: keyOf('another desk').key })]],
    ['wrong-network', { ...desk, expect: 'wrong-network' }, [...lines, next({ net: hashOf('another network') })]],
    ['wrong-network.null', { ...desk, expect: 'wrong-network' }, [...lines, next({ net: null })]],
    ['wrong-network.registry', { ...reg, expect: 'wrong-network', net: hashOf('the network that was asked for') }, [n.chain.lines[0]!]],
    ['wrong-height', { ...desk, expect: 'wrong-height' }, [...lines, next({ height: 4 })]],
    ['wrong-height.replayed', { ...desk, expect: 'wrong-height' }, [...lines, lines[1]!]],
    ['wrong-height.left-out', { ...desk, expect: 'wrong-height' }, [lines[0]!, lines[2]!]],
    ['wrong-link', { ...desk, expect: 'wrong-link' }, [...lines, next({ prev: lines[1]!.hash })]],
    ['wrong-link.other-first-line', { ...desk, expect: 'wrong-link' }, [other.lines[0]!, lines[1]!]],
    ['registry-point', { ...desk, expect: 'registry-point' }, [...lines, next({ reg: null })]],
    ['registry-point.none', { ...desk, expect: 'registry-point' }, [...lines, next({ reg: { root: hashOf('nothing'), size: 0 } })]],
    ['registry-point.registry', { ...reg, expect: 'registry-point' }, [...n.chain.lines, registry({ reg: n.registry.now }, n.registryKey)]],
    ['registry-went-back', { ...desk, expect: 'registry-went-back' }, [...lines, next({ reg: old })]],
    ['wrong-author', { ...reg, expect: 'wrong-author' }, [...n.chain.lines, registry({ author: signer.key }, signer)]],
    ['beyond-cut', { ...desk, cut: cut(3), expect: 'beyond-cut' }, [...lines, next({})]],
    ['cut-root', { ...desk, cut: { root: hashOf('another half'), size: 4 }, expect: 'cut-root' }, [...lines, next({})]]
  ]
  return new Map(all.map(([name, header, opened]) => [`broken/chain/${name}.jsonl`, file(header, opened.map(lineOf))]))
}

type Fault = (n: TestNetwork, form: TestForm) => AnyEntry | readonly AnyEntry[]

const office = (n: TestNetwork, id: string = n.id): AnyEntry => n.entry({ t: 'admit', what: 'office', office: id, oversight: false }, [['@name', 'an office']])
const clerk = (n: TestNetwork): TestPerson => n.admitPerson(n.desk, 'Ben', [everywhere('clerk', 'own')])
const without = (entry: AnyEntry, change: Record<string, unknown>): Draft => {
  const { by: _, ...draft } = entry
  return { ...draft, ...change } as Draft
}

const registryFaults: Readonly<Record<string, Fault>> = {
  'not-first': n => n.approve({ ...without(n.chain.lines[0]!.body.entries[0]!, { id: n.id }) } as Draft),
  'unknown-kind': n => ({ t: 'hologram', id: n.id }) as AnyEntry,
  quorum: n => n.entry({ t: 'admit', what: 'office', office: n.id, oversight: false }, [['@name', 'by nobody']], [keyOf('nobody')]),
  'quorum.clerk': n => n.entry({ t: 'admit', what: 'office', office: n.id, oversight: false }, [['@name', 'by a clerk']], [clerk(n).signer]),
  'quorum.changed': n => ({ ...office(n), oversight: true }) as AnyEntry,
  'quorum.two-keys-of-one': n => {
    const other = n.admitPerson(n.desk, 'Ben', [everywhere('admin')])
    n.do(n.entry({ t: 'policy', quorum: 2, witnesses: 1, hubs: [], kinds: [], cooling: 14, recovery: [] }, null))
    const desk = n.deskEntry(n.desk.office, 2, 'second desk')
    n.do(n.approve(without(desk.entry, {}), [n.admin.signer, other.signer]))
    const key = n.personEntry(desk.desk, 'Ana', [], n.admin.person)
    n.do(n.approve(without(key.entry, {}), [n.admin.signer, other.signer]))
    return n.approve(without(office(n), {}), [n.admin.signer, key.signer])
  },
  'quorum.revoked-desk': n => {
    const desk = n.admitDesk(n.desk.office, 2, 'second desk')
    const other = n.admitPerson(desk, 'Ben', [everywhere('admin')])
    n.do(n.entry({ t: 'revoke', what: 'desk', subject: desk.signer.key, cuts: [desk.chain.cut()] }, [['@reason', 'stolen']]))
    return n.approve(without(office(n), {}), [other.signer])
  },
  'proposal-expired': n => n.approve(without(office(n), {}), [n.admin.signer], n.registry.size - 1_000),
  'proposal-reused': n => {
    const entry = n.entry({ t: 'form', form: 'a', version: '1', package: hashOf('a'), state: 'published', audience: 'everyone', sensitive: false, review: 'none' }, null)
    n.do(entry)
    return entry
  },
  possession: n => {
    const { entry } = n.deskEntry(n.desk.office, 2, 'second desk')
    const thief = keyOf('thief')
    return n.approve(without(entry, { proof: provePossession({ key: entry['key'] as Key, net: n.net, seal: sealKeyFor('thief') }, thief.sign) }))
  },
  'possession.other-network': n => {
    const { entry } = n.personEntry(n.desk, 'Ben', [everywhere('clerk')])
    const signer = keyOf(`${n.name} Ben at ${n.desk.signer.key}`)
    return n.approve(without(entry, { proof: provePossession({ key: signer.key, net: hashOf('another network'), seal: null }, signer.sign) }))
  },
  'possession.seal-exchanged': n => n.approve(without(n.deskEntry(n.desk.office, 2, 'second desk').entry, { seal: sealKeyFor('a listener') })),
  'office-exists': n => office(n, n.desk.office),
  'office-unknown': n => n.deskEntry(n.id as never, 1, 'a desk').entry,
  'desk-exists': n => n.approve(without(n.deskEntry(n.desk.office, 2, 'desk 1').entry, {})),
  'desk-exists.person': n => {
    const ben = clerk(n)
    const proof = provePossession({ key: ben.signer.key, net: n.net, seal: sealKeyFor('x') }, ben.signer.sign)
    return n.approve(without(n.deskEntry(n.desk.office, 2, 'second desk').entry, { key: ben.signer.key, seal: sealKeyFor('x'), proof }))
  },
  'desk-number-used': n => n.deskEntry(n.desk.office, 1, 'second desk').entry,
  'desk-number-used.after-revoke': n => {
    const desk = n.admitDesk(n.desk.office, 2, 'second desk')
    n.do(n.entry({ t: 'revoke', what: 'desk', subject: desk.signer.key, cuts: [desk.chain.cut()] }, [['@reason', 'sold']]))
    return n.deskEntry(n.desk.office, 2, 'third desk').entry
  },
  'desk-unknown': n => n.personEntry(n.deskOf(keyOf('nowhere'), sealKeyFor('nowhere'), n.desk.office, 7), 'Ben', []).entry,
  'desk-unknown.other-office': n => n.deskEntry(n.admitOffice('Mesa'), 1, 'desk in Mesa', n.desk.chain.cut()).entry,
  'key-exists': n => n.approve(without(n.personEntry(n.desk, 'Ben', []).entry, { key: n.admin.signer.key, proof: provePossession({ key: n.admin.signer.key, net: n.net, seal: null }, n.admin.signer.sign) })),
  'key-exists.desk': n => n.approve(without(n.personEntry(n.desk, 'Ben', []).entry, { key: n.desk.signer.key, proof: provePossession({ key: n.desk.signer.key, net: n.net, seal: null }, n.desk.signer.sign) })),
  'person-unknown': n => n.personEntry(n.desk, 'Ben', [], hashOf('nobody')).entry,
  'person-unknown.revoked': n => {
    const ben = clerk(n)
    n.do(n.entry({ t: 'revoke', what: 'person', subject: ben.person, cuts: [n.desk.chain.cut()] }, [['@reason', 'left']]))
    return n.entry({ t: 'role', person: ben.person, grants: [everywhere('admin')], cuts: [] }, null)
  },
  'grants-by-role': n => n.approve(without(n.personEntry(n.desk, 'Ben', [], clerk(n).person).entry, { key: keyOf('his other key').key, grants: [everywhere('admin')] })),
  'cut-missing': n => n.entry({ t: 'revoke', what: 'desk', subject: n.admitDesk(n.desk.office, 2, 'second desk').signer.key, cuts: [] }, [['@reason', 'stolen']]),
  'cut-missing.office': n => {
    const mesa = n.admitOffice('Mesa')
    const one = n.admitDesk(mesa, 1, 'Mesa 1')
    n.admitDesk(mesa, 2, 'Mesa 2')
    return n.entry({ t: 'revoke', what: 'office', subject: mesa, cuts: [one.chain.cut()] }, [['@reason', 'closed']])
  },
  'cut-missing.person': n => n.entry({ t: 'revoke', what: 'person', subject: clerk(n).person, cuts: [] }, [['@reason', 'left']]),
  'cut-missing.role': n => n.entry({ t: 'role', person: clerk(n).person, grants: [everywhere('viewer')], cuts: [] }, null),
  'already-decided': n => {
    const desk = n.admitDesk(n.desk.office, 2, 'second desk')
    const decision = (): AnyEntry =>
      n.entry({ t: 'decide', chain: desk.signer.key, evidence: hashOf('evidence'), keep: { root: hashOf('kept half'), size: 1 } }, [['@reason', 'a copy ran']])
    n.do(decision())
    return decision()
  },
  'too-few-administrators': n => n.entry({ t: 'revoke', what: 'person', subject: n.admin.person, cuts: [n.desk.chain.cut()] }, [['@reason', 'by mistake']]),
  'too-few-administrators.role': n => n.entry({ t: 'role', person: n.admin.person, grants: [everywhere('clerk')], cuts: [n.desk.chain.cut()] }, null),
  'too-few-administrators.policy': n => n.entry({ t: 'policy', quorum: 2, witnesses: 1, hubs: [], kinds: [], cooling: 14, recovery: [] }, null),
  'too-few-administrators.desk': n => n.entry({ t: 'revoke', what: 'desk', subject: n.desk.signer.key, cuts: [n.desk.chain.cut()] }, [['@reason', 'the only one']])
}

function registryFiles(): Files {
  const files: Files = new Map()
  for (const [name, make] of Object.entries(registryFaults)) {
    const n = new TestNetwork(`registry ${name}`)
    const made = make(n, n.publish('inspection'))
    const entries = 'id' in made ? [made as AnyEntry] : (made as readonly AnyEntry[])
    n.chain.add(n.registryKey, entries)
    files.set(`broken/registry/${name}.jsonl`, file({ by: 'registry', chain: n.registryKey.key, expect: name.split('.')[0]!, index: 0 }, n.chain.lines.map(lineOf)))
  }
  return new Map([...files, ...foundingFiles()])
}

/** Line 0 itself: without a network, not approved by its founder, or made of what was signed to found another. */
function foundingFiles(): Files {
  const n = new TestNetwork('founding')
  const [network, first, ...rest] = n.chain.lines[0]!.body.entries as readonly [AnyEntry, AnyEntry, ...AnyEntry[]]
  const found = (key: KeySigner, entries: readonly AnyEntry[]): Opened => new TestChain(n.clock, 'registry', key.key, null).add(key, entries)
  const make = (name: string, index: number, key: KeySigner, entries: readonly AnyEntry[]): [string, Uint8Array] => [
    `broken/registry/${name}.jsonl`,
    file({ by: 'registry', chain: key.key, expect: name.split('.')[0]!, index }, [lineOf(found(key, entries))])
  ]
  const stranger = keyOf('stranger')
  return new Map([
    make('no-network', 0, n.registryKey, [first, ...rest]),
    make('quorum.no-network', 1, n.registryKey, [first, ...rest]),
    make('quorum.other-registry', 0, stranger, [network, first, ...rest]),
    make('quorum.network-void', 1, n.registryKey, [n.approve(without(network, {}), [stranger]), first]),
    make('quorum.founder-missing', 0, n.registryKey, [n.approve(without(network, { founders: [n.admin.signer.key, stranger.key].sort() })), first])
  ])
}

interface Case {
  readonly line: Opened
  /** Desk lines before it. */
  readonly before?: readonly Opened[]
  readonly registryLines?: number
}
type Judged = (n: TestNetwork, form: TestForm, ben: TestPerson) => Case

const filed = (n: TestNetwork, who: TestPerson, form: TestForm, more: Partial<Body> = {}): Opened =>
  who.desk.chain.sealed(who.signer, [n.version(who.desk, { t: 'record', ref: 1 }, form, [['/data/a', 'b']])], more)
const amending = (n: TestNetwork, who: TestPerson, form: TestForm, record: Opened): Opened =>
  who.desk.chain.sealed(who.signer, [n.version(who.desk, { t: 'amend', record: refOf(record), amends: refOf(record) }, form, [['/data/a', 'c']])])
const desks = (n: TestNetwork, signer: KeySigner): TestDesk => n.deskOf(signer, sealKeyFor('x'), n.desk.office, 9)

const judgeFaults: Readonly<Record<string, Judged>> = {
  'registry-behind': (n, form, ben) => ({ line: filed(n, ben, form), registryLines: n.registry.size - 1 }),
  'registry-halted': (n, form, ben) => {
    n.line({ t: 'hologram', id: n.id } as AnyEntry)
    return { line: filed(n, ben, form) }
  },
  'target-not-here': (n, form, ben) => ({ line: amending(n, ben, form, filed(n, ben, form)) }),
  'unknown-kind': (n, _, ben) => ({ line: ben.desk.chain.sealed(ben.signer, [{ t: 'hologram', id: n.id } as AnyEntry]) }),
  'desk-not-admitted': (n, form, ben) => ({ line: filed(n, { ...ben, desk: desks(n, keyOf('not admitted')) }, form) }),
  'desk-not-admitted.yet': (n, form, ben) => {
    const before = n.registry.now
    const desk = n.admitDesk(n.desk.office, 2, 'second desk')
    return { line: filed(n, { ...n.admitPerson(desk, 'Ben', [], ben.person), desk }, form, { reg: before }) }
  },
  'desk-not-admitted.revoked': (n, form) => {
    const desk = n.admitDesk(n.desk.office, 2, 'second desk')
    const who = n.admitPerson(desk, 'Eve', [everywhere('clerk')])
    n.do(n.entry({ t: 'revoke', what: 'desk', subject: desk.signer.key, cuts: [desk.chain.cut()] }, [['@reason', 'stolen']]))
    return { line: filed(n, who, form) }
  },
  'author-not-admitted': (n, form, ben) => ({ line: filed(n, { ...ben, signer: keyOf('nobody') }, form) }),
  'author-not-admitted.other-desk': (n, form, ben) => ({ line: filed(n, { ...ben, desk: n.admitDesk(n.desk.office, 2, 'second desk') }, form) }),
  'beyond-cut': (n, form, ben) => {
    const before = n.registry.now
    const first = n.file(ben, form, 1)
    n.do(n.entry({ t: 'revoke', what: 'person', subject: ben.person, cuts: [ben.desk.chain.cut()] }, [['@reason', 'left']]))
    return { before: [first], line: filed(n, ben, form, { reg: before }) }
  },
  'beyond-cut.desk': (n, form) => {
    const desk = n.admitDesk(n.desk.office, 2, 'second desk')
    const who = n.admitPerson(desk, 'Eve', [everywhere('clerk')])
    const before = n.registry.now
    n.do(n.entry({ t: 'revoke', what: 'desk', subject: desk.signer.key, cuts: [desk.chain.cut()] }, [['@reason', 'stolen']]))
    return { line: filed(n, who, form, { reg: before }) }
  },
  'registry-fork': (n, form, ben) => ({ line: filed(n, ben, form, { reg: { root: hashOf('another registry') as Hash, size: n.registry.size } }) }),
  'desk-may-not': (n, form, ben) => ({ line: filed(n, { ...ben, signer: ben.desk.signer }, form) }),
  role: (n, form) => ({ line: filed(n, n.admitPerson(n.desk, 'Vic', [everywhere('viewer')]), form) }),
  'role.other-form': (n, form) => ({ line: filed(n, n.admitPerson(n.desk, 'Vic', [{ ...everywhere('clerk'), form: 'another' }]), form) }),
  'role.other-office': (n, form) => ({ line: filed(n, n.admitPerson(n.desk, 'Vic', [{ ...everywhere('clerk'), office: n.admitOffice('Mesa') }]), form) }),
  'role.approves': (n, form, ben) => {
    const record = n.file(ben, form, 1)
    const vic = n.admitPerson(n.desk, 'Vic', [everywhere('clerk')])
    return { before: [record], line: n.desk.chain.sealed(vic.signer, [n.carried(n.desk, { t: 'review', record: refOf(record), binds: refOf(record), decision: 'approve' }, 'everyone', [])]) }
  },
  'not-own': (n, form, ben) => {
    const record = n.file(n.admin, form, 1)
    return { before: [record], line: amending(n, ben, form, record) }
  },
  'other-form': (n, form, ben) => {
    const record = n.file(ben, form, 1)
    return { before: [record], line: amending(n, ben, n.publish('another'), record) }
  },
  'form-not-published': (n, form, ben) => ({ line: filed(n, ben, { ...form, package: hashOf('no such package') }) }),
  'form-not-published.version': (n, form, ben) => ({ line: filed(n, ben, { ...form, version: '2' }) }),
  'form-not-published.closed': (n, form, ben) => ({ line: filed(n, ben, n.publish(form.form, { package: form.package, state: 'closed' })) }),
  audience: (n, form, ben) => ({ line: filed(n, ben, { ...form, audience: [n.desk.office] }) }),
  'audience.void': (n, _, ben) => {
    const narrow = n.publish('incident', { audience: [n.desk.office] })
    const record = n.file(ben, narrow, 1)
    const entry = n.carried(n.desk, { t: 'void', record: refOf(record), amends: refOf(record) }, 'everyone', [['@reason', 'told to all']])
    return { before: [record], line: n.desk.chain.sealed(ben.signer, [entry]) }
  },
  'audience.inbox': (n, form) => ({ line: n.desk.chain.sealed(n.desk.signer, [n.version(n.desk, { t: 'inbox', device: hashOf('a telephone') }, { ...form, audience: [n.desk.office] }, [])]) }),
  'audience.wider': (n, form, ben) => {
    const narrow = n.publish(form.form, { package: form.package, audience: [n.desk.office] })
    return { line: filed(n, ben, { ...narrow, audience: 'everyone' }) }
  }
}

function judgeFiles(): Files {
  const files: Files = new Map()
  for (const [name, make] of Object.entries(judgeFaults)) {
    const n = new TestNetwork(`judge ${name}`)
    const { line, before = [], registryLines } = make(n, n.publish('inspection'), clerk(n))
    const registry = n.chain.lines.slice(0, registryLines)
    files.set(`broken/judge/${name}.jsonl`, file({ by: 'judge', chain: n.registryKey.key, expect: name.split('.')[0]!, index: 0 }, [...registry, ...before, line].map(lineOf)))
  }
  return files
}

export const brokenFiles = (): Files => new Map([...lineFaults(), ...entryFaults(), ...chainFaults(), ...registryFiles(), ...judgeFiles()])
