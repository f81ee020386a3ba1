/**
 * The chain that this desk goes on from, where what it holds of it is not the history that the registry has decided for: what
 * the two have in common is found by asking how the other's tree grew, the rest is left behind, and the others' lines come.
 */
import { fromBase64url, equal } from '../../shared/bytes.ts'
import { isHash, type Key } from '../../shared/names.ts'
import type { Head } from '../../shared/sync/plan.ts'
import { openCheckpoint } from '../../shared/ledger/fork.ts'
import { verifyConsistency } from '../../shared/ledger/merkle.ts'
import { native, verify } from '../keys/native.ts'
import { formerChain, leaveBehind } from '../ledger/left-behind.ts'
import type { Held, Ledger } from '../ledger/ledger.ts'
import { rootAt } from '../ledger/tree.ts'
import type { Pull } from './pull.ts'
import { ask, requireHashes } from './questions.ts'

const SYNC = '/muniment/sync/1'

/** Does the peer's tree of so many lines have our root? undefined: it does not show it, or its key did not sign it. */
async function agreesAt(pull: Pull, peer: Key, { no, state }: Held, from: number): Promise<boolean | undefined> {
  const { ledger } = pull
  const frame = await ask(pull, peer, SYNC, { t: 'prove', chain: state.chain, from })
  const claimed = frame.header['root']
  const root = isHash(claimed) ? fromBase64url(claimed) : undefined
  const note = frame.blobs[0]
  const checkpoint = note && openCheckpoint(native, verify, ledger.net, state.chain, note)
  if (!root || !checkpoint) return undefined
  if (!verifyConsistency(native, { from, to: checkpoint.size, proof: requireHashes(frame, 'proof'), oldRoot: root, newRoot: checkpoint.root })) return undefined
  return equal(root, rootAt(ledger.store.ledger, no, from))
}

/** Is the decided end known to be another than ours? */
function differs({ store }: Ledger, { no, state: { cut, size } }: Held): boolean {
  return cut !== null && cut.size > 0 && size >= cut.size && !equal(rootAt(store.ledger, no, cut.size), fromBase64url(cut.root)!)
}

export async function mendFormer(pull: Pull, peer: Key, theirs: readonly Head[]): Promise<void> {
  const { ledger } = pull
  const held = formerChain(ledger)
  const cut = held?.state.cut
  const said = theirs.find(head => head.chain === held?.state.chain)
  if (!held || !cut || !said || held.state.size === 0 || said.size < cut.size) return
  const end = Math.min(held.state.size, cut.size)
  const { head } = held.state
  const sure = differs(ledger, held)
  if (!sure && held.state.size >= cut.size) return
  if (!sure && (await agreesAt(pull, peer, held, end)) !== false) return
  let [low, high] = [0, end] // agrees at low, not at high
  while (high - low > 1) {
    const middle = (low + high) >> 1
    const agrees = await agreesAt(pull, peer, held, middle)
    if (agrees === undefined) return
    if (agrees) low = middle
    else high = middle
  }
  if (held.state.head !== head) return // meanwhile it was mended with another peer's help: what is here now is not what was asked about
  leaveBehind(ledger, held, low)
  pull.left()
}
