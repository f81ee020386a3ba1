/**
 * The sound network: a registry with every kind, and desks with every kind, in one story. Frozen: a changed byte is a changed
 * format. What is expected of each entry is computed once, read by a person, and kept in expected.json.
 */
import { native } from '../../src/main/keys/native.ts'
import { toBase64url, utf8 } from '../../src/shared/bytes.ts'
import { canonical, type Json } from '../../src/shared/ledger/jcs.ts'
import type { Opened } from '../../src/shared/ledger/line.ts'
import { frontierRoot } from '../../src/shared/ledger/merkle.ts'
import { checkpointOrigin, cosign, formatCheckpoint, formatNote, SIGNATURE, signNote } from '../../src/shared/ledger/note.ts'
import type { NetworkId, PersonId } from '../../src/shared/names.ts'
import { isVersion, refText, type Ref } from '../../src/shared/record/entry.ts'
import { foldRecord, type Version } from '../../src/shared/record/fold.ts'
import { approve, netOf, type Proposal } from '../../src/shared/record/proposal.ts'
import { signReceipt } from '../../src/shared/record/receipt.ts'
import { everywhere, refOf, TestChain, TestNetwork, whyOf, type TestDesk, type TestPerson } from '../kit/chain-kit.ts'
import { hashOf, keyOf, sealKeyFor } from '../kit/people.ts'

const RECOVERY = [{ seal: sealKeyFor('sound recovery'), sign: keyOf('sound recovery').key }]

interface Story {
  readonly n: TestNetwork
  readonly desks: Readonly<Record<'first' | 'yuma' | 'mesa' | 'yuma2', TestDesk>>
}

/** `network`, `admit` in all shapes, `form`, `policy`, `role`; two administrators from here on. */
function begin(n: TestNetwork) {
  const yumaOffice = n.admitOffice('Yuma')
  const mesaOffice = n.admitOffice('Mesa (oversight)', true)
  const yuma = n.admitDesk(yumaOffice, 1, 'Yuma desk 1')
  const mesa = n.admitDesk(mesaOffice, 1, 'Mesa desk 1')
  const ben = n.admitPerson(yuma, 'Ben Ortega', [everywhere('clerk', 'own')])
  const cora = n.admitPerson(mesa, 'Cora Łuczak', [everywhere('supervisor')])
  const dee = n.admitPerson(yuma, 'Dee', [{ form: null, office: yumaOffice, role: 'records', scope: 'others' }])
  const inspection = n.publish('site-inspection')
  const incident = n.publish('incident', { audience: [yumaOffice, mesaOffice].sort(), sensitive: true, review: 'two-offices' })
  n.do(n.entry({ t: 'role', person: cora.person, grants: [everywhere('supervisor'), everywhere('admin')], cuts: [] }, null))
  n.do(n.entry({ t: 'policy', quorum: 2, witnesses: 2, hubs: [mesa.signer.key], kinds: ['hologram'], cooling: 30, recovery: RECOVERY }, null))
  const coraAtYuma = ((): TestPerson => {
    const { entry, signer } = n.personEntry(yuma, 'Cora Łuczak', [], cora.person)
    n.do(n.approve(bare(entry), [n.admin.signer, cora.signer]))
    return { signer, person: cora.person, desk: yuma }
  })()
  return { yumaOffice, mesaOffice, yuma, mesa, ben, cora, coraAtYuma, dee, inspection, incident }
}
type Begun = ReturnType<typeof begin>

const bare = (entry: Opened['body']['entries'][number]): Opened['body']['entries'][number] => Object.fromEntries(Object.entries(entry).filter(([field]) => field !== 'by')) as never

/** Yuma: a record with all sorts of values, its life, bulk lines, clocks that do not fit. */
function fileAtYuma(n: TestNetwork, { yuma, mesa, ben, cora, coraAtYuma, inspection, incident }: Begun) {
  const record = n.file(ben, inspection, 1, [
    ['@engine', 'web-forms 0.22.0'],
    ['@language', 'es'],
    ['/data/site', 'Pozo nº 7 «El Álamo» 🌵'],
    ['/data/note', ''],
    ['/data/closed', null],
    ['/data/risk', ['fire', 'flood']],
    ['/data/house[1]/rooms', '3'],
    ['/data/house[2]/rooms', '11'],
    ['/data/house[10]/rooms', '2'],
    ['/data/photo', { chunks: hashOf('the only piece'), name: 'pozo.jpg', sha256: hashOf('a photo'), size: 48_113, type: 'image/jpeg' }],
    ['/data/meta/instanceID', 'uuid:5a1d']
  ])
  const ref = refOf(record)
  const change = (author: TestPerson, t: string, more: object, values: readonly (readonly [string, string])[]): Opened =>
    author.desk.chain.add(author.signer, [n.version(author.desk, { t, record: ref, ...more }, inspection, values)])
  const first = change(ben, 'amend', { amends: ref }, [['/data/site', 'Pozo 7'], ['@reason', 'typing error']])
  const other = change(cora, 'amend', { amends: ref }, [['/data/site', 'Pozo 8'], ['@reason', 'seen on site']])
  const heads = [refOf(first), refOf(other)].sort((a, b) => (a.line < b.line ? -1 : 1))
  change(cora, 'resolve', { heads }, [['/data/site', 'Pozo 7'], ['@reason', 'agreed by telephone']])
  mesa.chain.add(cora.signer, [n.carried(mesa, { t: 'review', record: ref, binds: refOf(first), decision: 'approve' }, 'everyone', [['@reason', 'in order']])])
  yuma.chain.add(ben.signer, [n.carried(yuma, { t: 'review', record: ref, binds: ref, decision: 'submit' }, 'everyone', [])])
  yuma.chain.restart()
  const closed = yuma.chain.add(ben.signer, [n.version(yuma, { t: 'record', ref: 2 }, incident, [['/data/what', 'a fall']])])
  n.know(closed, ben.person)
  yuma.chain.add(ben.signer, [n.carried(yuma, { t: 'void', record: refOf(closed), amends: refOf(closed) }, incident.audience, [['@reason', 'entered twice']])])
  n.clock.jump(-3_600_000)
  const bulk = yuma.chain.add(ben.signer, [3, 4, 5].map(number => n.version(yuma, { t: 'record', ref: number }, inspection, [['/data/site', `Site ${number}`]])))
  n.know(bulk, ben.person)
  n.clock.jump(7_200_000)
  yuma.chain.add(coraAtYuma.signer, [n.carried(yuma, { t: 'note', about: refOf(bulk, 1) }, 'everyone', [['@text', 'which one?']])])
  yuma.chain.add(coraAtYuma.signer, [n.carried(yuma, { t: 'note', about: null }, 'everyone', [['@text', 'the counter was lost']])], { tick: null })
  return { record: ref, bulk: refOf(bulk) }
}

/** What is left of the kinds: by the desk alone, by others than clerks, and unknown. */
function fileTheRest(n: TestNetwork, { yuma, ben, cora, coraAtYuma, dee, inspection, yumaOffice }: Begun, record: Ref & Json, bulk: Ref & Json) {
  const add = (who: TestPerson | null, ...entries: Opened['body']['entries']): Opened => yuma.chain.add(who?.signer ?? yuma.signer, entries)
  const carried = (t: string, more: object): Opened['body']['entries'][number] => n.carried(yuma, { t, ...more }, 'everyone', [['@reason', `why ${t}`]])
  add(coraAtYuma, carried('assign', { record, office: yumaOffice, person: ben.person, due: '2026-12-01T00:00:00.000Z' }))
  add(coraAtYuma, carried('restrict', { record, to: [yumaOffice], state: 'restricted' }))
  add(null, { t: 'access', id: n.id, act: 'view', person: ben.person, records: [record, bulk] } as never)
  const draft = carried('dispose', { records: [record], schedule: null })
  const proposal: Proposal = { entry: draft, expiresAtSize: 1_000, net: netOf(n.net, n.registryKey.key), nonce: toBase64url(n.clock.random(16)) }
  const by = { approvals: [approve(proposal, cora.signer.key, cora.signer.sign)], expires: 1_000, nonce: proposal.nonce }
  const dispose = add(dee, { ...draft, by } as never)
  add(null, { t: 'acknowledge', id: n.id, of: refOf(dispose), records: 1, state: 'destroyed' } as never)
  add(dee, carried('disclose', { records: [record], file: hashOf('a file') }))
  add(null, carried('incident', { chain: null, height: null, code: 'clock', evidence: null, state: 'open' }))
  add(null, n.version(yuma, { t: 'inbox', device: hashOf('a telephone') }, inspection, [['/data/site', 'from a telephone']]))
  add(ben, { t: 'hologram', id: n.id, of: 'a later version' } as never, n.version(yuma, { t: 'record', ref: 6 }, inspection, [['/data/site', 'beside something newer']]))
}

/** `revoke` with cuts, `accept`, `schedule`, `hold`, `lift`, `decide`; a desk that continues another. */
function end(n: TestNetwork, { yuma, mesa, ben, cora, coraAtYuma, dee, yumaOffice, inspection }: Begun): TestDesk {
  const both = [n.admin.signer, cora.signer]
  const put = (fields: Record<string, unknown> & { t: string }, reason: string | null): void =>
    n.do(n.entry(fields, reason === null ? null : [['@reason', reason]], both))
  const late = yuma.chain.add(dee.signer, [n.carried(yuma, { t: 'note', about: null }, 'everyone', [['@text', 'her last line']])])
  const beyond = yuma.chain.add(dee.signer, [n.carried(yuma, { t: 'note', about: null }, 'everyone', [['@text', 'beyond her cut']])])
  const accepted = yuma.chain.add(dee.signer, [n.carried(yuma, { t: 'note', about: null }, 'everyone', [['@text', 'accepted']])])
  put({ t: 'revoke', what: 'person', subject: dee.person, cuts: [yuma.chain.cut(late.body.height + 1)] as never }, 'left')
  put({ t: 'accept', lines: [accepted.hash] }, null)
  put({ t: 'revoke', what: 'key', subject: coraAtYuma.signer.key, cuts: [yuma.chain.cut()] as never }, 'no longer at Yuma')
  put({ t: 'role', person: ben.person, grants: [], cuts: [yuma.chain.cut()] as never }, null)
  put({ t: 'form', form: inspection.form, version: '1', package: inspection.package, state: 'closed', audience: 'everyone', sensitive: false, review: 'none' }, null)
  n.do(
    n.entry({ t: 'schedule', schedule: n.id, form: inspection.form, trigger: '/data/closed', days: 3_650, action: 'review' }, [['@name', 'GRS 5.4']], both),
    n.entry({ t: 'hold', hold: n.id, form: null, records: [refOf(beyond)] }, [['@name', 'case 26-1']], both)
  )
  put({ t: 'lift', hold: n.id }, 'settled')
  put({ t: 'decide', chain: mesa.signer.key, evidence: hashOf('evidence'), keep: mesa.chain.point as never }, 'the second half was a copy')
  const { entry, desk: yuma2 } = n.deskEntry(yumaOffice, 2, 'Yuma desk 2', yuma.chain.cut())
  n.do(n.approve(bare(entry), both))
  const spare = n.deskEntry(yumaOffice, 3, 'Yuma desk 3')
  n.do(n.approve(bare(spare.entry), both))
  put({ t: 'revoke', what: 'desk', subject: spare.desk.signer.key, cuts: [spare.desk.chain.cut(0)] as never }, 'never used')
  const again = n.personEntry(yuma2, 'Ben Ortega', [], ben.person)
  n.do(n.approve(bare(again.entry), both))
  put({ t: 'role', person: ben.person, grants: [everywhere('clerk', 'own')] as never, cuts: [] }, null)
  const newer = { ...inspection, version: '2', package: hashOf('package of the second version') }
  put({ t: 'form', ...newer, state: 'published', sensitive: false, review: 'one' }, null)
  n.file({ signer: again.signer, person: ben.person, desk: yuma2 }, newer, 1)
  return yuma2
}

export function story(): Story {
  const n = new TestNetwork('sound', { recovery: RECOVERY })
  n.file(n.admin, n.publish('opening'), 1)
  const begun = begin(n)
  const { record, bulk } = fileAtYuma(n, begun)
  fileTheRest(n, begun, record, bulk)
  const yuma2 = end(n, begun)
  return { n, desks: { first: n.desk, yuma: begun.yuma, mesa: begun.mesa, yuma2 } }
}

function foldAll(n: TestNetwork, chains: readonly TestChain[]): Record<string, Json> {
  const records = new Map<string, Version[]>()
  const placed = new Map<string, string>()
  for (const chain of chains)
    for (const opened of chain.lines)
      opened.body.entries.forEach((entry, index) => {
        if (!isVersion(entry)) return
        const ref = { index, line: opened.hash }
        const of = refText(entry.t === 'record' ? ref : entry.record)
        records.set(of, [...(records.get(of) ?? []), { ref, entry, judgement: n.judge(opened, index) }])
        placed.set(refText(ref), `${chain.state.chain} ${opened.body.height}.${index}`)
      })
  return Object.fromEntries([...records].map(([of, versions]) => [placed.get(of) ?? of, foldRecord(versions).state]))
}

const jsonl = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join('')
const text = (chain: TestChain): string => jsonl(chain.lines.map(({ line }) => new TextDecoder().decode(line)))

/** A checkpoint of the first `size` lines of Yuma's chain, witnessed by Mesa. */
function checkpoint(net: NetworkId, { yuma, mesa }: Story['desks'], size: number): string {
  const part = new TestChain(yuma.chain.clock, 'desk', yuma.signer.key, net)
  for (const opened of yuma.chain.lines.slice(0, size)) part.take(opened)
  const name = checkpointOrigin(net, yuma.signer.key)
  const body = formatCheckpoint({ origin: name, size, root: frontierRoot(native, part.state.frontier) })
  const signed = signNote(body, name, SIGNATURE, yuma.signer.publicKey, yuma.signer.sign)
  const witnessed = cosign(body, 1_795_334_400, checkpointOrigin(net, mesa.signer.key), mesa.signer.publicKey, mesa.signer.sign)
  return formatNote(body, [signed, witnessed])
}

function expected({ n, desks }: Story): Json {
  const judged = (chain: TestChain): Json => Object.fromEntries(chain.lines.flatMap(opened => opened.body.entries.map((_, index) => [`${opened.body.height}.${index}`, whyOf(n.judge(opened, index))])))
  const marked = (chain: TestChain): Json => Object.fromEntries(chain.marks.flatMap((marks, height) => (marks.length > 0 ? [[String(height), [...marks]]] : [])))
  const chains = Object.entries(desks).map(([name, { chain }]) => ({ chain: chain.state.chain, entries: judged(chain), file: `${name}.jsonl`, kind: 'desk', marks: marked(chain), ...chain.point }))
  const registry = { chain: n.registryKey.key, entries: {}, file: 'registry.jsonl', kind: 'registry', marks: marked(n.chain), ...n.chain.point }
  const persons = Object.fromEntries([...n.registry.persons.keys()].map((person: PersonId) => [person, [...n.registry.keys.values()].filter(held => held.person === person).map(held => held.key)]))
  return { chains: [registry, ...chains], net: n.net, persons, records: foldAll(n, Object.values(desks).map(desk => desk.chain)) } as unknown as Json
}

export function soundFiles(): Map<string, string> {
  const told = story()
  const { n, desks } = told
  const note = checkpoint(n.net, desks, 3)
  const receipt = signReceipt(
    { ...desks.yuma.chain.cut(8), desk: desks.mesa.signer.key, except: [[3, 0]], net: n.net, ranges: [[0, 6]], seq: 5, time: '2026-11-22T10:00:00.000Z' as never, v: 1 },
    desks.mesa.signer.sign
  )
  const entries = [n.chain, ...Object.values(desks).map(desk => desk.chain)].flatMap(chain => chain.lines.flatMap(opened => opened.body.entries.map(entry => [chain.state.chain, entry] as const)))
  const payloads = entries.flatMap(([chain, entry]) => {
    const payload = n.payloads.get(entry.id)
    return payload === undefined ? [] : [canonical({ chain, entry: entry.id, payload: JSON.parse(payload) as Json })]
  })
  return new Map([
    ['sound/registry.jsonl', text(n.chain)],
    ...Object.entries(desks).map(([name, { chain }]) => [`sound/${name}.jsonl`, text(chain)] as const),
    ['sound/payloads.jsonl', jsonl(payloads)],
    ['sound/checkpoint.txt', note],
    ['sound/receipt.json', `${receipt}\n`],
    ['sound/expected.json', `${JSON.stringify(expected(told), null, 1)}\n`]
  ])
}

export const utf8Of = (files: ReadonlyMap<string, string>): Map<string, Uint8Array> => new Map([...files].map(([name, content]) => [name, utf8(content)]))
