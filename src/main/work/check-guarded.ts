/** Rows that nobody signs, under the desk's own MAC; files staged for drafts; lines kept aside. Takes the vault. */
import { createHash } from 'node:crypto'
import { fault, type Fault } from '../../shared/ledger/findings.ts'
import { isRefused, open } from '../../shared/ledger/line.ts'
import { guardKeyOf, openDraft, SEED_BYTES, stagedCipher, type Vault } from '../keys/cipher.ts'
import { native, verify } from '../keys/native.ts'
import { piecesOf, stagedPiece, type StagedRow } from '../store/attachments.ts'
import { checkGuarded as checkRows } from '../store/guarded.ts'
import { checkKeys } from './check-keys.ts'
import { peekMeta } from '../store/meta.ts'
import type { Database } from '../store/prepared.ts'
import type { Reading } from './reading.ts'

/** Names without which a desk is none. `meta` has no tally of its own rows. */
const REQUIRED = ['about']

export function checkGuarded(reading: Reading): Fault[] {
  const { db, data, vault } = reading
  if (data.vaultKey === null || vault === null) return []
  const faults: Fault[] = []
  for (const found of checkRows(db, guardKeyOf(data.vaultKey)))
    faults.push(fault('mac-wrong', null, null, found.row === null ? found.detail : `the row ${found.row}: ${found.detail}`, { table: found.table }))
  if (data.own !== null)
    for (const name of REQUIRED)
      if (peekMeta(db, name) === undefined) faults.push(fault('mac-wrong', null, null, `the row ${name} was taken away`, { table: 'meta' }))
  const known = new Set(faults.map(one => one.table))
  if (!known.has('drafts')) faults.push(...draftFaults(db, vault))
  if (!known.has('aside')) faults.push(...asideFaults(db))
  faults.push(...stagedFaults(db, vault), ...checkKeys(reading))
  return faults
}

function draftFaults(db: Database, vault: Vault): Fault[] {
  const rows = db.prepare<[], { id: string; person: string; seed: Buffer; cipher: Buffer }>('SELECT id, person, seed, cipher FROM drafts ORDER BY id')
  const bad: Fault[] = []
  for (const row of rows.iterate())
    if (row.seed.length !== SEED_BYTES || !openDraft(vault, row.id, row.person, row.seed, row.cipher))
      bad.push(fault('mac-wrong', null, null, `the draft ${row.id} does not open`, { table: 'drafts' }))
  return bad
}

function asideFaults(db: Database): Fault[] {
  const bad: Fault[] = []
  for (const row of db.prepare<[], { line_hash: string; line: Buffer }>('SELECT line_hash, line FROM aside ORDER BY line_hash').iterate()) {
    const opened = open(row.line, native, verify)
    if (isRefused(opened)) bad.push(fault('mac-wrong', null, null, `the line ${row.line_hash} kept aside does not open: ${opened.fault}`, { table: 'aside' }))
    else if (opened.hash !== row.line_hash)
      bad.push(fault('mac-wrong', null, null, `the line kept aside as ${row.line_hash} is ${opened.hash}`, { table: 'aside' }))
  }
  return bad
}

function stagedFaults(db: Database, vault: Vault): Fault[] {
  const bad: Fault[] = []
  const rows = db.prepare<[], StagedRow>('SELECT owner, sha256, size, added, seed FROM staged ORDER BY owner, sha256').all()
  for (const row of rows) {
    const wrong = wrongStaged(db, vault, row)
    if (wrong !== undefined) bad.push(fault('staged-damaged', null, null, `${row.sha256}: ${wrong}`, { table: 'staged' }))
  }
  return bad
}

function wrongStaged(db: Database, vault: Vault, { owner, sha256, size, seed }: StagedRow): string | undefined {
  if (seed.length !== SEED_BYTES) return `its key has ${seed.length} bytes`
  const numbers = db.prepare<[string, string], number>('SELECT n FROM staged_pieces WHERE owner = ? AND sha256 = ? ORDER BY n').pluck().all(owner, sha256)
  const parts = piecesOf(size)
  if (numbers.length !== parts || numbers.some((n, i) => n !== i)) return `parts ${numbers.join(', ')} of ${parts} are here`
  const cipher = stagedCipher(vault, owner, sha256, size, seed)
  const whole = createHash('sha256')
  for (let n = 0; n < parts; n++) {
    const piece = cipher.open(n, stagedPiece(db, owner, sha256, n)!)
    if (!piece) return `part ${n} does not open`
    whole.update(piece)
  }
  return whole.digest('base64url') === sha256 ? undefined : 'the parts do not give its hash'
}
