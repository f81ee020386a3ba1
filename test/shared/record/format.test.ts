/** docs/format.md says what the program does: its tables are compared with the code and with chains, its commands are run. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { native } from '../../../src/main/keys/native.ts'
import { textOf, utf8 } from '../../../src/shared/bytes.ts'
import { LOW_ORDER } from '../../../src/shared/ledger/ed25519.ts'
import type { AnyEntry, Body } from '../../../src/shared/ledger/line.ts'
import * as limits from '../../../src/shared/ledger/limits.ts'
import { kinds } from '../../../src/shared/record/entry.ts'
import { MAX_PACKAGE_BYTES } from '../../../src/shared/record/package.ts'
import { itUnless } from '../../kit/not-run.ts'
import { tempFolder } from '../../kit/temp-folder.ts'
import { codesOf, openSound, readChain, readVector, splitLines } from '../../kit/vectors.ts'

const project = join(import.meta.dirname, '../../..')
const document = readFileSync(join(project, 'docs/format.md'), 'utf8')

/** Text from a heading to the next of its level or above. */
function section(heading: string): string {
  const level = /^#+/.exec(heading)![0].length
  const from = document.indexOf(`\n${heading}\n`) + 1
  if (from === 0) throw new Error(`no section ${heading}`)
  const rest = document.slice(from + heading.length)
  const end = rest.search(new RegExp(`\\n#{1,${level}} `))
  return end === -1 ? rest : rest.slice(0, end)
}
/** First cells of the rows of all tables in a text, without the head. */
const firstCells = (text: string): string[] =>
  [...text.matchAll(/^\s*\| ([^|]+?) \|/gm)]
    .map(match => match[1]!)
    .filter(cell => cell !== '---' && !/^(Field|Code|Fault|Item|State|Part|Limit|Path|Tag|Content|Bytes)$/.test(cell))
const quoted = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(match => match[1]!)
const fieldsIn = (heading: string): string[] => firstCells(section(heading)).flatMap(quoted).sort()

const bodies: Body[] = ['sound/registry', 'sound/yuma', 'sound/mesa', 'sound/first', 'succession/sound'].flatMap(name =>
  splitLines(readVector(`${name}.jsonl`)).map(line => (JSON.parse(textOf(line)!) as { body: Body }).body)
)
const entries = bodies.flatMap(body => body.entries)
const sample = (test: (entry: AnyEntry) => boolean): AnyEntry => entries.find(test)!

it('the table of a body names the fields of a line', () => {
  expect(fieldsIn('### Body')).toEqual(Object.keys(bodies[0]!).sort())
})

it('every kind has a table with exactly the fields that its entries have', () => {
  const shapes = Object.keys(kinds).flatMap(kind =>
    kind === 'admit'
      ? ['office', 'desk', 'person'].map(what => [`admit (${what})`, sample(entry => entry.t === 'admit' && entry['what'] === what)] as const)
      : [[kind, sample(entry => entry.t === kind)] as const]
  )
  for (const [heading, entry] of shapes) expect(fieldsIn(`#### ${heading}`), heading).toEqual(Object.keys(entry).sort())
  const headings = [...document.matchAll(/^#### (.+)$/gm)].map(match => match[1]!)
  expect(headings).toEqual(shapes.map(([heading]) => heading))
})

it('kinds stand in the document under the chain that they belong to', () => {
  const under = (heading: string): string[] => [...section(heading).matchAll(/^#### (\w+)/gm)].map(match => match[1]!)
  expect(new Set(under('### Kinds on desk chains'))).toEqual(new Set(Object.keys(kinds).filter(kind => kinds[kind]!.on === 'desk')))
  expect(new Set(under('### Kinds on the registry'))).toEqual(new Set(Object.keys(kinds).filter(kind => kinds[kind]!.on === 'registry')))
})

it('the parts that kinds share have the fields that the document gives them', () => {
  const row = (part: string): string => new RegExp(`^\\| ${part} \\| (.+?) \\|`, 'm').exec(section('## Entries'))![1]!
  const parts: [string, unknown][] = [
    ['ref', sample(entry => entry.t === 'amend')['record']],
    ['cut', (sample(entry => entry.t === 'revoke')['cuts'] as unknown[])[0]],
    ['grant', (sample(entry => entry['what'] === 'person')['grants'] as unknown[])[0]],
    ['by', sample(entry => entry.t === 'form')['by']],
    ['recovery', (sample(entry => entry.t === 'network')['recovery'] as unknown[])[0]],
    ['point', sample(entry => entry.t === 'decide')['keep']]
  ]
  for (const [part, value] of parts) {
    const words = quoted(row(part))
    expect(
      Object.keys(value as object).filter(field => !words.includes(field)),
      part
    ).toEqual([])
  }
})

it('the tables of codes are the codes of the program', () => {
  const codes = (heading: string): string[] => fieldsIn(heading)
  expect(codes('### What may come next')).toEqual([...codesOf('ledger/line.ts', 'LineFault'), ...codesOf('ledger/chain.ts', 'ChainFault')].sort())
  expect(codes('## Registry rules')).toEqual(codesOf('record/registry-facts.ts', 'RegistryFault').sort())
  expect(codes('## Succession')).toEqual(
    [...codesOf('record/registry-facts.ts', 'SuccessionFault'), 'key-exists', 'proposal-expired', 'proposal-reused', 'quorum'].sort()
  )
  const judging = section('## Judging an entry').split("### A record's state")
  expect(firstCells(judging[0]!).flatMap(quoted).sort()).toEqual(
    [...codesOf('record/judge.ts', 'WhyNot'), ...codesOf('record/judge.ts', 'WhyWaiting'), ...codesOf('record/judge.ts', 'HeldBack')].sort()
  )
  expect(fieldsIn("### A record's state")).toEqual(codesOf('record/fold.ts', 'RecordState').sort())
  expect(fieldsIn('## Evidence').filter(code => code.startsWith('evidence-'))).toEqual(codesOf('record/evidence.ts', 'EvidenceFault').sort())
  for (const mark of codesOf('ledger/chain.ts', 'ClockMark')) expect(section('### What may come next')).toContain(`\`${mark}\``)
})

it('the document names the 14 encodings and every limit', () => {
  expect(section('### Ed25519').match(/^[0-9a-f]{64}$/gm)).toEqual(LOW_ORDER)
  const numbers = { ...limits, MAX_PACKAGE_BYTES }
  const said = section('## Limits').replaceAll(',', '')
  for (const [name, value] of Object.entries(numbers)) {
    if (name === 'MAX_KEY_NAME' || name === 'MAX_TREE_SIZE') continue
    expect(said, name).toContain(value === 2 ** 30 ? '1 GiB' : String(value))
  }
})

it('the table of evidence names its fields', () => {
  const source = readFileSync(join(project, 'src/shared/record/evidence.ts'), 'utf8')
  const fields = [
    ...source
      .slice(source.indexOf('export interface Evidence {'))
      .split('\n}')[0]!
      .matchAll(/^  readonly (\w+)/gm)
  ].map(match => match[1]!)
  expect(fieldsIn('## Evidence').filter(field => !field.startsWith('evidence-'))).toEqual(fields)
})

it('the table of questions names every question of the protocol', () => {
  const source = readFileSync(join(project, 'src/shared/sync/messages.ts'), 'utf8')
  const asked = [...source.matchAll(/^ \*   (\w+) +\{t/gm)].map(match => match[1]!)
  expect(asked.length).toBeGreaterThan(9)
  const names = [...section('## Sync frames').matchAll(/^\| `(\w+)` \|/gm)].map(match => match[1]!)
  expect(names).toEqual(['t', ...asked])
})

it('every tag in the code is in the document', () => {
  const files = readdirSync(join(project, 'src'), { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts'))
  const tags = files.flatMap(path => readFileSync(join(project, 'src', path), 'utf8').match(/muniment\/[a-z]+\/v1/g) ?? [])
  expect([...new Set(tags)].filter(tag => tag !== 'muniment/row/v1' && !document.includes(tag))).toEqual([])
  expect(new Set(tags).size).toBeGreaterThan(15)
})

const lacks = (['bash', 'openssl', 'jq', 'base64'] as const).find(tool => spawnSync(tool, ['--version']).error !== undefined)
const cause = lacks && `${lacks} is not on this machine`

/** Runs the commands of "By hand" on a chain; what they print. */
function byHand(chain: string, payload: string): string {
  const folder = tempFolder()
  const files = {
    'chain.jsonl': chain,
    'payload.json': payload,
    'registry.jsonl': textOf(readVector('sound/registry.jsonl'))!,
    'checkpoint.txt': textOf(readVector('sound/checkpoint.txt'))!
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const commands = [...section('## By hand').matchAll(/```sh\n([\s\S]*?)```/g)].map(match => match[1]!).join('\n')
  return spawnSync('bash', ['-c', commands], { cwd: folder, encoding: 'utf8' }).stdout
}
const chain = textOf(readVector('sound/yuma.jsonl'))!
const second = (JSON.parse(chain.split('\n')[1]!) as { body: Body }).body.entries[0]!
const payloads = splitLines(readVector('sound/payloads.jsonl')).map(line => JSON.parse(textOf(line)!) as { entry: string; payload: unknown })
const payload = JSON.stringify(payloads.find(({ entry }) => entry === second.id)!.payload)
const SAYS = [
  'Signature Verified Successfully',
  'line 2 follows line 1',
  'line 3 follows line 2',
  'the payload is what was signed',
  'the root is that of the three lines',
  'Signature Verified Successfully',
  'Signature Verified Successfully'
]

itUnless(
  cause,
  'the commands of the document check a line, its link, its content, a checkpoint and an approval',
  () => {
    expect(byHand(chain, payload).trim().split('\n')).toEqual(SAYS)
  },
  180_000
)

it('the query of the document gives the lines of a chain from the folder of a desk', () => {
  const file = join(tempFolder(), 'ledger.db')
  copyFileSync(join(project, 'test/stores/v1/ledger.db'), file)
  const [, sql] = /```sql\n([\s\S]*?)```/.exec(section('## By hand'))!
  const db = new Sqlite(file)
  const lines = db.prepare<[], string>(sql!).pluck().all()
  db.close()
  const [first] = lines.map(line => openSound(utf8(line)))
  expect(readChain('registry', first!.body.chain, null, lines.map(utf8)).state.net).toBe(first!.hash)
  expect(lines.length).toBeGreaterThan(2)
})

itUnless(
  cause,
  'the commands of the document notice a changed line and a changed value',
  () => {
    const changed = chain
      .split('\n')
      .map((line, i) => (i === 1 ? line.replace('"ref"', '"rex"').replace(/"time":"2026/, '"time":"2025') : line))
      .join('\n')
    expect(byHand(changed, payload)).not.toContain('line 3 follows line 2')
    expect(byHand(changed, payload).match(/Verified Successfully/g)).toHaveLength(2)
    expect(byHand(chain, payload.replace('Pozo', 'Pazo'))).not.toContain('the payload is what was signed')
    expect(native.hashText(payload)).not.toBe(native.hashText(payload.replace('Pozo', 'Pazo')))
  },
  180_000
)
