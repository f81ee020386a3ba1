/**
 * A registry that is succeeded twice, and successions that are none. `sound.jsonl`: all lines in the order in which a reader takes
 * them, desks' among them; `expected.json`: what each entry comes to. A broken file begins with the code that its last line
 * must get, and that line is the line 0 of a registry that would follow those before it.
 */
import { concat, toBase64url, utf8 } from '../../src/shared/bytes.ts'
import { canonical, type Json } from '../../src/shared/ledger/jcs.ts'
import type { AnyEntry, Opened } from '../../src/shared/ledger/line.ts'
import type { Key } from '../../src/shared/names.ts'
import type { Cut } from '../../src/shared/record/entry.ts'
import { approve, withApprovals, type Proposal } from '../../src/shared/record/proposal.ts'
import { nextBase } from '../../src/shared/record/succession.ts'
import { carry, type Bare } from '../../src/main/ledger/compose.ts'
import type { KeySigner } from '../../src/main/ledger/ledger.ts'
import { everywhere, TestChain, TestNetwork, type TestDesk, type TestPerson } from '../kit/chain-kit.ts'
import { hashOf, keyOf, sealKeyFor } from '../kit/people.ts'

export interface Admins {
  readonly n: TestNetwork
  readonly recovery: KeySigner
  readonly bea: TestPerson
  readonly cy: TestPerson
  readonly ben: TestPerson
  readonly yuma: TestDesk
}

/** Ana at the desk that keeps the registry, Bea and Cy elsewhere, a recovery key: four administrators, of whom a succession takes three. */
export function founded(name: string): Admins {
  const recovery = keyOf(`${name} recovery`)
  const n = new TestNetwork(name, { recovery: [{ seal: sealKeyFor(`${name} recovery`), sign: recovery.key }] })
  const yuma = n.admitDesk(n.admitOffice('Yuma'), 1, 'Yuma desk 1')
  const mesa = n.admitDesk(n.admitOffice('Mesa'), 1, 'Mesa desk 1')
  const bea = n.admitPerson(yuma, 'Bea', [everywhere('admin')])
  const cy = n.admitPerson(mesa, 'Cy', [everywhere('admin')])
  const ben = n.admitPerson(yuma, 'Ben', [everywhere('clerk', 'own')])
  return { n, recovery, bea, cy, ben, yuma }
}

export interface Succeeding {
  readonly from: Cut
  readonly key: KeySigner
  readonly desk: Key
  readonly approvers: readonly KeySigner[]
  readonly over?: readonly Key[]
  readonly expires?: number
  readonly base?: number
  /** In place of what the entry says. */
  readonly says?: Readonly<Record<string, unknown>>
  readonly nonce?: string
}

export function succeedEntry(n: TestNetwork, { from, key, desk, approvers, over = [], expires, base = 0, says = {}, nonce }: Succeeding): AnyEntry {
  const bare = { t: 'succeed', id: n.id, from, key: key.key, desk, over, ...says } as unknown as Bare
  const { entry } = carry(n.clock, { net: n.net, chain: key.key }, bare, 'everyone', [['@reason', 'the desk is lost']])
  const proposal = { entry, expiresAtSize: expires ?? nextBase(base) + 1, net: n.net, nonce: nonce ?? toBase64url(n.clock.random(16)) } as unknown as Proposal
  return withApprovals(
    proposal,
    approvers.map(signer => approve(proposal, signer.key, signer.sign))
  )
}

/** Line 0 of the registry that `key` would write. */
export function opening(n: TestNetwork, key: KeySigner, entries: readonly AnyEntry[]): { readonly chain: TestChain; readonly first: Opened } {
  const chain = new TestChain(n.clock, 'registry', key.key, n.net)
  return { chain, first: chain.sealed(key, entries, { net: n.net }) }
}

interface Step {
  readonly opened: Opened
  readonly means: string
}

/** Two lines that are lost, a succession, life under it, and the next one. */
function story(): { readonly steps: readonly Step[]; readonly n: TestNetwork } {
  const { n, recovery, bea, cy, ben, yuma } = founded('succession')
  const form = n.publish('inspection')
  const early = n.file(ben, form, 1)
  const from: Cut = { chain: n.registryKey.key, ...n.chain.point }
  const kept = n.chain.lines.length
  n.admitOffice('An office that is lost')
  const dee = n.admitPerson(yuma, 'Dee', [everywhere('clerk', 'own')])
  const late = n.file(ben, form, 2)
  const strange = dee.desk.chain.add(dee.signer, [n.version(yuma, { t: 'record', ref: 3 }, form, [['/data/name', 'by Dee']])])
  const second = keyOf('succession second registry')
  const { chain, first } = opening(n, second, [succeedEntry(n, { from, key: second, desk: yuma.signer.key, approvers: [bea.signer, cy.signer, recovery] })])
  chain.take(first)
  const state = n.registry.copy(from.size)
  const fault = state.succeed(first)
  if (fault !== undefined) throw new Error(fault)
  const admit = n.approve(
    { ...carryOn(n, second, { t: 'admit', what: 'office', office: n.id, oversight: false }, 'Hopi') } as never,
    [bea.signer],
    state.size
  )
  const more = chain.add(second, [admit])
  state.applyLine(more)
  const reg = state.now
  const under = yuma.chain.add(ben.signer, [n.version(yuma, { t: 'record', ref: 4 }, form, [['/data/name', 'under the second registry']])], { reg })
  const third = keyOf('succession third registry')
  const again = opening(n, third, [
    succeedEntry(n, { from: { chain: second.key, ...chain.point }, key: third, desk: cy.desk.signer.key, approvers: [n.admin.signer, bea.signer, cy.signer], base: state.base })
  ])
  const means = (opened: readonly Opened[], text: string): Step[] => opened.map(one => ({ opened: one, means: text }))
  const steps = [
    ...means(n.chain.lines.slice(0, kept), 'counts'),
    ...means(n.chain.lines.slice(kept), 'superseded'),
    ...means([first, more], 'counts'),
    ...means([again.first], 'counts'),
    ...means([early, late], 'counts'),
    ...means([strange], 'author-not-admitted'),
    ...means([under], 'counts')
  ]
  return { steps, n }
}

function carryOn(n: TestNetwork, key: KeySigner, bare: Record<string, unknown>, name: string): AnyEntry {
  return carry(n.clock, { net: n.net, chain: key.key }, { id: n.id, ...bare } as unknown as Bare, 'everyone', [['@name', name]]).entry
}

type Broken = (admins: Admins, usual: Succeeding) => AnyEntry | readonly AnyEntry[]
const broken: Readonly<Record<string, Broken>> = {
  'no-succession': ({ n }) => n.entry({ t: 'admit', what: 'office', office: n.id, oversight: false }, [['@name', 'first']]),
  'succession-from.key': ({ n }, usual) => succeedEntry(n, { ...usual, says: { key: keyOf('another').key } }),
  'succession-from.chain': ({ n }, usual) => succeedEntry(n, { ...usual, from: { ...usual.from, chain: keyOf('unknown').key } }),
  'succession-from.root': ({ n }, usual) => succeedEntry(n, { ...usual, from: { ...usual.from, root: hashOf('another history') } }),
  'succession-from.size': ({ n }, usual) => succeedEntry(n, { ...usual, from: { ...usual.from, size: usual.from.size + 1 } }),
  'key-exists.registry': ({ n }, usual) => succeedEntry(n, { ...usual, says: { key: n.registryKey.key } }),
  'key-exists.desk': ({ n, yuma }, usual) => succeedEntry(n, { ...usual, key: yuma.signer }),
  'succession-over': ({ n }, usual) => succeedEntry(n, { ...usual, over: [n.registryKey.key] }),
  'proposal-expired': ({ n }, usual) => succeedEntry(n, { ...usual, expires: nextBase(0) }),
  'proposal-reused': ({ n }, usual) => succeedEntry(n, { ...usual, nonce: (n.chain.lines.at(-1)!.body.entries[0]!['by'] as unknown as { nonce: string }).nonce }),
  'quorum.half': ({ n, bea, cy }, usual) => succeedEntry(n, { ...usual, approvers: [bea.signer, cy.signer] }),
  'quorum.clerk': ({ n, bea, cy, ben }, usual) => succeedEntry(n, { ...usual, approvers: [bea.signer, cy.signer, ben.signer] }),
  'quorum.stranger': ({ n, bea, cy }, usual) => succeedEntry(n, { ...usual, approvers: [bea.signer, cy.signer, keyOf('a stranger')] }),
  'quorum.two-keys-of-one': ({ n, bea, cy }, usual) => {
    const { entry, signer } = n.personEntry(cy.desk, 'Bea', [], bea.person)
    n.do(entry)
    return succeedEntry(n, { ...usual, from: { chain: usual.from.chain, ...n.chain.point }, approvers: [bea.signer, signer, cy.signer] })
  },
  'quorum.admitted-later': ({ n, bea, cy }, usual) => {
    const later = n.admitPerson(bea.desk, 'Later', [everywhere('admin')])
    return succeedEntry(n, { ...usual, approvers: [bea.signer, cy.signer, later.signer] })
  },
  'quorum.revoked': ({ n, bea, cy, recovery }, usual) => {
    n.do(n.entry({ t: 'revoke', what: 'person', subject: cy.person, cuts: [cy.desk.chain.cut()] as never }, [['@reason', 'left']]))
    n.do(n.entry({ t: 'policy', quorum: 1, witnesses: 1, hubs: [], kinds: [], cooling: 14, recovery: [] }, null))
    return succeedEntry(n, { ...usual, from: { chain: usual.from.chain, ...n.chain.point }, approvers: [bea.signer, cy.signer, recovery] })
  },
  'quorum.changed': ({ n, yuma }, usual) => ({ ...succeedEntry(n, usual), desk: yuma.chain.state.chain === usual.desk ? keyOf('thief').key : usual.desk }) as AnyEntry,
  'registry-halted': ({ n }, usual) => {
    n.line({ t: 'hologram', id: n.id } as AnyEntry)
    return succeedEntry(n, { ...usual, from: { chain: usual.from.chain, ...n.chain.point } })
  }
}

function brokenFile(name: string, make: Broken): Uint8Array {
  const admins = founded(`broken ${name}`)
  const { n, bea, cy, recovery, yuma } = admins
  const key = keyOf(`broken ${name} next`)
  const usual: Succeeding = { from: { chain: n.registryKey.key, ...n.chain.point }, key, desk: yuma.signer.key, approvers: [bea.signer, cy.signer, recovery] }
  const kept = n.chain.lines.length
  const made = make(admins, usual)
  const entries = (Array.isArray(made) ? made : [made]) as readonly AnyEntry[]
  const from = (entries[0]!['from'] as unknown as Cut | undefined)?.size ?? kept
  const writer = name === 'key-exists.desk' ? yuma.signer : name === 'key-exists.registry' ? n.registryKey : key
  const { first } = opening(n, writer, entries)
  const lines = [...n.chain.lines.slice(0, Math.max(kept, Math.min(from, n.chain.lines.length))), first]
  const text = [canonical({ expect: name.split('.')[0]! }), ...lines.map(({ line }) => new TextDecoder().decode(line))]
  return concat(...text.map(line => utf8(`${line}\n`)))
}

export function successionFiles(): Map<string, Uint8Array> {
  const { steps, n } = story()
  const lines = steps.map(({ opened }) => `${new TextDecoder().decode(opened.line)}\n`)
  const expected = { net: n.net, registry: n.registryKey.key, steps: steps.map(({ means }) => means) } as unknown as Json
  return new Map([
    ['succession/sound.jsonl', utf8(lines.join(''))],
    ['succession/expected.json', utf8(`${JSON.stringify(expected, null, 1)}\n`)],
    ...Object.entries(broken).map(([name, make]) => [`succession/broken/${name}.jsonl`, brokenFile(name, make)] as const)
  ])
}
