/** The full oracle: everything verified from bytes, the index made again; and what must be so when all is healed. */
import { indexDifferences } from '../../src/main/ledger/index-digest.ts'
import { forkedChains, forkOf } from '../../src/main/ledger/forks.ts'
import { copiesOf, witnessesOf } from '../../src/main/ledger/witness.ts'
import { countWanted, wantedPackages } from '../../src/main/ledger/payloads.ts'
import { verifyStore } from '../../src/main/work/verify-store.ts'
import { versionsOf } from '../../src/main/store/index/versions.ts'
import type { Key } from '../../src/shared/names.ts'
import { isSeen } from '../kit/two-faced.ts'
import { each, ofEach, type Invariant } from './invariant.ts'
import { holds, placeAt } from './invariants-holding.ts'
import { isIn } from './audience.ts'
import { madeAnew, officeOf, stateOf, type Player } from './player.ts'
import type { Scene } from './scene.ts'

/** Findings that stand in an honest desk's verdict because somebody else did wrong, or was cut. */
const OTHERS_FAULT: ReadonlySet<string> = new Set(['fork', 'equivocation', 'chain-forked', 'office-silent'])

/** The verdict on each honest desk's folder, from its bytes; the first open finding. */
export async function verifyAll(scene: Scene): Promise<string | undefined> {
  for (const { desk } of scene.honest) {
    const verdict = await verifyStore(
      { folder: desk.folder, vaultKey: desk.keys.vault, workers: 0, index: false, live: true, now: scene.world.now },
      () => undefined,
      new AbortController().signal
    )
    const open = verdict.findings.filter(
      ({ state, code, chain }) => state === 'open' && !OTHERS_FAULT.has(code) && !(chain !== null && scene.isForker(chain as Key))
    )
    if (open[0]) return `${desk.name}: ${open[0].code} ${JSON.stringify(open[0])}`
  }
  return undefined
}

export const indexInvariants: readonly Invariant[] = [
  ofEach('the-index-is-what-comes-out-of-the-lines', 'full', player => {
    const [first] = indexDifferences(player.projection.index, madeAnew(player.desk))
    return first && `${first.table}: ${first.detail}`
  }),
  ofEach('records-show-what-their-author-left', 'full', (player, scene) =>
    each(
      scene.records.filter(({ by }) => by === player && player.revoked === null && player.desk.ledger.own.trouble === null),
      ({ ref, voided, versions }) => {
        const record = `${ref.line}.${ref.index}`
        const state = stateOf(player, record)
        const wanted = voided ? 'voided' : versions > 1 ? 'amended' : 'filed'
        if (state !== wanted) return `a record is ${state ?? 'not listed'}, and was ${wanted}`
        return versionsOf(player.projection.index, record).length === versions ? undefined : `a record of ${versions} versions has others`
      }
    )
  )
]

/** Lines of its own that went with a folder that was put back, and that nobody else holds: it says so, and signs nothing more. */
export function hasLost(scene: Scene, { desk, restored }: Player): boolean {
  const own = desk.ledger.ownRegistry ? [desk.ledger.own, desk.ledger.ownRegistry] : [desk.ledger.own]
  return (
    restored > 0 &&
    own.some(({ state: { chain } }) => {
      const log = scene.log.get(chain)!
      return !scene.players.some(player => (player.desk.ledger.chains.get(chain)?.state.size ?? 0) >= log.length)
    })
  )
}

/** Members whose own chains are whole. */
const whole = (scene: Scene): Player[] => scene.members.filter(player => !hasLost(scene, player))

/** Chains whose lines everyone can come by: of members that tell the truth, and the registry. */
const common = (scene: Scene): Key[] => {
  const members = whole(scene)
  return [...members.map(({ desk }) => desk.chain), ...(members.includes(scene.keeper) ? [scene.world.registryKey] : [])]
}

const ofMembers = (name: string, check: (player: Player, scene: Scene) => string | undefined): Invariant => ({
  name,
  when: 'end',
  check: scene =>
    each(whole(scene), player => {
      const wrong = check(player, scene)
      return wrong === undefined ? undefined : `${player.desk.name}: ${wrong}`
    })
})

export const endInvariants: readonly Invariant[] = [
  ofMembers('all-hold-the-same-lines', (player, scene) =>
    each(common(scene), chain => {
      const log = scene.log.get(chain)!
      const state = player.desk.ledger.chains.get(chain)?.state
      return (state?.size ?? 0) === log.length && (state?.head ?? null) === (log.at(-1) ?? null)
        ? undefined
        : `${state?.size ?? 0} lines of ${log.length} of ${scene.playerOf(chain)?.desk.name ?? 'the registry'}`
    })
  ),
  ofMembers('revoked-chains-end-alike', (player, scene) =>
    each(
      scene.honest.filter(({ revoked }) => revoked !== null),
      ({ desk: { chain, name } }) => {
        const at = ({ desk }: Player): number => {
          const cut = desk.ledger.registry.cutOf(chain, null)?.size ?? 0
          return Math.min(cut, desk.ledger.chains.get(chain)?.state.size ?? 0)
        }
        return at(player) === at(scene.keeper) ? undefined : `${at(player)} lines of ${name} count, ${at(scene.keeper)} at the registry's desk`
      }
    )
  ),
  ofMembers('all-content-is-with-its-whole-audience', (player, scene) => {
    const members = whole(scene)
    return each(
      scene.filed.filter(({ by, audience }) => members.includes(by) && isIn(audience, officeOf(player))),
      filed => {
        const isLost = filed.by.restored > 0 && !members.some(other => holds(other, filed)) // with the folder that was put back
        return isLost || holds(player, filed) ? undefined : `line ${filed.height} of ${filed.by.desk.name} is not here`
      }
    )
  }),
  ofMembers('nothing-is-wanted-any-more', (player, scene) => {
    // what went with a folder that was put back, and nobody else had, is asked for in vain
    const chain = common(scene).find(one => (scene.playerOf(one) ?? scene.keeper).restored === 0 && countWanted(player.desk.ledger, one) > 0)
    if (chain !== undefined) return `content of ${scene.playerOf(chain)?.desk.name ?? 'the registry'} is still asked for`
    return wantedPackages(player.desk.ledger).length === 0 ? undefined : 'a form has not come'
  }),
  ofMembers('who-filed-sees-every-copy', (player, scene) =>
    each(
      scene.filed.filter(({ by }) => by === player),
      filed => {
        const said = new Set(copiesOf(player.desk.ledger, filed.chain, filed.height, filed.index).map(({ office }) => office))
        const missing = whole(scene).find(
          other => officeOf(other) !== officeOf(player) && isIn(filed.audience, officeOf(other)) && holds(other, filed) && !said.has(officeOf(other))
        )
        return missing && `${missing.desk.name} holds line ${filed.height} and is not shown`
      }
    )
  ),
  ofMembers('copies-shown-in-the-end-are-held', (player, scene) =>
    each(scene.filed, filed =>
      each(copiesOf(player.desk.ledger, filed.chain, filed.height, filed.index), ({ desk }) => {
        const other = scene.playerOf(desk)
        return !other || !scene.members.includes(other) || holds(other, filed) ? undefined : `${other.desk.name} is said to hold line ${filed.height}`
      })
    )
  ),
  ofMembers('every-line-is-witnessed-by-every-other-office', (player, scene) => {
    const last = scene.filed.findLast(({ by }) => by === player)
    if (!last || placeAt(player, last) === undefined) return undefined
    const said = new Set(witnessesOf(player.desk.ledger, last.chain, last.height).map(({ office }) => office))
    const missing = whole(scene).find(other => officeOf(other) !== officeOf(player) && !said.has(officeOf(other)))
    return missing && `${missing.desk.name} has not witnessed line ${last.height}`
  }),
  ofMembers('forks-that-were-seen-are-known-to-all', (player, scene) =>
    each(
      scene.forkers.filter(
        forker => !scene.keeper.desk.ledger.registry.cutOf(forker.chain, null) && isSeen({ ...forker, shown: membersShown(scene, forker.shown) })
      ),
      ({ chain }) => (forkedChains(player.desk.ledger).has(chain) ? undefined : `nothing is known against ${chain.slice(0, 8)}`)
    )
  ),
  ofMembers('all-hold-the-same-evidence', (player, scene) =>
    each(scene.forkers, ({ chain }) => {
      const [ours, theirs] = [forkOf(player.desk.ledger, chain)?.id, forkOf(scene.keeper.desk.ledger, chain)?.id]
      return ours === theirs ? undefined : `other evidence against ${chain.slice(0, 8)}`
    })
  ),
  ofMembers('nobody-is-behind', (player, scene) =>
    each(player.desk.exchange?.state() ?? [], ({ chain, connected, trouble }) => {
      const other = scene.playerOf(chain)
      if (!other || !scene.members.includes(other)) return undefined
      return connected && (trouble === null || trouble === 'chain-forked')
        ? undefined
        : `${other.desk.name} is ${connected ? 'near' : 'away'}, ${trouble ?? 'no trouble'}`
    })
  ),
  ofMembers('trouble-ends', ({ desk }) => (desk.ledger.own.trouble === null ? undefined : `${desk.ledger.own.trouble.code} to the end`))
]

/** Showings that still stand: not those that went with a folder that was put back. */
const membersShown = (scene: Scene, shown: Scene['forkers'][number]['shown']): Scene['forkers'][number]['shown'] =>
  new Map([...shown].filter(([desk]) => scene.members.some(player => player.desk === desk && player.restored === 0)))
