/**
 * A ledger as a cut left it, held against the one that was being written: a quick look, for many images. Lines and payloads
 * are compared byte for byte with those the undisturbed desk ended with, of which they must be the first so many.
 */
import { join } from 'node:path'
import { MARK_FILE, readMark, REGISTRY_MARK_FILE } from '../../src/main/keys/mark.ts'
import { chains } from '../../src/main/store/chains.ts'
import { linesFrom } from '../../src/main/store/lines.ts'
import { openStore } from '../../src/main/store/open.ts'
import { loosePayloads } from '../../src/main/store/payloads.ts'
import { posOf } from '../../src/main/store/positions.ts'
import type { Key } from '../../src/shared/names.ts'
import { OfficeError } from '../../src/shared/errors.ts'
import { storedBody } from '../../src/main/ledger/ledger.ts'
import { draftsOf, knownOf } from './judge.ts'
import type { Said } from './said.ts'

interface Chain {
  readonly no: number
  readonly lines: readonly Buffer[]
  /** Of each line: its payload rows, as text. */
  readonly payloads: readonly string[]
}

export interface Ending {
  readonly chains: ReadonlyMap<Key, Chain>
  /** Where each entry of the desk's own chain stands. */
  readonly heights: ReadonlyMap<string, number>
  readonly own: Key
}

type Store = ReturnType<typeof openStore>

const MANY = 1_000_000

function readChain({ ledger }: Store, no: number): Chain {
  const rows = linesFrom(ledger, no, 0, MANY)
  const payloads = ledger.prepare<[number, number], { pos: number; hash: string }>(
    'SELECT payloads.pos AS pos, hex(payloads.cipher) || hex(seeds.seed) AS hash FROM payloads LEFT JOIN seeds ON seeds.pos = payloads.pos WHERE payloads.pos >= ? AND payloads.pos < ? ORDER BY 1'
  )
  return {
    no,
    lines: rows.map(({ line }) => line),
    payloads: rows.map(({ lineId }) => JSON.stringify(payloads.all(posOf(lineId, 0), posOf(lineId + 1, 0))))
  }
}

export function readEnding(folder: string): Ending {
  const store = openStore(folder)
  try {
    const own = readMark(join(folder, MARK_FILE)).chain
    const all = new Map(chains(store.ledger).map(row => [row.key, readChain(store, row.chainNo)]))
    const heights = new Map((all.get(own)?.lines ?? []).flatMap((line, height) => storedBody(line).entries.map(entry => [entry.id as string, height] as const)))
    return { chains: all, heights, own }
  } finally {
    store.close()
  }
}

/** What is wrong with the files in the folder; undefined when all is as promised. */
export function faultOf(folder: string, ending: Ending, said: readonly Said[], before: number): string | undefined {
  let store: Store | undefined
  try {
    const marks = [MARK_FILE, REGISTRY_MARK_FILE].map(name => readMark(join(folder, name)))
    store = openStore(folder)
    return wrongIn(store, ending, said, before, marks)
  } catch (error) {
    return error instanceof OfficeError ? `${error.code}: ${error.message}` : String(error)
  } finally {
    store?.close()
  }
}

function wrongIn(
  store: Store,
  ending: Ending,
  said: readonly Said[],
  before: number,
  marks: readonly { readonly chain: Key; readonly size: number }[]
): string | undefined {
  const rows = new Map(chains(store.ledger).map(row => [row.key, row]))
  for (const [key, row] of rows) {
    const wanted = ending.chains.get(key)
    const held = readChain(store, row.chainNo)
    if (!wanted || row.size !== held.lines.length) return `a chain says ${row.size} lines, ${held.lines.length} are there`
    if (held.lines.some((line, i) => !line.equals(wanted.lines[i]!))) return 'a line is not as it was written'
    if (key === ending.own && held.payloads.some((rows, i) => rows !== wanted.payloads[i])) return 'payloads of a line are not as they were written'
  }
  for (const { chain, size } of marks) if (size > (rows.get(chain)?.size ?? 0)) return `the mark says ${size}, ${rows.get(chain)?.size ?? 0} lines are there`
  const own = rows.get(ending.own)?.size ?? 0
  const marked = marks[0]!.size
  const { acknowledged, under } = knownOf(said)
  const heightOf = (ids: readonly string[]): number => Math.max(before, ...ids.map(id => (ending.heights.get(id) ?? MANY) + 1))
  const least = heightOf(acknowledged)
  if (own < least) return `${least} lines were acknowledged, ${own} are there`
  if (marked < least) return `${least} lines were acknowledged, the mark says ${marked}`
  const last = under.flat().flatMap(id => ending.heights.get(id) ?? [])
  const most = Math.max(least, ...last.map(height => height + 1))
  if (own > most) return `${own} lines are there, at most ${most} were under way`
  for (const one of said) {
    if (one.said === 'left' && marked < one.size && one.chain === ending.own) return `a signature over ${one.size} lines left, the mark says ${marked}`
    if (one.said === 'held' && (rows.get(one.chain)?.size ?? 0) < one.lines) return `${one.lines} lines of another desk were taken in, fewer are there`
  }
  const drafts = store.ledger.prepare<[], string>('SELECT id FROM drafts').pluck().all()
  for (const id of draftsOf(said).keys()) if (!drafts.some(held => held.endsWith(`/${id}`))) return 'a draft that was saved is lost'
  if (loosePayloads(store.ledger, 1).length > 0) return 'a payload belongs to no line'
  return store.ledger.pragma('quick_check', { simple: true }) === 'ok' ? undefined : 'SQLite does not find the file whole'
}
