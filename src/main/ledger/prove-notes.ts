/** Checkpoint notes for evidence: of a desk's chain those that cover a line, of the registry the newest, with chosen witnesses. */
import { textOf } from '../../shared/bytes.ts'
import { checkpointOrigin, formatNote, parseNote } from '../../shared/ledger/note.ts'
import type { Key, OfficeId } from '../../shared/names.ts'
import { compareText, type Evidence } from '../../shared/record/evidence.ts'
import { checkpointAt, checkpointCovering, checkpointWithin } from '../store/checkpoints.ts'
import { cosignatures, cosignaturesCovering, type CosignatureRow } from '../store/cosignatures.ts'
import { linesFrom } from '../store/lines.ts'
import { signCheckpoint } from './checkpoint.ts'
import type { Held, Ledger } from './ledger.ts'
import { authorOffice } from './witness.ts'

/** Offices beyond those that the policy asks for: a few more, should one be revoked later. */
const SPARE = 4

/** Of each other office the earliest, as many as are needed and some. */
function witnessesFor(ledger: Ledger, chain: Key, rows: readonly CosignatureRow[]): CosignatureRow[] {
  const { registry } = ledger
  const author = authorOffice(ledger, chain)
  const offices = new Set<OfficeId>()
  const chosen = rows
    .toSorted((a, b) => a.time - b.time || compareText(a.witness, b.witness))
    .filter(({ witness }) => {
      const office = registry.deskAt(witness, registry.size)?.office
      if (office === undefined || office === author || offices.has(office)) return false
      offices.add(office)
      return true
    })
  return chosen.slice(0, registry.policyAt(registry.size).witnesses + SPARE)
}

/** The chain's own checkpoint note of a size, with these cosignatures. */
function noteOf(ledger: Ledger, held: Held, size: number, rows: readonly CosignatureRow[]): string | undefined {
  const stored = checkpointAt(ledger.store.ledger, held.no, size)
  const note = stored && parseNote(stored.note)
  const own = note?.signatures.find(({ name }) => name === checkpointOrigin(ledger.net, held.state.chain))?.line
  if (!note || own === undefined) return undefined
  const lines = rows.toSorted((a, b) => compareText(a.witness, b.witness)).map(({ line }) => line)
  return formatNote(note.text, [own, ...lines])
}

/** Notes of a chain that cover a size, ascending: one for each size that a chosen witness signed, else the smallest there is. */
export function notesOf(ledger: Ledger, held: Held, size: number): { readonly size: number; readonly note: string }[] {
  const db = ledger.store.ledger
  const here = held.state.size
  const chosen = witnessesFor(
    ledger,
    held.state.chain,
    cosignaturesCovering(db, held.no, size).filter(row => row.size <= here)
  )
  const sizes = Map.groupBy(chosen, row => row.size)
  const notes = [...sizes].flatMap(([at, rows]) => {
    const note = noteOf(ledger, held, at, rows)
    return note === undefined ? [] : [{ size: at, note }]
  })
  if (notes.length > 0) return notes.toSorted((a, b) => a.size - b.size)
  const covering = checkpointCovering(db, held.no, size) ?? (held === ledger.own ? signCheckpoint(ledger, ledger.own) : undefined)
  const note = covering && covering.size <= here ? noteOf(ledger, held, covering.size, []) : undefined
  return note === undefined ? [] : [{ size: covering!.size, note }]
}

/** All lines of the registry that count, also of those that it succeeded, and its newest checkpoints with who signed them. */
export function registryOf(ledger: Ledger): Evidence['registry'] {
  const db = ledger.store.ledger
  const held = ledger.registryChain
  const { size } = held.state
  const counting = [...ledger.registry.former.map(era => ({ no: ledger.chains.get(era.chain)!.no, size: era.roots.length })), { no: held.no, size }]
  const lines = counting.flatMap(part => linesFrom(db, part.no, 0, part.size).map(row => textOf(row.line)!))
  const newest = cosignatures(db, held.no).filter(row => row.size <= size)
  const chosen = Map.groupBy(witnessesFor(ledger, held.state.chain, newest), row => row.size)
  const own = checkpointWithin(db, held.no, size)?.size
  const sizes = new Set([...chosen.keys(), ...(own === undefined ? [] : [own])])
  const notes = [...sizes].toSorted((a, b) => a - b).flatMap(at => noteOf(ledger, held, at, chosen.get(at) ?? []) ?? [])
  return { lines, notes }
}
