/** What was signed about chains and is kept here: checkpoints, cosignatures, storage receipts, seen notes; and form packages. */
import { fromBase64url, textOf, toBase64url } from '../../shared/bytes.ts'
import { fault, type Fault } from '../../shared/ledger/findings.ts'
import { openCheckpoint, readFork } from '../../shared/ledger/fork.ts'
import { checkCheckpoint, checkCosignature, type RootAt } from '../../shared/ledger/verify.ts'
import { parseNote, parseOrigin, verifyNote, COSIGNATURE, type NoteKey } from '../../shared/ledger/note.ts'
import type { Hash, Key, NetworkId } from '../../shared/names.ts'
import { packageHash } from '../../shared/record/package.ts'
import { openReceipt } from '../../shared/record/receipt.ts'
import type { Registry } from '../../shared/record/registry.ts'
import { native, verify } from '../keys/native.ts'
import { unpackProof } from '../ledger/stored-proof.ts'
import type { Database } from '../store/prepared.ts'
import type { Chain } from './snapshot.ts'

const DAY_SECONDS = 86_400

export interface Said {
  readonly size: number
  readonly by: string
}
export interface Statements {
  readonly faults: Fault[]
  /** Sizes that were held here when something was written. */
  readonly held: Said[]
  /** Cosignatures that hold, by witness. */
  readonly witnessed: { readonly witness: Key; readonly size: number; readonly time: number }[]
  /** Statements about more lines than are here, which the lines can not confirm. */
  beyond: number
}

export const noStatements = (): Statements => ({ faults: [], held: [], witnessed: [], beyond: 0 })

interface CosignatureRow {
  readonly witness: Key
  readonly size: number
  readonly time: number
  readonly line: string
  readonly day: number | null
}

/** Everything about one chain. `own`: this desk writes it, so nobody can know of more lines than it signed. */
export function checkStatements(
  db: Database,
  net: NetworkId,
  chain: Chain,
  roots: ReadonlyMap<number, Uint8Array>,
  treeKnown: boolean,
  own: boolean
): Statements {
  const found = noStatements()
  const signed = checkCheckpoints(db, net, chain, roots, treeKnown, own, found)
  checkCosignatures(db, net, chain, size => roots.get(size) ?? signed.get(size), roots, found)
  checkReceipts(db, net, chain, roots, found)
  return found
}

/** Answers the roots that the chain key has signed for sizes beyond the lines. */
function checkCheckpoints(
  db: Database,
  net: NetworkId,
  chain: Chain,
  roots: ReadonlyMap<number, Uint8Array>,
  treeKnown: boolean,
  own: boolean,
  found: Statements
): Map<number, Uint8Array> {
  const blame = (code: Fault['code'], detail: string): void => void found.faults.push(fault(code, chain.key, null, detail, { table: 'checkpoints' }))
  const signed = new Map<number, Uint8Array>()
  const rows = db
    .prepare<[number], { size: number; note: Buffer; proof: Buffer }>('SELECT size, note, proof FROM checkpoints WHERE chain_no = ? ORDER BY size')
    .all(chain.no)
  for (const { size, note, proof } of rows) {
    const unpacked = unpackProof(proof)
    if (unpacked === undefined && proof.length > 0) blame('checkpoint-proof', `the proof kept with the checkpoint of ${size} lines can not be read`)
    const checked = checkCheckpoint(native, verify, net, chain.key, { size, note, proof: unpacked && { from: unpacked.from, hashes: unpacked.proof } }, at =>
      roots.get(at)
    )
    if (checked.code !== undefined) {
      blame(checked.code, checked.detail)
      continue
    }
    found.held.push({ size: own ? size : (unpacked?.from ?? size), by: 'a checkpoint' })
    if (checked.established === 'held') continue
    signed.set(size, openCheckpoint(native, verify, net, chain.key, note)!.root)
    if (checked.established === 'beyond' && treeKnown) found.beyond++
  }
  return signed
}

/** A cosignature is taken only under lines that are here, and its checkpoint is kept with it. */
function checkCosignatures(db: Database, net: NetworkId, chain: Chain, rootAt: RootAt, lines: ReadonlyMap<number, Uint8Array>, found: Statements): void {
  const rows = db
    .prepare<[number, number], CosignatureRow>(
      'SELECT witness, size, time, line, NULL AS day FROM cosignatures WHERE chain_no = ? UNION ALL SELECT witness, size, time, line, day FROM cosignature_days WHERE chain_no = ?'
    )
    .all(chain.no, chain.no)
  for (const row of rows) {
    const table = row.day === null ? 'cosignatures' : 'cosignature_days'
    const blame = (detail: string): void => void found.faults.push(fault('cosignature-wrong', chain.key, null, detail, { table }))
    const checked = checkCosignature(native, verify, net, chain.key, row, rootAt)
    const day = Math.floor(row.time / DAY_SECONDS)
    if (checked.code !== undefined) blame(checked.detail)
    else if (row.day !== null && row.day !== day) blame(`it is kept for day ${row.day} and was signed on day ${day}`)
    else if (checked.established === 'beyond') blame(`neither lines nor a checkpoint of ${row.size} lines are here for the cosignature of ${row.witness}`)
    else if (lines.has(row.size)) found.witnessed.push({ witness: row.witness, size: row.size, time: row.time })
    else found.held.push({ size: row.size, by: `a cosignature of ${row.witness.slice(0, 8)}…` })
  }
}

function checkReceipts(db: Database, net: NetworkId, chain: Chain, roots: ReadonlyMap<number, Uint8Array>, found: Statements): void {
  const rows = db
    .prepare<[number], { desk: Key; seq: number; receipt: Buffer }>('SELECT desk, seq, receipt FROM receipts WHERE chain_no = ? ORDER BY desk')
    .all(chain.no)
  for (const { desk, seq, receipt } of rows) {
    const opened = openReceipt(textOf(receipt) ?? '', verify)
    const root = opened && roots.get(opened.size)
    const wrong = !opened
      ? 'is not one that a desk signed'
      : opened.desk !== desk
        ? `is of ${opened.desk}`
        : opened.seq !== seq
          ? `has the number ${opened.seq}, not ${seq}`
          : opened.chain !== chain.key || opened.net !== net
            ? 'is of another chain'
            : root && opened.size > 0 && toBase64url(root) !== opened.root
              ? `names another root for ${opened.size} lines`
              : undefined
    if (wrong !== undefined) found.faults.push(fault('receipt-wrong', chain.key, null, `the receipt of ${desk} ${wrong}`, { table: 'receipts' }))
    else if (!root) found.beyond++
  }
}

/** Notes that lines of ours name as seen: the key is the note's hash, the signatures are of desks of this network. */
export function checkSeen(db: Database, net: NetworkId): Fault[] {
  const faults: Fault[] = []
  for (const { hash, note } of db.prepare<[], { hash: Hash; note: Buffer }>('SELECT hash, note FROM seen_notes').all()) {
    const wrong = wrongSeen(net, hash, note)
    if (wrong !== undefined) faults.push(fault('seen-note-wrong', null, null, `the note ${hash} ${wrong}`, { table: 'seen_notes' }))
  }
  return faults
}

function wrongSeen(net: NetworkId, hash: Hash, note: Buffer): string | undefined {
  if (toBase64url(native.sha256(note)) !== hash) return 'has another hash'
  const parsed = parseNote(note)
  const about = parsed && parseOrigin(parsed.text.slice(0, parsed.text.indexOf('\n')))
  if (!parsed || about?.net !== net) return 'is not a checkpoint of this network'
  const keys = parsed.signatures.flatMap(({ name }): NoteKey[] => {
    const signer = parseOrigin(name)
    return signer?.net === net && signer.chain !== about.chain ? [{ name, type: COSIGNATURE, publicKey: fromBase64url(signer.chain)! }] : []
  })
  return verifyNote(native, verify, parsed, keys).code === undefined ? undefined : 'has no cosignature that holds'
}

export interface Packages {
  readonly faults: Fault[]
  /** Forms the registry names whose package is not here; packages that it does not name. */
  readonly absent: number
  readonly unnamed: number
}

export function checkPackages(db: Database, registry: Registry | null): Packages {
  const named = new Set<string>(registry?.forms.map(form => form.package))
  const faults: Fault[] = []
  let unnamed = 0
  for (const hash of db.prepare<[], string>('SELECT hash FROM packages').pluck().all()) {
    const xml = db.prepare<[string], Buffer>('SELECT xml FROM packages WHERE hash = ?').pluck().get(hash)
    const text = xml && textOf(xml)
    if (text === undefined || packageHash(native, text) !== hash)
      faults.push(fault('package-hash', null, null, `the form kept as ${hash} has another hash`, { table: 'packages' }))
    if (!named.delete(hash)) unnamed++
  }
  return { faults, absent: named.size, unnamed }
}

/** Evidence that a key signed two histories, which establishes itself. */
export function checkEvidence(db: Database, net: NetworkId | null): Fault[] {
  return db
    .prepare<[], { id: Hash; kind: string; body: Buffer }>('SELECT id, kind, body FROM evidence ORDER BY id')
    .all()
    .flatMap(({ id, kind, body }) => {
      const fork = kind === 'fork' ? readFork(native, verify, textOf(body) ?? '') : undefined
      if (!fork) return kind === 'fork' ? [fault('mac-wrong', null, null, `the evidence ${id} establishes nothing`, { table: 'evidence' })] : []
      if (fork.net !== net) return []
      return [
        fault('fork-evidence', fork.chain, fork.at - 1, `at ${fork.at} lines the key signed the roots ${fork.sides.map(side => side.root).join(' and ')}`, {
          evidence: id,
          table: 'evidence'
        })
      ]
    })
}
