/** Names of offices, desks and records for what was found, where the vault is open; else null, and places are said by key. */
import type { Finding } from '../../shared/contract.ts'
import { textOf } from '../../shared/bytes.ts'
import { findingText, type Fault } from '../../shared/ledger/findings.ts'
import { cut, type AnyEntry } from '../../shared/ledger/line.ts'
import { leafHash } from '../../shared/ledger/merkle.ts'
import type { Key } from '../../shared/names.ts'
import { refText, type Ref } from '../../shared/record/entry.ts'
import { toBase64url } from '../../shared/bytes.ts'
import { KEYS_FILE } from '../keys/key-file.ts'
import { native } from '../keys/native.ts'
import { readTitles, type Titles } from '../ledger/titles.ts'
import { lineAt } from '../store/lines.ts'
import { lineIdOf } from '../store/positions.ts'
import { readingLedger } from './reading-ledger.ts'
import type { Reading } from './reading.ts'
import type { NamesResult, Tasks } from './tasks.ts'

interface Named {
  readonly titles: Titles | null
  readonly office: (chain: Key) => string | null
  readonly desk: (chain: Key) => string | null
}

function names(reading: Reading): Named {
  const registry = reading.registry()
  const { data, vault } = reading
  let titles: Titles | null = null
  try {
    if (registry && registry.size > 0 && vault && data.vaultKey && data.net !== null)
      titles = readTitles(readingLedger(reading, vault, data.vaultKey, data.net, registry, new Map(data.chains.map(chain => [chain.no, chain.places]))))
  } catch {
    titles = null // the registry's own lines are damaged; the findings say so
  }
  const deskOf = (chain: Key): { office: string; desk: string } | null => {
    const desk = registry?.desks.get(chain)
    return titles && desk ? { office: titles.office(desk.office), desk: titles.desk(chain) } : null
  }
  return { titles, office: chain => deskOf(chain)?.office ?? null, desk: chain => deskOf(chain)?.desk ?? null }
}

export function nameFindings(reading: Reading, { faults }: Tasks['names']['input']): NamesResult {
  const named = names(reading)
  const registry = reading.registry()
  return {
    network: named.titles?.network ?? null,
    chains: reading.data.chains.map(({ key }) => ({ chain: key, office: named.office(key), desk: named.desk(key) })),
    offices: [...(registry?.offices.keys() ?? [])].map(office => ({ office, name: named.titles?.office(office) ?? null })),
    findings: faults.map(one => findingOf(reading, named, one))
  }
}

function placeOf(reading: Reading, named: Named, { chain, height, table }: Fault): string {
  if (chain === null)
    return table === null ? 'The database of this desk' : table === KEYS_FILE ? 'The key file of this desk' : `The table “${table}” of this desk`
  const kind = reading.data.chains.find(one => one.key === chain)?.kind
  const whose = kind === 'registry' ? 'the registry' : (named.desk(chain) ?? `the chain ${chain.slice(0, 8)}…`)
  return height === null ? `The chain of ${whose}`.replace('The chain of the chain', 'The chain') : `Block ${height.toLocaleString('en')} of ${whose}`
}

function findingOf(reading: Reading, named: Named, one: Fault): Finding {
  const record = recordAt(reading, named, one)
  const place = placeOf(reading, named, one)
  const held = record?.ref === undefined || record.ref === null ? '' : ` It holds record ${record.ref}.`
  const registry = reading.registry()
  const decided = one.evidence !== undefined && registry?.decisions.some(decision => decision.chain === one.chain)
  return {
    code: one.code,
    chain: one.chain,
    office: one.chain === null ? null : named.office(one.chain),
    desk: one.chain === null ? null : named.desk(one.chain),
    height: one.height,
    record: record?.record ?? null,
    ref: record?.ref ?? null,
    table: one.table,
    detail: `${findingText(one.code, place, one.detail)}${held}`,
    state: decided === true ? 'decided' : 'open'
  }
}

/** The record that a line, or one entry of it, speaks of. A changed line is read as far as it still can be. */
function recordAt(reading: Reading, named: Named, { chain, height, index }: Fault): { record: string; ref: string | null } | undefined {
  const known = reading.data.chains.find(one => one.key === chain)
  if (!known || height === null || height < 0 || known.kind === 'registry') return undefined
  try {
    const row = lineAt(reading.db, lineIdOf(known.no, height))
    const body = row && (JSON.parse(textOf(cut(row.line)?.body ?? new Uint8Array(0)) ?? '') as { entries: AnyEntry[] })
    if (!row || !body) return undefined
    const at = index ?? body.entries.findIndex(entry => entry.t === 'record')
    const entry = body.entries[at === -1 ? 0 : at]
    if (!entry) return undefined
    if (entry.t !== 'record') return entry['record'] ? { record: refText(entry['record'] as unknown as Ref), ref: null } : undefined
    const ref = typeof entry['ref'] === 'number' && chain !== null ? (named.titles?.reference(chain, entry['ref']) ?? null) : null
    return { record: `${toBase64url(leafHash(native, row.line))}.${at}`, ref }
  } catch {
    return undefined
  }
}

/** A finding without any name, where names can not be had. */
export const unnamed = (one: Fault): Finding => ({
  code: one.code,
  chain: one.chain,
  office: null,
  desk: null,
  height: one.height,
  record: null,
  ref: null,
  table: one.table,
  detail: findingText(one.code, one.chain === null ? 'The database of this desk' : `The chain ${one.chain.slice(0, 8)}…`, one.detail),
  state: 'open'
})
