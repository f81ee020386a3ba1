/** Invariants of chains, marks and keys: nothing acknowledged is lost, nothing is signed twice, nothing shrinks. */
import { toBase64url } from '../../src/shared/bytes.ts'
import { OfficeError } from '../../src/shared/errors.ts'
import { rootOf } from '../../src/shared/ledger/chain.ts'
import { openCheckpoint } from '../../src/shared/ledger/fork.ts'
import { native, verify } from '../../src/main/keys/native.ts'
import { chains } from '../../src/main/store/chains.ts'
import { newestCheckpoint } from '../../src/main/store/checkpoints.ts'
import { countLines, headOf, lineAt } from '../../src/main/store/lines.ts'
import { lineIdOf } from '../../src/main/store/positions.ts'
import { seenNote } from '../../src/main/store/seen.ts'
import { rootAt } from '../../src/main/ledger/tree.ts'
import { each, ofChains, ofEach, type Invariant } from './invariant.ts'

/** The last entries that were acknowledged: the older ones are asked for at one step in 40. */
const RECENT = 12

export const chainInvariants: readonly Invariant[] = [
  ofEach('what-was-acknowledged-is-here', 'step', (player, scene) => {
    if (player.desk.ledger.own.trouble !== null) return undefined // its folder was put back: said on screen, and nothing is signed
    const { no, state } = player.desk.ledger.own
    return each(
      scene.filed.slice(-RECENT).filter(({ by, chain }) => by === player && chain === player.desk.chain),
      ({ height, line }) => {
        if (height >= state.size) return `line ${height} is gone, ${state.size} are left`
        const row = lineAt(player.desk.store.ledger, lineIdOf(no, height))
        return row && toBase64url(row.hash) === line ? undefined : `line ${height} is another`
      }
    )
  }),
  ofEach('all-that-was-acknowledged-is-here', 'full', (player, scene) => {
    if (player.desk.ledger.own.trouble !== null) return undefined
    const { no } = player.desk.ledger.own
    return each(
      scene.filed.filter(({ by, chain }) => by === player && chain === player.desk.chain),
      ({ height, line }) => {
        const row = lineAt(player.desk.store.ledger, lineIdOf(no, height))
        return row && toBase64url(row.hash) === line ? undefined : `line ${height} is gone or another`
      }
    )
  }),
  ofEach('trouble-has-a-cause', 'step', ({ desk, restored }) => {
    const { trouble } = desk.ledger.own
    return trouble === null || restored > 0 ? undefined : `${trouble.code} although nothing was put back`
  }),
  ofEach('the-registry-desk-has-trouble-only-with-cause', 'step', ({ desk, restored }) => {
    const trouble = desk.ledger.ownRegistry?.trouble ?? null
    return trouble === null || restored > 0 ? undefined : trouble.code
  }),
  ofEach('the-mark-stands-where-the-chain-ends', 'step', ({ desk }) => {
    const { own } = desk.ledger
    if (own.trouble !== null) return undefined
    return desk.mark.value.size === own.state.size && desk.mark.value.head === own.state.head
      ? undefined
      : `mark ${desk.mark.value.size}, chain ${own.state.size}`
  }),
  ofEach('the-registry-mark-stands-where-it-ends', 'step', ({ desk }) => {
    const own = desk.ledger.ownRegistry
    if (!own || own.trouble !== null || !desk.registryMark) return undefined
    return desk.registryMark.value.size === own.state.size ? undefined : `mark ${desk.registryMark.value.size}, chain ${own.state.size}`
  }),
  ofChains('sizes-never-shrink', 'step', ({ desk, floor }, chain, scene) => {
    const size = desk.ledger.chains.get(chain)!.state.size
    const before = floor.get(chain) ?? 0
    floor.set(chain, size)
    return size >= before || scene.isForker(chain) ? undefined : `${size} lines after ${before}`
  }),
  ofChains('lines-are-those-that-were-signed', 'step', ({ desk }, chain, scene) => {
    const log = scene.log.get(chain)
    const { size, head } = desk.ledger.chains.get(chain)!.state
    if (!log || size === 0 || scene.isForker(chain)) return undefined
    if (size > log.length) return `holds ${size} lines of ${log.length} that were signed`
    return log[size - 1] === head ? undefined : `line ${size - 1} is not the one that was signed`
  }),
  ofEach('the-store-says-what-memory-says', 'step', ({ desk }) =>
    each(chains(desk.store.ledger), row => {
      const state = desk.ledger.chains.get(row.key)?.state
      if (!state) return row.size === 0 ? undefined : `a chain of ${row.size} lines is not known`
      return state.size === row.size && (row.head === null || toBase64url(row.head) === state.head)
        ? undefined
        : `${row.key.slice(0, 8)}: ${row.size} stored, ${state.size} known`
    })
  ),
  ofChains('lines-lie-without-gaps', 'full', ({ desk }, chain) => {
    const { no, state } = desk.ledger.chains.get(chain)!
    if (state.size === 0) return undefined
    if (countLines(desk.store.ledger, no) !== state.size) return `${countLines(desk.store.ledger, no)} lines of ${state.size}`
    return headOf(desk.store.ledger, no)?.height === state.size - 1 ? undefined : 'the last line stands elsewhere'
  }),
  ofChains('the-tree-comes-out-of-the-lines', 'full', ({ desk }, chain) => {
    const { no, state } = desk.ledger.chains.get(chain)!
    return state.size === 0 || toBase64url(rootAt(desk.store.ledger, no, state.size)) === rootOf(native, state) ? undefined : 'another root'
  }),
  ofChains('checkpoints-are-signed-and-fit', 'full', ({ desk }, chain, scene) => {
    const { no, state } = desk.ledger.chains.get(chain)!
    const row = newestCheckpoint(desk.store.ledger, no)
    if (!row) return state.size === 0 || chain === desk.chain || desk.ledger.ownRegistry?.state.chain === chain ? undefined : 'lines without any checkpoint'
    const checkpoint = openCheckpoint(native, verify, desk.ledger.net, chain, row.note)
    if (!checkpoint) return 'its newest checkpoint was not signed by its key'
    if (checkpoint.size > state.size || scene.isForker(chain)) return undefined
    return toBase64url(rootAt(desk.store.ledger, no, checkpoint.size)) === toBase64url(checkpoint.root) ? undefined : 'its newest checkpoint has another root'
  }),
  ofEach('what-is-named-as-seen-is-kept', 'step', ({ desk }) => {
    const { seen } = desk.ledger
    return seen === null || seenNote(desk.store.ledger, seen) ? undefined : 'the note that lines name is gone'
  }),
  ofEach('running-numbers-are-used-once', 'full', (player, scene) => {
    const { ledger } = player.desk
    if (ledger.own.trouble !== null) return undefined
    const own = scene.records.filter(({ by }) => by === player).length
    return ledger.nextRef > own ? undefined : `the next number is ${ledger.nextRef}, ${own} records were filed`
  }),
  ofEach('the-exchange-reports-no-fault', 'step', ({ desk }, scene) => {
    // a liar's answer that can not be read is reported as bad input
    const isLie = (error: unknown): boolean => error instanceof OfficeError && error.code === 'bad-input' && scene.players.some(({ kind }) => kind === 'liar')
    const error = desk.troubles.find(one => !isLie(one))
    return error === undefined ? undefined : error instanceof Error ? `${error.stack}` : JSON.stringify(error)
  })
]
