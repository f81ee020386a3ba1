/**
 * The restore drill: a backup is restored into a place of its own and verified there from bytes, as a desk verifies itself:
 * every signature, link and tree, every payload opened, every table by its guard; and counted against the signed manifest. The
 * file and every desk stay as they are.
 */
import type { Verdict } from '../../shared/contract.ts'
import { toBase64url } from '../../shared/bytes.ts'
import { frontierRoot } from '../../shared/ledger/merkle.ts'
import { native } from '../keys/native.ts'
import { chains } from '../store/chains.ts'
import { openStore } from '../store/open.ts'
import { placeApart } from '../store/place-apart.ts'
import { startAudit } from './audit.ts'
import type { Manifest } from './backup-manifest.ts'
import { fillFromBackup, type Pieces, type ReadWishes } from './read-backup.ts'

export interface DrillWishes extends Omit<ReadWishes, 'onProgress'> {
  /** A folder with room for the whole ledger; a new folder is made in it and removed again. */
  readonly place: string
  /** Bytes of the file; for the progress. */
  readonly size: number
  /** `reading`: bytes of the file; `verifying`: lines. */
  readonly onProgress?: (stage: 'reading' | 'verifying', done: number, total: number) => void
}

export interface Drilled {
  readonly manifest: Manifest
  readonly verdict: Verdict
  /** What the restored copy has otherwise than the manifest says; empty when it is the same. */
  readonly differs: readonly string[]
}

const rowsOf = (manifest: Manifest, name: string): number => manifest.parts.find(part => part.name === name)?.rows ?? 0

/** Chains, records and payloads of the restored copy, against what was signed for. */
function compare(folder: string, manifest: Manifest, verdict: Verdict): string[] {
  const differs: string[] = []
  const store = openStore(folder, { readonly: true })
  try {
    const held = new Map(chains(store.ledger).map(row => [row.key, row]))
    for (const { chain, root, size } of manifest.chains) {
      const row = held.get(chain)
      const got = row && toBase64url(frontierRoot(native, row.frontier))
      if (row?.size !== size || got !== root)
        differs.push(`chain ${chain} has ${row?.size ?? 0} lines and the root ${got ?? 'of nothing'}; ${size} and ${root} were signed for`)
      const verified = verdict.chains.find(one => one.chain === chain)?.lines
      if (verified !== size) differs.push(`of chain ${chain} ${verified ?? 0} lines were verified; ${size} were signed for`)
    }
  } finally {
    store.close()
  }
  const records = verdict.chains.reduce((sum, chain) => sum + chain.records, 0)
  if (records !== manifest.records) differs.push(`it has ${records} records; ${manifest.records} were signed for`)
  const { checked, notOpened } = verdict.payloads
  if (checked !== rowsOf(manifest, 'payloads') || notOpened > 0)
    differs.push(`the content of ${checked} entries was opened and of ${notOpened} not; ${rowsOf(manifest, 'payloads')} were signed for`)
  return differs
}

/** Throws what reading a backup throws, and then what verification does. */
export async function drillBackup(from: Pieces, { place, size, onProgress, ...wishes }: DrillWishes): Promise<Drilled> {
  const { folder, remove } = placeApart(place, 'muniment-drill-')
  try {
    const { manifest, vaultKey } = await fillFromBackup(from, { ...wishes, onProgress: done => onProgress?.('reading', done, size) }, folder)
    try {
      const verdict = await startAudit({
        folder,
        vaultKey,
        index: false,
        live: false,
        now: Date.parse(manifest.made),
        onProgress: (done, total) => onProgress?.('verifying', done, total),
        ...(wishes.signal ? { signal: wishes.signal } : {})
      })
      return { manifest, verdict, differs: compare(folder, manifest, verdict) }
    } finally {
      vaultKey.fill(0)
    }
  } finally {
    remove()
  }
}
