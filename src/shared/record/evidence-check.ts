/**
 * Evidence → what it proves, by whom, between when and when, and what it does not. Pure; the same on the command line, in the
 * stand-alone page and in tests. Either every byte of the file is vouched for, or nothing at all is said of the record.
 */
import type { Hashing, Verify } from '../hashing.ts'
import { isRefused, type Refused } from '../ledger/line.ts'
import type { Hash, NetworkId } from '../names.ts'
import { isFormCarrier } from './entry.ts'
import { attachmentsIn, openFiles, openForms } from './evidence-content.ts'
import { openLine, type OpenedLine } from './evidence-line.ts'
import { readRecords, type ProvedRecord, type ProvedVersion } from './evidence-records.ts'
import { openRegistry, type EvidenceRegistry, type Named } from './evidence-registry.ts'
import { notEstablished, type NotEstablished } from './evidence-unproved.ts'
import { compareText, outOfOrder, readEvidence, refuse, type EvidenceFault } from './evidence.ts'

export interface EvidenceMeans {
  readonly hashing: Hashing
  readonly verify: Verify
  /** The network id as its owner publishes it, when the reader has it from elsewhere. White space is ignored. */
  readonly publishedNetwork?: string
}
export interface EvidenceFinding {
  /** A fault of the file, or: the record has no effect; it is of another network than was published. */
  readonly code: EvidenceFault | 'no-effect' | 'other-network'
  readonly detail: string
}
export interface EvidenceVerdict {
  /** `sound` only when every byte is vouched for, and every version that is shown counts. */
  readonly verdict: 'sound' | 'findings'
  /** `line.index` of the first record; null when the file proves nothing. What follows is of its current version, as far as shown. */
  readonly record: string | null
  readonly author: string | null
  readonly office: string | null
  readonly desk: string | null
  readonly height: number | null
  /** ISO 8601; null: not established. */
  readonly notBefore: string | null
  readonly notAfter: string | null
  readonly disclosed: ProvedVersion['disclosed']
  /** Paths whose value is withheld; null for each place that is withheld too. */
  readonly withheld: readonly (string | null)[]
  readonly records: readonly ProvedRecord[]
  readonly network: (Named<NetworkId> & { readonly compared: boolean }) | null
  readonly registry: { readonly size: number; readonly witnessed: string | null } | null
  readonly findings: readonly EvidenceFinding[]
  readonly notEstablished: readonly NotEstablished[]
  /** Package hash → XForm. */
  readonly forms: ReadonlyMap<Hash, string>
  /** SHA-256 → content. */
  readonly files: ReadonlyMap<Hash, Uint8Array>
}

const NOTHING = {
  record: null,
  author: null,
  office: null,
  desk: null,
  height: null,
  notBefore: null,
  notAfter: null,
  disclosed: [],
  withheld: [],
  records: [],
  network: null,
  registry: null,
  forms: new Map<Hash, string>(),
  files: new Map<Hash, Uint8Array>()
} as const

const refusal = ({ fault, detail }: Refused<EvidenceFault>): EvidenceVerdict => ({
  ...NOTHING,
  verdict: 'findings',
  findings: [{ code: fault, detail }],
  notEstablished: [{ code: 'all', detail: 'This file proves nothing: something in it is not as it was signed.' }]
})

/** One key, one tree: two roots of one size would be two histories, and neither proves the record. */
function forked(lines: readonly OpenedLine[]): boolean {
  const roots = new Map<string, Hash>()
  for (const { opened, checkpoints } of lines)
    for (const { size, root } of checkpoints) {
      const name = `${opened.body.chain} ${size}`
      if ((roots.get(name) ?? root) !== root) return true
      roots.set(name, root)
    }
  return false
}

interface Whole {
  readonly registry: EvidenceRegistry
  readonly lines: readonly OpenedLine[]
  readonly files: ReadonlyMap<Hash, Uint8Array>
  readonly forms: ReadonlyMap<Hash, string>
}

/** Everything in the file, each byte held by something; or what is not. */
function openAll(text: string, { hashing: h, verify }: EvidenceMeans): Whole | Refused<EvidenceFault> {
  const evidence = readEvidence(text)
  if (isRefused(evidence)) return evidence
  const registry = openRegistry(h, verify, evidence)
  if (isRefused(registry)) return registry
  const lines: OpenedLine[] = []
  for (const carried of evidence.lines) {
    const line = openLine(h, verify, registry.registry, carried)
    if (isRefused(line)) return line
    lines.push(line)
  }
  const bodies = lines.map(({ opened }) => opened.body)
  if (outOfOrder(bodies, (a, b) => compareText(a.chain, b.chain) || a.height - b.height) !== undefined) return refuse('evidence-order', 'lines do not ascend')
  if (forked(lines)) return refuse('evidence-fork', 'a chain signed two trees of one size')
  const shown = lines.flatMap(({ entries }) => entries)
  const files = openFiles(
    h,
    evidence.files,
    shown.flatMap(({ payload }) => (payload ? attachmentsIn(payload) : []))
  )
  if (isRefused(files)) return files
  const forms = openForms(h, evidence.forms, new Set(shown.flatMap(({ entry }) => (isFormCarrier(entry) ? [entry.package] : []))))
  return isRefused(forms) ? forms : { registry, lines, files, forms }
}

const isoOf = (seconds: number): string => new Date(seconds * 1_000).toISOString()
const called = <I extends string>({ id, name }: Named<I>): string => name ?? id

export function checkEvidence(text: string, means: EvidenceMeans): EvidenceVerdict {
  const whole = openAll(text, means)
  if (isRefused(whole)) return refusal(whole)
  const { registry, lines, files, forms } = whole
  const published = means.publishedNetwork?.replace(/\s+/g, '') ?? ''
  const net = registry.registry.net!
  const records = readRecords(registry, lines, files)
  const findings: EvidenceFinding[] = records.flatMap(record =>
    record.versions
      .filter(({ why }) => why !== null)
      .map(({ height, index, why }) => ({ code: 'no-effect' as const, detail: `line ${height}, entry ${index} does not count: ${why}` }))
  )
  if (published !== '' && published !== net) findings.push({ code: 'other-network', detail: `the network is ${net}, published is ${published}` })
  const network = { id: net, name: registry.network, compared: published === net }
  const [first] = records
  const current = first?.versions.find(version => version.current) ?? first?.versions[0]
  return {
    verdict: findings.length === 0 ? 'sound' : 'findings',
    record: first?.record ?? null,
    author: current ? called(current.author) : null,
    office: current?.office ? called(current.office) : null,
    desk: current ? called(current.desk) : null,
    height: current?.height ?? null,
    notBefore: current?.notBefore?.time ?? null,
    notAfter: current?.notAfter ?? null,
    disclosed: current?.disclosed ?? [],
    withheld: current ? [...current.withheld, ...Array.from({ length: current.hidden }, () => null)] : [],
    records,
    network,
    registry: { size: registry.registry.size, witnessed: registry.witnessed && isoOf(registry.witnessed.time) },
    findings,
    notEstablished: notEstablished(registry, records, network.compared),
    forms,
    files
  }
}
