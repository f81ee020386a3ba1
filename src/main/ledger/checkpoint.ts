/** Our own chain's checkpoints: signed from what the mark says, and only when the database says the same. */
import { equal, textOf, utf8 } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import { frontierRoot } from '../../shared/ledger/merkle.ts'
import { checkpointOrigin, formatCheckpoint, formatNote, SIGNATURE, signNote } from '../../shared/ledger/note.ts'
import { native } from '../keys/native.ts'
import { checkpointAt, insertCheckpoint, pruneCheckpoints } from '../store/checkpoints.ts'
import { transact } from '../store/transact.ts'
import { markRolledBack } from './forks.ts'
import type { Ledger, OwnChain } from './ledger.ts'

/** One flipped bit in memory or on disk must not make us sign a second root for one size. */
function requireMarkedRoot(ledger: Ledger, own: OwnChain): Uint8Array {
  const root = frontierRoot(native, own.state.frontier)
  const marked = own.mark?.value
  if (own.trouble) throw new OfficeError(own.trouble.code, own.trouble.detail)
  if (marked?.size !== own.state.size || marked.chain !== own.state.chain || !equal(frontierRoot(native, marked.frontier), root)) {
    markRolledBack(ledger, own, marked?.size ?? 0)
    throw new OfficeError('rolled-back', { marked: marked?.size ?? 0, held: own.state.size })
  }
  return root
}

/**
 * The signed checkpoint of an own chain as it is now; undefined while it is empty. Asked twice for one size it is the same
 * note. Throws when nothing may be signed (rolled-back, mark-damaged, newer-database).
 */
export function signCheckpoint(ledger: Ledger, own: OwnChain): { readonly size: number; readonly note: string } | undefined {
  const { size, chain } = own.state
  if (size === 0) return undefined
  const db = ledger.store.ledger
  const known = checkpointAt(db, own.no, size)
  const before = known && textOf(known.note)
  if (before !== undefined && own.trouble === null) return { size, note: before }
  if (ledger.store.readonly) throw new OfficeError('newer-database', { file: 'ledger.db', version: ledger.store.version })
  const root = requireMarkedRoot(ledger, own)
  const name = checkpointOrigin(ledger.net, chain)
  const text = formatCheckpoint({ origin: name, size, root })
  const note = formatNote(text, [signNote(text, name, SIGNATURE, own.signer.publicKey, own.signer.sign, native)])
  transact(db, () => {
    insertCheckpoint(db, own.no, size, utf8(note), new Uint8Array(0))
    pruneCheckpoints(db, own.no, size)
  })
  return { size, note }
}
