/** Invariants of rights: the registry, cuts, and keys that signed two histories. */
import { readFork } from '../../src/shared/ledger/fork.ts'
import { native, verify } from '../../src/main/keys/native.ts'
import { asideLines, heldHeight, isBeyondCut } from '../../src/main/ledger/aside.ts'
import { forkedChains, forkOf, stopsAtFork } from '../../src/main/ledger/forks.ts'
import { isMember } from '../../src/main/sync/serve-peer.ts'
import { lineAt } from '../../src/main/store/lines.ts'
import { lineIdOf } from '../../src/main/store/positions.ts'
import { toBase64url } from '../../src/shared/bytes.ts'
import type { Hash } from '../../src/shared/names.ts'
import { each, ofChains, ofEach, type Invariant } from './invariant.ts'
import { stateOf } from './player.ts'
import type { Scene } from './scene.ts'

type Registry = Scene['keeper']['desk']['ledger']['registry']
const facts = new WeakMap<Registry, { readonly size: number; readonly text: string }>()

/** All that a registry's lines had as effect, as text; made once for each size, and anew when all is asked. */
function factsOf(of: Registry, anew: boolean): string {
  const known = facts.get(of)
  if (known?.size === of.size && !anew) return known.text
  const lists = [
    [...of.desks.values()],
    [...of.keys.values()],
    [...of.persons.values()],
    of.forms,
    of.policies,
    of.cuts,
    of.decisions,
    of.voids,
    [...of.accepted]
  ]
  const text = JSON.stringify(lists)
  facts.set(of, { size: of.size, text })
  return text
}

export const rightsInvariants: readonly Invariant[] = [
  ofEach('nobody-honest-is-accused', 'step', ({ desk }, scene) =>
    each(forkedChains(desk.ledger).keys(), chain => (scene.isForker(chain) ? undefined : `${scene.playerOf(chain)?.desk.name ?? chain} is called a fraud`))
  ),
  ofEach('who-is-accused-stays-so', 'step', ({ desk, forks }) => {
    const now = forkedChains(desk.ledger)
    const gone = [...forks.keys()].find(chain => !now.has(chain))
    return gone === undefined ? undefined : `evidence against ${gone.slice(0, 8)} is gone`
  }),
  ofEach('evidence-convicts-from-itself', 'full', ({ desk }) =>
    each(forkedChains(desk.ledger).keys(), chain => {
      const evidence = readFork(native, verify, forkOf(desk.ledger, chain)!.text)
      return evidence?.chain === chain && evidence.net === desk.ledger.net ? undefined : `against ${chain.slice(0, 8)} it establishes nothing`
    })
  ),
  ofEach('what-is-kept-of-a-forked-chain-stays-kept', 'step', ({ desk, forks }) =>
    each(forkedChains(desk.ledger).keys(), chain => {
      const { kept } = forkOf(desk.ledger, chain)!
      const before = forks.get(chain)
      forks.set(chain, kept)
      return before === undefined || before === kept ? undefined : `${chain.slice(0, 8)}: up to ${kept}, ${before} before`
    })
  ),
  ofChains('a-forked-chain-does-not-grow', 'step', (player, chain, scene) => {
    const { ledger } = player.desk
    if (!stopsAtFork(ledger, chain)) return undefined
    const { size, cut } = ledger.chains.get(chain)!.state
    const key = `frozen ${player.desk.chain} ${player.restored} ${chain} ${cut?.size}` // up to a cut it may go on after all
    const before = scene.frozen.get(key)
    scene.frozen.set(key, size)
    return before === undefined || before === size ? undefined : `${size} lines, ${before} when it was frozen`
  }),
  ofChains('nothing-beyond-a-cut-is-in-the-chain', 'step', ({ desk }, chain) => {
    const { registry, chains } = desk.ledger
    const cut = registry.cutOf(chain, null)
    const { no, state } = chains.get(chain)!
    if (!cut || state.size <= cut.size || state.kind === 'registry') return undefined
    const row = lineAt(desk.store.ledger, lineIdOf(no, cut.size))
    if (row && registry.accepted.has(toBase64url(row.hash) as Hash)) return undefined
    return state.cut !== null && state.cut.size === cut.size ? undefined : `cut at ${cut.size} is not known to the chain`
  }),
  ofChains('no-line-comes-after-its-cut', 'step', (player, chain, scene) => {
    const { registry, chains } = player.desk.ledger
    const cut = registry.cutOf(chain, null)
    const { no, state } = chains.get(chain)!
    const { size, kind } = state
    if (!cut || kind === 'registry') return undefined
    const key = `cut ${player.desk.chain} ${player.restored} ${chain}`
    const before = scene.frozen.get(key)
    scene.frozen.set(key, size)
    if (before === undefined) return undefined
    for (let height = Math.max(before, cut.size); height < size; height++) {
      const row = lineAt(player.desk.store.ledger, lineIdOf(no, height))
      if (!row || !registry.accepted.has(toBase64url(row.hash) as Hash)) return `${size} lines, ${before} when it was cut at ${cut.size}`
    }
    return undefined
  }),
  ofChains('what-is-kept-aside-lies-beyond-the-cut', 'full', ({ desk }, chain) => {
    const cut = desk.ledger.registry.cutOf(chain, null)
    const [first] = asideLines(desk.ledger, chain)
    return !first || (cut && first.body.height >= cut.size) ? undefined : `line ${first.body.height} is kept aside`
  }),
  ofEach('the-revoked-are-no-members', 'step', ({ desk }, scene) =>
    each(scene.players, ({ desk: other, revoked }) =>
      revoked !== null && desk.ledger.registry.size >= revoked && isMember(desk.ledger, other.chain) ? `${other.name} is still one` : undefined
    )
  ),
  ofEach('the-revoked-are-cut', 'step', ({ desk }, scene) =>
    each(scene.players, ({ desk: other, revoked }) =>
      revoked !== null && desk.ledger.registry.size >= revoked && !desk.ledger.registry.cutOf(other.chain, null) ? `${other.name} goes on` : undefined
    )
  ),
  ofChains('what-is-kept-aside-is-all-there', 'full', ({ desk }, chain) => {
    const held = desk.ledger.chains.get(chain)!
    if (!isBeyondCut(held.state)) return undefined
    const [known, kept] = [heldHeight(desk.ledger, held), held.state.size + asideLines(desk.ledger, chain).length]
    return known === kept ? undefined : `${known} lines are known, ${kept} are here`
  }),
  ofEach('nothing-beyond-a-cut-counts', 'full', (player, scene) => {
    const { registry } = player.desk.ledger
    return each(scene.records, ({ by, ref }) => {
      const cut = registry.cutOf(by.desk.chain, null)
      const filed = cut && scene.filed.find(({ line, index }) => line === ref.line && index === ref.index)
      if (!cut || !filed || filed.height < cut.size || registry.accepted.has(ref.line)) return undefined
      const state = stateOf(player, `${ref.line}.${ref.index}`)
      return state === undefined || state === 'noEffect' ? undefined : `a record at line ${filed.height} of ${by.desk.name}, cut at ${cut.size}, is ${state}`
    })
  }),
  ofEach('the-registry-is-a-beginning-of-the-registry', 'step', ({ desk }, scene) => {
    const { registry, registryChain } = desk.ledger
    if (registry.size !== registryChain.state.size) return `${registry.size} applied of ${registryChain.state.size}`
    const keeper = scene.keeper.desk.ledger.registry
    const size = Math.min(registry.size, keeper.size)
    return size === 0 || registry.point(size)?.root === keeper.point(size)?.root ? undefined : 'it has another root'
  }),
  ofEach('registries-of-one-size-say-the-same', 'step', ({ desk }, scene) => {
    const { registry } = desk.ledger
    const keeper = scene.keeper.desk.ledger.registry
    if (registry.size !== keeper.size) return undefined
    const anew = scene.step % 40 === 0
    return factsOf(registry, anew) === factsOf(keeper, anew) ? undefined : 'the same lines have another effect'
  }),
  ofEach('every-registry-entry-has-its-effect', 'full', ({ desk }) => {
    const [first] = desk.ledger.registry.voids
    return first === undefined ? undefined : `${first.code} at line ${first.height}`
  }),
  ofEach('desks-of-an-office-have-numbers-of-their-own', 'full', ({ desk }) => {
    const numbers = [...desk.ledger.registry.desks.values()].map(({ office, number }) => `${office} ${number}`)
    return new Set(numbers).size === numbers.length ? undefined : 'a number was given twice'
  })
]
