/** The registry within evidence: replayed from line 0 by the rules that every desk uses, and the names that are shown of it. */
import { equal, fromBase64url, utf8 } from '../bytes.ts'
import type { Hashing, Verify } from '../hashing.ts'
import { grow, newChain } from '../ledger/chain.ts'
import { isRefused, open, type Opened, type Refused } from '../ledger/line.ts'
import type { Key, OfficeId, PersonId } from '../names.ts'
import { isCarrier, wrongEntries, type Ref } from './entry.ts'
import { openItems } from './evidence-content.ts'
import { openNote, type Cosigned } from './evidence-notes.ts'
import { outOfOrder, refuse, type Evidence, type EvidenceFault } from './evidence.ts'
import { textAt } from './payload.ts'
import { Registry } from './registry.ts'

/** An id, and the name that the registry has for it where the file shows it. */
export interface Named<I extends string> {
  readonly id: I
  readonly name: string | null
}
export interface EvidenceRegistry {
  readonly registry: Registry
  /** The most of its lines that another desk has signed for, and when. */
  readonly witnessed: (Cosigned & { readonly size: number }) | null
  readonly network: string | null
  office(id: OfficeId): Named<OfficeId>
  desk(chain: Key): Named<Key>
  person(id: PersonId): Named<PersonId>
}

/** Lines of the first registry, then of each that succeeded it, as far as each counts: the next one's line 0 comes where it ends. */
function replay(h: Hashing, verify: Verify, lines: readonly string[]): { registry: Registry; opened: Opened[] } | Refused<EvidenceFault> {
  const opened: Opened[] = []
  let state = newChain('registry', '' as Key, null)
  let registry: Registry | undefined
  for (const [at, text] of lines.entries()) {
    const line = open(utf8(text), h, verify)
    if (isRefused(line)) return refuse('evidence-registry', `line ${at}: ${line.fault}`)
    const { chain } = line.body
    const succeeds = registry !== undefined && chain !== registry.chain
    if (!registry || succeeds) state = newChain('registry', chain, registry?.net ?? null)
    const grown = grow(h, state, line)
    if (isRefused(grown)) return refuse('evidence-registry', `line ${at}: ${grown.fault}`)
    if (wrongEntries(line.body, 'registry') !== undefined) return refuse('evidence-registry', `line ${at}: line-entries`)
    state = grown.state
    if (!registry && line.body.net !== null) return refuse('evidence-registry', 'it does not begin with the first registry of a network')
    registry ??= new Registry(h, verify, chain)
    const fault = succeeds ? registry.succeed(line) : registry.applyLine(line)
    if (fault !== undefined) return refuse('evidence-registry', `line ${at}: ${fault}`)
    opened.push(line)
  }
  return registry ? { registry, opened } : refuse('evidence-registry', 'no line')
}

/** Checkpoints of the registry, each with the root that its lines give. */
function witnessedBy(h: Hashing, verify: Verify, registry: Registry, notes: readonly string[]): EvidenceRegistry['witnessed'] | Refused<EvidenceFault> {
  let last = 0
  let witnessed: EvidenceRegistry['witnessed'] = null
  for (const text of notes) {
    const note = openNote(h, verify, registry, registry.chain, text)
    if (isRefused(note)) return note
    const { size, root } = note.checkpoint
    const own = registry.point(registry.base + size)
    if (!own || !equal(root, fromBase64url(own.root)!)) return refuse('evidence-registry', `its checkpoint of ${size} lines has another root`)
    if (size <= last) return refuse('evidence-order', 'checkpoints of the registry do not ascend')
    last = size
    for (const { witness, time } of note.cosignatures) if (!witnessed || size > witnessed.size || time > witnessed.time) witnessed = { witness, time, size }
  }
  return witnessed
}

function openNames(h: Hashing, opened: readonly Opened[], names: Evidence['names']): Map<string, string> | Refused<EvidenceFault> {
  if (outOfOrder(names, (a, b) => a.height - b.height || a.index - b.index) !== undefined) return refuse('evidence-order', 'names do not ascend')
  const found = new Map<string, string>()
  for (const { height, index, items } of names) {
    const line = opened[height]
    const entry = line?.body.entries[index]
    if (!line || !entry || !isCarrier(entry)) return refuse('evidence-name', `the registry has no entry with content at ${height}.${index}`)
    const payload = openItems(h, line.body.net, line.body.chain, entry, items)
    if (isRefused(payload)) return refuse('evidence-name', payload.detail)
    const name = textAt(payload, '@name')
    if (name !== null) found.set(`${line.hash}.${index}`, name)
  }
  return found
}

export function openRegistry(h: Hashing, verify: Verify, { registry: carried, names }: Evidence): EvidenceRegistry | Refused<EvidenceFault> {
  const replayed = replay(h, verify, carried.lines)
  if (isRefused(replayed)) return replayed
  const { registry, opened } = replayed
  const witnessed = witnessedBy(h, verify, registry, carried.notes)
  if (witnessed !== null && isRefused(witnessed)) return witnessed
  const found = openNames(h, opened, names)
  if (isRefused(found)) return found
  const nameOf = (entry: Ref | undefined): string | null => (entry && found.get(`${entry.line}.${entry.index}`)) ?? null
  return {
    registry,
    witnessed,
    network: nameOf(registry.network[0]?.entry),
    office: id => ({ id, name: nameOf(registry.offices.get(id)?.entry) }),
    desk: id => ({ id, name: nameOf(registry.desks.get(id)?.entry) }),
    person: id => {
      const entries = [...registry.keys.values()].filter(key => key.person === id).map(key => nameOf(key.entry))
      return { id, name: entries.find(name => name !== null) ?? null }
    }
  }
}
