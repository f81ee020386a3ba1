/**
 * Salvage, third: what was signed about the chains, and what this desk keeps for itself. Each row by its own guard: the signature
 * of whoever made the statement, the hash that is its key, or the MAC under the vault key. What none of them says is left out.
 */
import type { KeyObject } from 'node:crypto'
import { fromBase64url, textOf, toBase64url } from '../../shared/bytes.ts'
import { checkCheckpoint, checkCosignature } from '../../shared/ledger/verify.ts'
import { COSIGNATURE, parseNote, parseOrigin, verifyNote, type NoteKey } from '../../shared/ledger/note.ts'
import type { Hash, Key, NetworkId } from '../../shared/names.ts'
import { packageHash } from '../../shared/record/package.ts'
import { openReceipt } from '../../shared/record/receipt.ts'
import { stagedCipher, type Vault } from '../keys/cipher.ts'
import { native, verify } from '../keys/native.ts'
import { insertStaged, insertStagedPiece, piecesOf } from '../store/attachments.ts'
import { insertCheckpoint } from '../store/checkpoints.ts'
import { putCosignature } from '../store/cosignatures.ts'
import { getGuarded, guardedTables, isOwnRow, putGuarded, type GuardedRows, type GuardedTable } from '../store/guarded.ts'
import { insertPackage } from '../store/packages.ts'
import type { Database } from '../store/prepared.ts'
import { putReceipt } from '../store/receipts.ts'
import { insertSeen } from '../store/seen.ts'
import { unpackProof } from './stored-proof.ts'
import type { GrownChain } from './salvage-lines.ts'

interface Needs {
  readonly finds: Database
  readonly ledger: Database
  readonly net: NetworkId
}

/** Inside a transaction. Answers the highest size that a statement about the chain shows to have been there. */
export function keepStatements({ finds, ledger, net }: Needs, key: Key, grown: GrownChain): number {
  const { no, roots, state } = grown
  let highest = 0
  const rootAt = (size: number): Uint8Array | undefined => roots.get(size)
  for (const [src, was] of grown.were) {
    const all = <T>(table: string): T[] =>
      finds.prepare<[number, number], T>(`SELECT * FROM found_${table} WHERE src = ? AND chain_no = ? ORDER BY rank`).all(src, was)
    for (const { size, note, proof } of all<{ size: number; note: Buffer; proof: Buffer }>('checkpoints')) {
      const unpacked = unpackProof(proof)
      const checked = checkCheckpoint(native, verify, net, key, { size, note, proof: unpacked && { from: unpacked.from, hashes: unpacked.proof } }, rootAt)
      if (checked.code !== undefined || (checked.established === 'beyond' && size <= state.size)) continue
      // one that speaks of more than is here now is kept only with a proof that starts from what is here
      if (checked.established !== 'beyond') insertCheckpoint(ledger, no, size, note, checked.established === 'held' ? new Uint8Array(0) : proof)
      highest = Math.max(highest, checked.established === 'held' ? size : (unpacked?.from ?? size))
    }
    for (const table of ['cosignatures', 'cosignature_days'])
      for (const row of all<{ witness: Key; size: number; time: number; line: string }>(table)) {
        const checked = checkCosignature(native, verify, net, key, row, rootAt)
        if (checked.code === undefined && checked.established !== 'beyond') putCosignature(ledger, { chainNo: no, ...row })
      }
    for (const { receipt } of all<{ receipt: Buffer }>('receipts')) {
      const opened = openReceipt(textOf(receipt) ?? '', verify)
      const root = opened && rootAt(opened.size)
      if (!opened || opened.net !== net || opened.chain !== key) continue
      highest = Math.max(highest, opened.size)
      if (!root || toBase64url(root) !== opened.root) continue
      putReceipt(ledger, { desk: opened.desk, chainNo: no, seq: opened.seq, receipt })
    }
  }
  return highest
}

function isSeen(net: NetworkId, hash: Hash, note: Buffer): boolean {
  if (toBase64url(native.sha256(note)) !== hash) return false
  const parsed = parseNote(note)
  const about = parsed && parseOrigin(parsed.text.slice(0, parsed.text.indexOf('\n')))
  if (!parsed || about?.net !== net) return false
  const keys = parsed.signatures.flatMap(({ name }): NoteKey[] => {
    const signer = parseOrigin(name)
    return signer?.net === net && signer.chain !== about.chain ? [{ name, type: COSIGNATURE, publicKey: fromBase64url(signer.chain)! }] : []
  })
  return verifyNote(native, verify, parsed, keys).code === undefined
}

/** Notes and forms, by the hash that is their key. Inside a transaction. */
export function keepHashed({ finds, ledger, net }: Needs): void {
  for (const { hash, note } of finds.prepare<[], { hash: Hash; note: Buffer }>('SELECT DISTINCT hash, note FROM found_seen_notes ORDER BY rowid').all())
    if (isSeen(net, hash, note)) insertSeen(ledger, hash, note)
  const hashes = finds.prepare<[], Hash>('SELECT DISTINCT hash FROM found_packages ORDER BY hash').pluck().all()
  for (const hash of hashes)
    for (const xml of finds.prepare<[string], Buffer>('SELECT xml FROM found_packages WHERE hash = ?').pluck().iterate(hash)) {
      const text = textOf(xml)
      if (text !== undefined && packageHash(native, text) === hash && insertPackage(ledger, hash, xml)) break
    }
}

const TALLY = /^tally\//

/** Rows under the MAC of this desk; of several states of one row the one that is trusted most. Inside a transaction. */
export function keepGuarded({ finds, ledger }: Needs, guard: KeyObject, usable: (table: string) => number): Record<GuardedTable, number> {
  const kept = Object.fromEntries(guardedTables.map(table => [table, 0])) as Record<GuardedTable, number>
  for (const table of guardedTables) {
    const rows = finds
      .prepare<[number], Record<string, string | Buffer> & { mac: Buffer }>(`SELECT * FROM found_${table} WHERE rank <= ? ORDER BY src, rank, rowid`)
      .iterate(usable(table))
    for (const { src: _src, rank: _rank, ...row } of rows) {
      const [id] = Object.values(row) as [string]
      if ((table === 'meta' && TALLY.test(id)) || !isOwnRow(guard, table, row as never) || getGuarded(ledger, guard, table, id)) continue
      const { mac: _mac, ...bare } = row
      putGuarded(ledger, guard, table, bare as unknown as GuardedRows[typeof table])
      kept[table]++
    }
  }
  return kept
}

interface StagedFound {
  readonly owner: string
  readonly sha256: string
  readonly size: number
  readonly added: number
  readonly seed: Buffer
}

/** Files of drafts, those that are whole. Inside a transaction. Answers how many. */
export function keepStaged({ finds, ledger }: Needs, vault: Vault, usable: (table: string) => number): number {
  const seen = new Set<string>()
  for (const { owner, sha256, size, added, seed } of finds
    .prepare<[number], StagedFound>('SELECT * FROM found_staged WHERE rank <= ? ORDER BY src, rank')
    .all(usable('staged'))) {
    if (seen.has(`${owner} ${sha256}`)) continue
    const cipher = stagedCipher(vault, owner, sha256, size, seed)
    const pieces = Array.from({ length: piecesOf(size) }, (_, n) =>
      finds
        .prepare<[string, string, number], Buffer>('SELECT cipher FROM found_staged_pieces WHERE owner = ? AND sha256 = ? AND n = ?')
        .pluck()
        .all(owner, sha256, n)
        .find(sealed => cipher.open(n, sealed) !== undefined)
    )
    if (pieces.includes(undefined)) continue
    seen.add(`${owner} ${sha256}`)
    insertStaged(ledger, { owner, sha256, size, added, seed })
    pieces.forEach((piece, n) => insertStagedPiece(ledger, owner, sha256, n, piece!))
  }
  return seen.size
}
