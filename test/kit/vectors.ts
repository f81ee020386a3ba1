/** Reading test/vectors and saying what the rules say of them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { native, verify } from '../../src/main/keys/native.ts'
import type { Bytes } from '../../src/shared/bytes.ts'
import { grow, newChain, type ChainKind } from '../../src/shared/ledger/chain.ts'
import { isRefused, open, type Opened, type Point } from '../../src/shared/ledger/line.ts'
import type { Key, NetworkId, PersonId } from '../../src/shared/names.ts'
import { isFormCarrier, wrongEntries } from '../../src/shared/record/entry.ts'
import { judge, type Target } from '../../src/shared/record/judge.ts'
import { Registry } from '../../src/shared/record/registry.ts'

/** First line of a broken chain. */
export type Header =
  | { readonly by: 'open'; readonly expect: string }
  | { readonly by: 'entries'; readonly expect: string; readonly kind: ChainKind }
  | { readonly by: 'grow'; readonly expect: string; readonly kind: ChainKind; readonly chain: Key; readonly net: NetworkId | null; readonly cut?: Point }
  | { readonly by: 'registry' | 'judge'; readonly expect: string; readonly chain: Key; readonly index: number }

export const vectorFolder = join(import.meta.dirname, '../vectors')

/** Lines as bytes, each ended by a line feed. */
export function splitLines(bytes: Bytes): Bytes[] {
  const lines: Bytes[] = []
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(10, from)
    if (end === -1) throw new Error('the last line is not ended')
    lines.push(bytes.subarray(from, end))
    from = end + 1
  }
  return lines
}

export const readVector = (path: string): Uint8Array => new Uint8Array(readFileSync(join(vectorFolder, path)))

/** Paths below test/vectors, sorted. */
export const vectorPaths = (folder: 'sound' | 'broken' | 'succession'): string[] =>
  readdirSync(join(vectorFolder, folder), { recursive: true, withFileTypes: true })
    .filter(item => item.isFile())
    .map(item =>
      join(item.parentPath, item.name)
        .slice(vectorFolder.length + 1)
        .replaceAll('\\', '/')
    )
    .sort()

export const openSound = (line: Bytes): Opened => {
  const opened = open(line, native, verify)
  if (isRefused(opened)) throw new Error(`${opened.fault}: ${opened.detail}`)
  return opened
}

/** Reads a whole chain by the rules; throws at the first line that they refuse. */
export function readChain(
  kind: ChainKind,
  chain: Key,
  net: NetworkId | null,
  lines: readonly Bytes[]
): { opened: Opened[]; state: ReturnType<typeof newChain>; marks: (readonly string[])[] } {
  let state = newChain(kind, chain, net)
  const marks: (readonly string[])[] = []
  const opened = lines.map(line => {
    const one = openSound(line)
    const wrong = wrongEntries(one.body, kind)
    if (wrong !== undefined) throw new Error(wrong)
    const grown = grow(native, state, one)
    if (isRefused(grown)) throw new Error(`${grown.fault}: ${grown.detail}`)
    state = grown.state
    marks.push(grown.marks)
    return one
  })
  return { opened, state, marks }
}

export function readRegistry(chain: Key, lines: readonly Opened[]): Registry {
  const registry = new Registry(native, verify, chain)
  for (const line of lines) registry.applyLine(line)
  return registry
}

/** Records of these lines, by whoever wrote them. */
export function targetsOf(registry: Registry, lines: readonly Opened[]): Target {
  const known = new Map<string, { author: PersonId | null; form: string }>()
  for (const { hash, body } of lines)
    body.entries.forEach((entry, index) => {
      if (entry.t === 'record' && isFormCarrier(entry))
        known.set(`${hash}.${index}`, { author: registry.keys.get(body.author)?.person ?? null, form: entry.form })
    })
  return ref => known.get(`${ref.line}.${ref.index}`)
}

/** What the rule named in the header says of the last line; `sound` when it says nothing. */
export function outcome(header: Header, lines: readonly Bytes[]): string {
  const last = lines.at(-1)!
  if (header.by === 'open') {
    const opened = open(last, native, verify)
    return isRefused(opened) ? opened.fault : 'sound'
  }
  if (header.by === 'entries') return wrongEntries(openSound(last).body, header.kind) === undefined ? 'sound' : 'line-entries'
  if (header.by === 'grow') {
    const before = readChain(header.kind, header.chain, header.net, lines.slice(0, -1))
    const grown = grow(native, { ...before.state, cut: header.cut ?? null }, openSound(last))
    return isRefused(grown) ? grown.fault : 'sound'
  }
  const opened = lines.map(openSound)
  const line = opened.at(-1)!
  const registry = readRegistry(
    header.chain,
    opened.filter(({ body }) => body.chain === header.chain)
  )
  if (header.by === 'registry') return registry.voids.find(item => item.height === line.body.height && item.index === header.index)?.code ?? 'sound'
  const judgement = judge(registry, line, line.body.entries[header.index]!, targetsOf(registry, opened.slice(0, -1)))
  return judgement.effect === 'counts' ? 'sound' : judgement.why
}

/** The members of a union of texts, read from a source file below src/shared, however it is laid out. */
export function codesOf(path: string, union: string): string[] {
  const source = readFileSync(join(vectorFolder, '../../src/shared', path), 'utf8')
  const [, members] = new RegExp(`export type ${union} =([\\s\\S]*?)\\n(?=\\S|\\n)`).exec(source) ?? []
  return [...(members ?? '').matchAll(/'([A-Za-z0-9-]+)'/g)].map(match => match[1]!)
}
