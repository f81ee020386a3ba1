/** For each invariant a way to make what it says untrue. */
import type { Hash, Key, OfficeId } from '../../src/shared/names.ts'
import { OfficeError } from '../../src/shared/errors.ts'
import { forkOf } from '../../src/main/ledger/forks.ts'
import { lineIdOf, posOf } from '../../src/main/store/positions.ts'
import { noOf, pushed, put, set, stored, type Picture } from './broken-picture.ts'
import { placeAt } from './invariants-holding.ts'
import type { Filed, Player } from './player.ts'

type Break = (picture: Picture) => () => void
const NOBODY = 'A'.repeat(43)

const state = ({ desk }: Player, chain: Key): Player['desk']['ledger']['own']['state'] => desk.ledger.chains.get(chain)!.state
const withState = (player: Player, chain: Key, fields: Partial<ReturnType<typeof state>>): (() => void) =>
  put(player.desk.ledger.chains.get(chain)!, { state: { ...state(player, chain), ...fields } })
const trouble = (player: Player): (() => void) => put(player.desk.ledger.own, { trouble: new OfficeError('not-admitted') as never })
const noPayload = (player: Player, filed: Filed): (() => void) => stored(player, 'DELETE FROM payloads WHERE pos = ?', placeAt(player, filed)!)
const both =
  (...undo: readonly (() => void)[]): (() => void) =>
  () =>
    undo.toReversed().forEach(one => one())
const claimed = ({ scene, filed }: Picture, fields: Partial<Filed>): (() => void) => pushed(scene.filed, { ...filed, ...fields })

export const breaks: Readonly<Record<string, Break>> = {
  'what-was-acknowledged-is-here': picture => claimed(picture, { line: NOBODY as Hash }),
  'all-that-was-acknowledged-is-here': picture => claimed(picture, { line: NOBODY as Hash }),
  'trouble-has-a-cause': ({ south }) => trouble(south),
  'the-registry-desk-has-trouble-only-with-cause': ({ north }) => put(north.desk.ledger.ownRegistry!, { trouble: new OfficeError('not-admitted') as never }),
  'the-mark-stands-where-the-chain-ends': ({ south }) => put(south.desk.mark, { value: { ...south.desk.mark.value, size: 9 } }),
  'the-registry-mark-stands-where-it-ends': ({ north }) => put(north.desk.registryMark!, { value: { ...north.desk.registryMark!.value, size: 99 } }),
  'sizes-never-shrink': ({ south, north }) => set(south.floor, north.desk.chain, 99),
  'lines-are-those-that-were-signed': ({ scene, north }) => {
    const log = scene.log.get(north.desk.chain)!
    const last = log.pop()!
    log.push('another')
    return () => void log.splice(-1, 1, last)
  },
  'the-store-says-what-memory-says': ({ south, north }) => withState(south, north.desk.chain, { size: state(south, north.desk.chain).size - 1 }),
  'lines-lie-without-gaps': ({ south, north }) => stored(south, 'DELETE FROM lines WHERE line_id = ?', lineIdOf(noOf(south, north.desk.chain), 0)),
  'the-tree-comes-out-of-the-lines': ({ south, north }) => withState(south, north.desk.chain, { frontier: [new Uint8Array(32), new Uint8Array(32)] }),
  'checkpoints-are-signed-and-fit': ({ south, north }) => stored(south, 'DELETE FROM checkpoints WHERE chain_no = ?', noOf(south, north.desk.chain)),
  'what-is-named-as-seen-is-kept': ({ south }) => put(south.desk.ledger, { seen: NOBODY as Hash }),
  'running-numbers-are-used-once': ({ north }) => put(north.desk.ledger, { nextRef: 1 }),
  'the-exchange-reports-no-fault': ({ south }) => pushed(south.desk.troubles, new Error('a fault')),
  'content-is-with-its-audience-only': picture => claimed(picture, { audience: [NOBODY as unknown as OfficeId] }),
  'all-content-is-with-its-audience-only': picture => claimed(picture, { audience: [NOBODY as unknown as OfficeId] }),
  'what-is-missing-is-known-to-be-missing': ({ south, filed, scene }) => both(pushed(scene.filed, filed), noPayload(south, filed)),
  'copies-shown-are-copies-held': ({ south, filed, scene }) => both(pushed(scene.filed, filed), noPayload(south, filed)),
  'all-copies-shown-are-copies-held': ({ south, filed }) => noPayload(south, filed),
  'witnesses-shown-have-the-line': ({ scene, south, north, filed }) => both(pushed(scene.filed, filed), withState(south, north.desk.chain, { size: 0 })),
  'copies-of-the-revoked-do-not-count': ({ scene, north, south, filed }) =>
    both(pushed(scene.filed, filed), put(north.desk.ledger.registry.desks.get(south.desk.chain)!, { until: 1 } as never)),
  'witnesses-that-were-revoked-do-not-count': ({ scene, north, south, filed }) =>
    both(pushed(scene.filed, filed), put(north.desk.ledger.registry.desks.get(south.desk.chain)!, { until: 1 } as never)),
  'content-is-what-was-filed': picture => claimed(picture, { text: 'something else' }),
  'files-are-what-was-filed': ({ south }) => stored(south, 'DELETE FROM pieces'),
  'receipts-are-signed-and-about-lines-held': ({ north }) => stored(north, "UPDATE receipts SET receipt = CAST('none' AS BLOB)"),
  'nobody-vouches-for-itself': ({ north, south }) =>
    stored(north, 'UPDATE OR REPLACE cosignatures SET witness = ? WHERE chain_no = ?', south.desk.chain, noOf(north, south.desk.chain)),
  'cosignatures-are-about-lines-held': ({ north }) => stored(north, 'UPDATE cosignatures SET size = 999'),
  'nobody-honest-is-accused': ({ scene }) => put(scene.forkers, { 0: scene.forkers[1]! } as never),
  'who-is-accused-stays-so': ({ south }) => set(south.forks, NOBODY as Key, 0),
  'evidence-convicts-from-itself': ({ south, forker }) => put(forkOf(south.desk.ledger, forker.chain)!, { text: '{}' }),
  'what-is-kept-of-a-forked-chain-stays-kept': ({ south, forker }) => {
    const fork = forkOf(south.desk.ledger, forker.chain)!
    return both(set(south.forks, forker.chain, fork.kept), put(fork, { kept: 99 }))
  },
  'a-forked-chain-does-not-grow': ({ scene, south, forker }) => set(scene.frozen, `frozen ${south.desk.chain} 0 ${forker.chain} undefined`, 99),
  'nothing-beyond-a-cut-is-in-the-chain': ({ south, north }) =>
    pushed(south.desk.ledger.registry.cuts, { ...south.desk.ledger.registry.cuts[0]!, chain: north.desk.chain, size: 0 }),
  'no-line-comes-after-its-cut': ({ scene, south, west }) =>
    both(set(scene.frozen, `cut ${south.desk.chain} 0 ${west.desk.chain}`, 0), put(south.desk.ledger.registry.cuts[0]!, { size: 0 } as never)),
  'what-is-kept-aside-lies-beyond-the-cut': ({ south }) => put(south.desk.ledger.registry.cuts[0]!, { size: 9 } as never),
  'the-revoked-are-no-members': ({ south }) => put(south, { revoked: 0 }),
  'the-revoked-are-cut': ({ south }) => put(south, { revoked: 0 }),
  'what-is-kept-aside-is-all-there': ({ south }) => stored(south, 'DELETE FROM aside'),
  'nothing-beyond-a-cut-counts': ({ scene, south, west }) => {
    const { line, index } = scene.filed.find(({ by }) => by === west)!
    const record = scene.records.find(({ ref }) => ref.line === line && ref.index === index)!
    return both(pushed(scene.records, record), put(south.desk.ledger.registry.cuts[0]!, { size: 0 } as never))
  },
  'the-registry-is-a-beginning-of-the-registry': ({ south, scene }) => withState(south, scene.world.registryKey, { size: 1 }),
  'registries-of-one-size-say-the-same': ({ south, scene }) => both(put(scene, { step: 40 }), pushed(south.desk.ledger.registry.forms, scene.forms[0]!)),
  'every-registry-entry-has-its-effect': ({ south }) => pushed(south.desk.ledger.registry.voids, { height: 0, index: 0, code: 'quorum' as never }),
  'desks-of-an-office-have-numbers-of-their-own': ({ south, north }) => {
    const desk = south.desk.ledger.registry.desks.get(south.desk.chain)!
    return put(south.desk.ledger.registry.desks.get(north.desk.chain)!, { office: desk.office, number: desk.number } as never)
  },
  'the-index-is-what-comes-out-of-the-lines': ({ south }) => inIndex(south, "UPDATE records SET state = 'voided'"),
  'records-show-what-their-author-left': ({ scene, north }) =>
    put(
      scene.records.find(({ by }) => by === north)!,
      { voided: true }
    ),
  'all-hold-the-same-lines': ({ scene, north }) => pushed(scene.log.get(north.desk.chain)!, 'one more'),
  'revoked-chains-end-alike': ({ south, west }) => withState(south, west.desk.chain, { size: 0 }),
  'all-content-is-with-its-whole-audience': ({ south, filed }) => noPayload(south, filed),
  'nothing-is-wanted-any-more': ({ south, north }) =>
    stored(south, "INSERT OR REPLACE INTO lacking (pos, lacks) VALUES (?, 'payload')", posOf(lineIdOf(noOf(south, north.desk.chain), 0), 0)),
  'who-filed-sees-every-copy': ({ north }) => stored(north, 'DELETE FROM receipts'),
  'copies-shown-in-the-end-are-held': ({ south, filed }) => noPayload(south, filed),
  'every-line-is-witnessed-by-every-other-office': ({ north }) => stored(north, 'DELETE FROM cosignatures; DELETE FROM cosignature_days'),
  'forks-that-were-seen-are-known-to-all': ({ other, north, south }) =>
    both(set(other.shown, north.desk, { half: 0, lines: 3 }), set(other.shown, south.desk, { half: 1, lines: 3 })),
  'all-hold-the-same-evidence': ({ south, forker }) => put(forkOf(south.desk.ledger, forker.chain)!, { id: NOBODY as Hash }),
  'nobody-is-behind': ({ south, north }) =>
    put(south.desk, { exchange: { ...south.desk.exchange!, state: () => [{ chain: north.desk.chain, connected: false, trouble: 'peer-refused' } as never] } }),
  'trouble-ends': ({ south }) => trouble(south)
}

function inIndex({ projection }: Player, sql: string): () => void {
  projection.index.exec('BEGIN')
  projection.index.exec(sql)
  return () => void projection.index.exec('ROLLBACK')
}
