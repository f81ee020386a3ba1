/**
 * Our own chain coming back from a peer. What our key signed and this folder does not hold means that the folder was rolled
 * back (an old copy, a lost write): signing stops at once. The lines can be fetched back; signing goes on only when the mark
 * says that they are all there were. Where the mark was rolled back too nobody can say that, and the way out is a new key.
 */
import { frontierRoot, verifyConsistency } from '../../shared/ledger/merkle.ts'
import { openCheckpoint } from '../../shared/ledger/fork.ts'
import { isRefused, open, type Opened } from '../../shared/ledger/line.ts'
import { applyOwnRegistry } from './append.ts'
import { native, verify } from '../keys/native.ts'
import { compareGrowth, markRolledBack } from './forks.ts'
import type { Ledger, OwnChain } from './ledger.ts'
import { growBatch, isRefusedBatch, storeBatch, type LineBatch, type RefusedBatch, type Taken } from './receive.ts'

/** Does this note say that our key has signed more than is held here? Then nothing more is signed. */
export function noticeOwnAhead(ledger: Ledger, own: OwnChain, note: Uint8Array): boolean {
  const checkpoint = openCheckpoint(native, verify, ledger.net, own.state.chain, note)
  if (!checkpoint || checkpoint.size <= own.state.size) return false
  markRolledBack(ledger, own, checkpoint.size)
  return true
}

/**
 * What a note of our own key, from wherever, says beside what is here. After `ahead` (more than here) and `other` (another
 * history) nothing more is signed; a note that our key has not signed says nothing.
 */
export function noticeOwn(ledger: Ledger, own: OwnChain, note: Uint8Array): 'here' | 'ahead' | 'other' {
  if (noticeOwnAhead(ledger, own, note)) return 'ahead'
  const { chain } = own.state
  const checkpoint = openCheckpoint(native, verify, ledger.net, chain, note)
  if (!checkpoint) return 'here'
  return compareGrowth(ledger, { chain, from: checkpoint.size, root: checkpoint.root, proof: [], note }) === 'forked' ? 'other' : 'here'
}

/** Takes lines of our own chain that extend what is held. Refuses while nothing says that they were lost. */
export function takeBackOwn(ledger: Ledger, own: OwnChain, batch: LineBatch): Taken | RefusedBatch {
  const { chain, note, proof, lines } = batch
  const checkpoint = openCheckpoint(native, verify, ledger.net, chain, note)
  if (!checkpoint || !noticeOwnAhead(ledger, own, note)) return { fault: 'note-wrong', detail: 'our key has not signed more than is here', line: null }
  const all: Opened[] = []
  for (const [i, line] of lines.entries()) {
    const opened = open(line, native, verify)
    if (isRefused(opened)) return { fault: opened.fault, detail: opened.detail, line: i }
    all.push(opened)
  }
  const growing = growBatch(ledger, own, all)
  if (isRefusedBatch(growing)) return growing
  const { stored, whole } = growing
  const from = own.state.size
  const oldRoot = frontierRoot(native, whole.frontier)
  if (stored.size === from || !verifyConsistency(native, { from: whole.size, to: checkpoint.size, proof, oldRoot, newRoot: checkpoint.root }))
    return { fault: 'proof-wrong', detail: 'the lines do not lead into the checkpoint', line: null }
  storeBatch(ledger, own, growing, note, checkpoint.size, proof)
  own.state = stored
  if (stored.kind === 'registry') applyOwnRegistry(ledger, growing.lines)
  for (const { body } of growing.lines)
    for (const entry of body.entries) if (entry.t === 'record' && own === ledger.own) ledger.nextRef = Math.max(ledger.nextRef, Number(entry['ref']) + 1)
  settle(own, checkpoint.size)
  return { chain, from, to: stored.size, aside: growing.aside.length, checkpoint: checkpoint.size, unseen: [] }
}

/** All that was ever signed is here again: the mark names exactly this line, and no peer has shown more. */
function settle(own: OwnChain, shown: number): void {
  const marked = own.mark?.value
  if (own.trouble?.code !== 'rolled-back' || marked?.size !== own.state.size || shown > marked.size) return
  if (marked.head === own.state.head) own.trouble = null
}
