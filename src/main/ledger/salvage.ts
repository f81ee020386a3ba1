/**
 * Salvage of a damaged ledger.db: what can still be read of it, by SQLite where it opens and from its pages where not, is
 * verified block by block and row by row, and what holds makes a new store in a new folder. Nothing counts before it is
 * verified; the damaged folder is only read. What is missing is named, and is then fetched from other offices as anything
 * that is lacking. keys.json and the marks go along as they are: in another folder nothing is signed until a person says that
 * the desk has moved here, and a chain that is shorter than its mark does not sign at all (docs/format.md, "The mark").
 */
import { join } from 'node:path'
import { textOf } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import { isHash, isKey, type Key, type NetworkId } from '../../shared/names.ts'
import { guardKeyOf, vaultOf } from '../keys/cipher.ts'
import { KEYS_FILE, readKeyFile } from '../keys/key-file.ts'
import { MARK_FILE, readMark, REGISTRY_MARK_FILE } from '../keys/mark.ts'
import { isTaken } from '../store/folder-lock.ts'
import { isOwnRow } from '../store/guarded.ts'
import { getMeta, putMeta } from '../store/meta.ts'
import { LEDGER_FILE, openStore } from '../store/open.ts'
import type { Database } from '../store/prepared.ts'
import { copyFiles, placeApart, requireEmptyFolder } from '../store/place-apart.ts'
import { openFinds, type Finds, type Met } from '../store/salvage/finds.ts'
import { storeError } from '../store/errors.ts'
import { transact } from '../store/transact.ts'
import { ContentSalvage, type MissingPayload } from './salvage-content.ts'
import { keepGuarded, keepHashed, keepStaged, keepStatements } from './salvage-kept.ts'
import { gaps, salvageLines, type SalvagedChain } from './salvage-lines.ts'

export interface SalvageOptions {
  /** The damaged desk. Only read; nobody may be using it (folder-in-use). */
  readonly folder: string
  /** Where the new desk is made: a folder that is empty or not there. */
  readonly out: string
  /** 32 bytes, of the damaged desk: content is verified by opening it. */
  readonly vaultKey: Uint8Array
  /** Other folders to take from: an earlier salvage that has since fetched blocks, a restored backup, a naive copy. */
  readonly also?: readonly string[]
  /** Lines looked at. */
  readonly onProgress?: (lines: number) => void
}

export interface Salvaged {
  readonly net: NetworkId
  readonly chains: readonly SalvagedChain[]
  readonly payloads: { readonly held: number; readonly missing: readonly MissingPayload[]; readonly elsewhere: number }
  readonly files: { readonly held: number; readonly missing: readonly MissingPayload[] }
  readonly drafts: number
  readonly staged: number
  /** Each source: whether SQLite opened it, which tables it read whole, bytes that the disk did not give. */
  readonly sources: readonly (Met & { readonly folder: string })[]
  /** Nothing that is known to have been here is missing. */
  readonly complete: boolean
}

/** Kept in `meta` of the new store: what was salvaged, and when the network's name is not known otherwise. */
const ABOUT = 'about'

interface Identity {
  readonly net: NetworkId
  readonly registry: Key
  readonly own: Key
  /** How far the marks say that each own chain was signed. */
  readonly marked: ReadonlyMap<Key, number>
}

/** The value of a row of `meta` that this desk wrote. */
function foundMeta(db: Database, guard: ReturnType<typeof guardKeyOf>, name: string): string | undefined {
  const rows = db
    .prepare<[string], { name: string; value: Buffer; mac: Buffer }>('SELECT name, value, mac FROM found_meta WHERE name = ? ORDER BY src, rank, rowid')
    .all(name)
  const row = rows.find(one => isOwnRow(guard, 'meta', one))
  return row && textOf(row.value)
}

/**
 * The registry's key where nothing that is verified says it: as a line that names no registry has it, or the table of chains. A wrong
 * one does no harm: its line 0 must have the network's id as its hash.
 */
function registryIn(db: Database): string | undefined {
  for (const line of db.prepare<[], Buffer>('SELECT line FROM found_lines').pluck().iterate()) {
    const text = line.toString('latin1')
    if (text.includes('"reg":null')) return /"chain":"([A-Za-z0-9_-]{43})"/.exec(text)?.[1]
  }
  return db.prepare<[], string>(`SELECT key FROM found_chains WHERE kind = 'registry' ORDER BY rank`).pluck().get()
}

function identify(folder: string, db: Database, guard: ReturnType<typeof guardKeyOf>): Identity {
  const keys = readKeyFile(folder)
  const marks = [MARK_FILE, REGISTRY_MARK_FILE].flatMap(name => {
    try {
      return [readMark(join(folder, name))]
    } catch {
      return []
    }
  })
  const about = JSON.parse(foundMeta(db, guard, ABOUT) ?? '{}') as { net?: unknown; registry?: unknown }
  const said = (): string | undefined => {
    for (const line of db.prepare<[], Buffer>('SELECT line FROM found_lines WHERE src = 0').pluck().iterate()) {
      const net = /"net":"([A-Za-z0-9_-]{43})"/.exec(line.toString('latin1'))?.[1]
      if (net !== undefined) return net
    }
    return undefined
  }
  const net = marks[0]?.net ?? (isHash(about.net) ? about.net : said())
  const registry = keys.registry ?? (isKey(about.registry) ? about.registry : registryIn(db))
  if (net === undefined || !isHash(net) || registry === undefined || !isKey(registry))
    throw new OfficeError('damaged-database', { file: LEDGER_FILE, detail: 'nothing in it says which network it belongs to' })
  return { net: net as NetworkId, registry, own: keys.chain, marked: new Map(marks.map(mark => [mark.chain, mark.size])) }
}

/** Rows of these never leave but with the desk's own doing: what an older page has of them may have been destroyed since. */
const CONTENT = new Set(['payloads', 'seeds', 'files', 'pieces'])

/** Up to which rank rows of a table are used: see finds.ts. */
function usableRank(met: readonly Met[], disposes: boolean): (table: string) => number {
  const whole = (table: string): boolean => met[0]!.whole.includes(table)
  return table => (CONTENT.has(table) && !disposes ? 2 : whole(table) ? 0 : 1)
}

/**
 * Throws folder-in-use, no-desk or damaged-keys (without keys.json there is no desk to be made), desk-exists (`out` is not
 * empty), damaged-database (nothing in it can be recognised), disk-full. The new folder has no keys.json before all is in.
 */
export async function salvage(options: SalvageOptions): Promise<Salvaged> {
  const { folder, out, also = [] } = options
  readKeyFile(folder)
  if (isTaken(folder)) throw new OfficeError('folder-in-use', { folder })
  requireEmptyFolder(out)
  const apart = placeApart(out, 'salvaging-')
  const finds = openFinds(apart.folder)
  try {
    const sources: (Met & { folder: string })[] = []
    for (const source of [folder, ...also]) sources.push({ folder: source, ...(await finds.collect(source)) })
    const salvaged = await rebuild(options, finds, sources)
    copyFiles(folder, out, [MARK_FILE, REGISTRY_MARK_FILE, KEYS_FILE])
    return salvaged
  } catch (error) {
    throw storeError(error)
  } finally {
    finds.close()
    apart.remove()
  }
}

async function rebuild({ folder, out, vaultKey, onProgress }: SalvageOptions, finds: Finds, sources: Salvaged['sources']): Promise<Salvaged> {
  const guard = guardKeyOf(vaultKey)
  const vault = vaultOf(vaultKey)
  const { net, registry: registryKey, own, marked } = identify(folder, finds.db, guard)
  const store = openStore(out)
  try {
    let looked = 0
    const step = (): void => onProgress?.(++looked)
    const { registry, chains, disposes } = await salvageLines(finds.db, store, net, { registry: registryKey, own }, step)
    const rank = usableRank(sources, disposes)
    const office = registry.desks.get(own)?.office
    const needs = { finds: finds.db, ledger: store.ledger, net }
    const highest = new Map<Key, number>()
    const guarded = transact(store.ledger, () => {
      for (const [key, grown] of chains) highest.set(key, keepStatements(needs, key, grown))
      keepHashed(needs)
      const kept = keepGuarded(needs, guard, rank)
      const known = getMeta(store.ledger, guard, ABOUT)
      if (known === undefined) putMeta(store.ledger, guard, ABOUT, aboutFor(net, registryKey, office ?? null, registry.desks.get(own)?.number ?? 0))
      return kept
    })
    const staged = transact(store.ledger, () => keepStaged(needs, vault, rank))
    const content = new ContentSalvage(finds.db, store, vault, net, office, rank('payloads'))
    for (const [key, grown] of chains) await content.chain(key, grown, step)
    const list = [...chains].map(([chain, { state, beyond }]): SalvagedChain => {
      const to = Math.max(state.size, highest.get(chain) ?? 0, marked.get(chain) ?? 0, claimed(finds.db, chain), (beyond.at(-1) ?? -1) + 1)
      return { chain, kind: state.kind, lines: state.size, missing: gaps(state.size, to, beyond), beyond: beyond.length }
    })
    const { payloads, files, missing, missingFiles, elsewhere } = content
    return {
      net,
      chains: list,
      payloads: { held: payloads, missing, elsewhere },
      files: { held: files, missing: missingFiles },
      drafts: guarded.drafts,
      staged,
      sources,
      complete: list.every(chain => chain.missing.length === 0 && chain.beyond === 0) && missing.length === 0 && missingFiles.length === 0
    }
  } finally {
    store.close()
  }
}

/** What the table of chains said, where it could be read: nothing is built on it but the list of what is missing. */
const claimed = (db: Database, chain: Key): number =>
  Number(
    db.prepare<[string], number>('SELECT coalesce(max(size), 0) FROM found_chains WHERE key = ? AND rank < 2 AND size < 1000000000').pluck().get(chain) ?? 0
  )

/** Where the row that says it is lost: names come out of the registry once the desk is open. */
const aboutFor = (net: NetworkId, registry: Key, officeId: string | null, number: number): string =>
  JSON.stringify({ net, mode: 'permissioned', network: '', office: '', officeId, desk: '', number, registry })
