/**
 * Lines kept aside that the registry has accepted: they enter their chain, each after the one before it, in one transaction,
 * and from then on travel like all others. What is not accepted stays aside.
 */
import { grow } from '../../shared/ledger/chain.ts'
import { isRefused, type Opened } from '../../shared/ledger/line.ts'
import { consistencyProof, rangeHash } from '../../shared/ledger/merkle.ts'
import { isCarrier } from '../../shared/record/entry.ts'
import { native } from '../keys/native.ts'
import { setHead } from '../store/chains.ts'
import { newestCheckpoint, setCheckpointProof } from '../store/checkpoints.ts'
import { deleteGuarded } from '../store/guarded.ts'
import { setLacking } from '../store/lacking.ts'
import { hashesFrom, insertLine } from '../store/lines.ts'
import { lineIdOf, posOf } from '../store/positions.ts'
import { transact } from '../store/transact.ts'
import { asideLines, forgetAside, isBeyondCut } from './aside.ts'
import type { Held, Ledger } from './ledger.ts'
import { isFor, ownOffice } from './receive.ts'
import { packProof } from './stored-proof.ts'

/** After the registry grew, and at every start. Answers the chains that grew by it, with the heights [from, to). */
export function enterAccepted(ledger: Ledger): { readonly held: Held; readonly from: number; readonly to: number }[] {
  if (ledger.registry.accepted.size === 0 || ledger.store.readonly) return []
  return [...ledger.chains.values()].flatMap(held => {
    if (!isBeyondCut(held.state)) return []
    const from = held.state.size
    enterChain(ledger, held)
    return held.state.size === from ? [] : [{ held, from, to: held.state.size }]
  })
}

function enterChain(ledger: Ledger, held: Held): void {
  const aside = asideLines(ledger, held.state.chain)
  let { state } = held
  const entering: Opened[] = []
  for (const opened of aside) {
    if (opened.body.height < state.size) continue
    const grown = grow(native, state, opened)
    if (isRefused(grown)) break // not accepted, or not of this history
    state = grown.state
    entering.push(opened)
  }
  if (entering.length === 0) return
  const db = ledger.store.ledger
  const office = ownOffice(ledger)
  transact(db, () => {
    for (const opened of entering) {
      const lineId = lineIdOf(held.no, opened.body.height)
      insertLine(db, lineId, opened.line, opened.leaf)
      opened.body.entries.forEach((entry, index) => {
        if (isCarrier(entry)) setLacking(db, posOf(lineId, index), isFor(entry.audience, office) ? 'payload' : 'audience')
      })
      deleteGuarded(db, ledger.guard, 'aside', opened.hash)
    }
    setHead(db, held.no, state.size, entering.at(-1)!.leaf, state.frontier)
    proveAnew(ledger, held, state.size, aside)
  })
  held.state = state
  forgetAside(ledger, state.chain)
}

/** The newest checkpoint was proved from all lines that came, those aside included: now it is to be proved from those that are in. */
function proveAnew(ledger: Ledger, held: Held, size: number, aside: readonly Opened[]): void {
  const db = ledger.store.ledger
  const row = newestCheckpoint(db, held.no)
  const last = (aside.at(-1)?.body.height ?? -1) + 1
  if (!row || row.size <= size || row.size > last) return
  const stored = hashesFrom(db, held.no, 0, size)
  const leaves = [...stored, ...aside.filter(({ body }) => body.height >= size).map(({ leaf }) => leaf)]
  setCheckpointProof(
    db,
    held.no,
    row.size,
    packProof({
      from: size,
      proof: consistencyProof(
        native,
        size,
        row.size,
        rangeHash(native, i => leaves[i]!)
      )
    })
  )
}
