/** Muniment itself. Kinds: `core` (opaque entries), `record1` and `record20` (records of 1 and 20 fields), `daily` (one record a line). */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { AnyEntry } from '../../../src/shared/ledger/line.ts'
import type { FieldInput } from '../../../src/shared/contract.ts'
import type { Form } from '../../../src/shared/record/registry-facts.ts'
import { append as appendEntries } from '../../../src/main/ledger/append.ts'
import { startAudit } from '../../../src/main/ledger/audit.ts'
import { newId } from '../../../src/main/ledger/compose.ts'
import { fileRecords } from '../../../src/main/ledger/file-record.ts'
import { catchUp, openProjection } from '../../../src/main/ledger/project.ts'
import type { Projection } from '../../../src/main/ledger/projection.ts'
import { readTitles } from '../../../src/main/ledger/titles.ts'
import { indexKeyOf } from '../../../src/main/keys/cipher.ts'
import { listRecords } from '../../../src/main/store/index/list.ts'
import { INDEX_FILE, LEDGER_FILE, openIndex } from '../../../src/main/store/open.ts'
import { BATCH, ITEM_BYTES, quantile, texts, timed, wordy, WORDS, type Timed } from './data.ts'
import { clock, fieldName, foundDesk, openDesk, publish, type BenchDesk } from './ledger.ts'

export type Kind = 'core' | 'record1' | 'record20' | 'daily'
const FIELDS: Readonly<Record<Kind, number>> = { core: 0, record1: 1, record20: 20, daily: 1 }

const nowhere = (): undefined => undefined

/** Files a batch of texts of 1,024 characters. */
function filer(desk: BenchDesk, kind: Kind): (items: readonly string[]) => void {
  const { ledger, person } = desk
  if (kind === 'core')
    return items =>
      void appendEntries(
        ledger,
        ledger.own,
        person,
        items.map(data => ({ entry: { t: 'opaque', id: newId(clock), data } as AnyEntry, payload: null }))
      )
  const fields = FIELDS[kind]
  const form: Form = publish(desk, fields, kind === 'daily' ? [desk.office] : 'everyone')
  const author = { signer: person, person: person.key }
  const each = Math.floor(ITEM_BYTES / fields)
  // What a client brings is made once for each text, before it counts: `timed` warms up with all of them.
  const brought = new Map<string, FieldInput[]>()
  const values = (text: string): FieldInput[] => {
    const known = brought.get(text)
    if (known) return known
    const made = Array.from({ length: fields }, (_, i): FieldInput => [`/data/${fieldName(i)}`, text.slice(i * each, (i + 1) * each)])
    if (brought.size < BATCH) brought.set(text, made)
    return made
  }
  return items =>
    void fileRecords(
      ledger,
      author,
      form,
      items.map(text => ({ id: newId(clock), values: values(text) })),
      { engine: null, language: null },
      nowhere
    )
}

export async function append(folder: string, seconds: number, kind: Kind): Promise<Timed> {
  const items = texts(1000)
  const desk = foundDesk(folder)
  const file = filer(desk, kind)
  const result = await timed(i => file([items[i % items.length]!]), { seconds, least: 50, most: 50_000, warm: 50 })
  desk.close()
  return result
}

export async function bulk(folder: string, seconds: number, kind: Kind): Promise<Timed> {
  const items = texts(BATCH)
  const desk = foundDesk(folder)
  const file = filer(desk, kind)
  const result = await timed(() => file(items), { seconds, least: 3, most: 200, warm: 2, each: BATCH })
  desk.close()
  return result
}

export function make(folder: string, count: number, kind: Kind): void {
  foundDesk(folder).close()
  fill(folder, count, kind)
}

/** Into the desk that is in the folder. */
export function fill(folder: string, count: number, kind: Kind): void {
  const desk = openDesk(folder)
  const file = filer(desk, kind)
  for (let left = count; left > 0; left -= BATCH) file(texts(Math.min(BATCH, left)))
  desk.close()
}

/** The audit as the program runs it; payloads are opened. */
export async function verify(folder: string, count: number): Promise<Timed> {
  const desk = openDesk(folder)
  desk.close()
  const began = performance.now()
  const verdict = await startAudit({ folder, vaultKey: desk.vaultKey, index: false, live: false })
  const seconds = (performance.now() - began) / 1000
  if (verdict.findings.length > 0) throw new Error(`a sound ledger has findings: ${JSON.stringify(verdict.findings[0])}`)
  if (verdict.payloads.notOpened > 0) throw new Error('payloads were not opened')
  return { count, seconds }
}

/** To a ledger that may sign the next line, in ms. */
export function reopen(folder: string): number {
  const began = performance.now()
  const desk = openDesk(folder)
  const spent = performance.now() - began
  if (desk.ledger.own.state.size === 0 || desk.ledger.own.trouble) throw new Error('it is empty')
  desk.close()
  return spent
}

export const size = (folder: string): number => statSync(join(folder, LEDGER_FILE)).size
export const indexSize = (folder: string): number => statSync(join(folder, INDEX_FILE)).size

function project(desk: BenchDesk, folder: string): Projection {
  return openProjection({ ledger: desk.ledger, index: openIndex(folder, indexKeyOf(desk.vaultKey)), titles: readTitles(desk.ledger), formTitle: () => 'Bench' })
}

/** Records of 20 fields with words in them into the index. */
export function index(folder: string, count: number): Timed {
  const desk = foundDesk(folder)
  const form = publish(desk, 20, 'everyone')
  const author = { signer: desk.person, person: desk.person.key }
  for (let i = 0; i < count; i += BATCH) {
    const filings = Array.from({ length: Math.min(BATCH, count - i) }, (_, j) => ({
      id: newId(clock),
      values: Array.from({ length: 20 }, (_empty, k): FieldInput => [`/data/${fieldName(k)}`, wordy((i + j) * 20 + k, 5)])
    }))
    fileRecords(desk.ledger, author, form, filings, { engine: null, language: null }, nowhere)
  }
  const projection = project(desk, folder)
  const began = performance.now()
  catchUp(projection)
  const seconds = (performance.now() - began) / 1000
  projection.index.close()
  desk.close()
  return { count, seconds }
}

/** The newest hundred with a word, as the records page asks, with how many there are: p95 in ms. `typing`: the word may be unfinished. */
export function search(folder: string, count: number, typing: boolean): number {
  index(folder, count)
  const desk = openDesk(folder)
  const projection = project(desk, folder)
  const times: number[] = []
  for (let i = 0; i < 300; i++) {
    const began = performance.now()
    const found = listRecords(projection.index, {
      search: `word${(i * 37) % WORDS}${typing ? '' : ' '}`,
      sort: 'time',
      descending: true,
      offset: 0,
      limit: 100
    })
    times.push(performance.now() - began)
    if (i === 0 && found.total === 0) throw new Error('nothing was found')
  }
  projection.index.close()
  desk.close()
  return quantile(times, 0.95)
}
