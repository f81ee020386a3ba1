/**
 * The house, as a test: which room may import which. A room is the longest prefix below that a file's path has; a file may
 * import its own room and what its row names (a name ending in `*` means everything below). Rows are read as prefixes too.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, resolve } from 'node:path'
import { expect, it } from 'vitest'

const basics = ['shared/bytes', 'shared/names', 'shared/errors', 'shared/hashing']
const ledger = ['shared/ledger/', ...basics]
const core = [
  'main/desk',
  'main/office-network',
  'main/version',
  'main/options',
  'main/service/',
  'main/keys/',
  'main/store/',
  'main/ledger/',
  'main/sync/',
  'main/work/',
  'main/news',
  'shared/'
]
const shell = ['main/desk', 'main/options', 'main/service/', 'shared/']

const HOUSE: Readonly<Record<string, readonly string[]>> = {
  'shared/bytes': ['shared/names'],
  'shared/names': [],
  'shared/errors': ['shared/names'],
  'shared/hashing': ['shared/bytes', 'shared/names'],
  'shared/ledger/': basics,
  'shared/record/': ledger,
  'shared/sync/': ledger,
  'shared/forms/': ['shared/record/', ...ledger],
  'shared/': ['shared/'],
  'main/store/': ['main/sync-folder', 'shared/'],
  'main/keys/': ['main/sync-folder', 'shared/'],
  'main/news': ['shared/'],
  'main/ledger/': ['main/store/', 'main/keys/', 'shared/'],
  'main/sync/': ['main/ledger/', 'main/store/', 'main/keys/', 'main/news', 'shared/'],
  'main/service/': ['main/ledger/', 'main/store/', 'main/keys/', 'main/sync/', 'main/news', 'main/options', 'main/version', 'shared/'],
  'main/work/': ['main/ledger/', 'main/keys/', 'main/store/', 'shared/'],
  'main/desk': core,
  'main/verify-folder': core,
  'main/copy-files': core,
  'main/office-network': core,
  'main/version': [],
  'main/sync-folder': [],
  'main/options': core,
  'main/electron/': shell,
  'main/serve/': shell,
  'main/cli/': ['main/serve/', 'main/start/pages', 'main/node-guard', 'main/version', 'main/verify-folder', 'main/copy-files', 'main/sync-folder', ...shell],
  'main/start/': ['main/serve/', 'main/options', 'shared/'],
  'main/start.': ['main/start/', 'main/node-guard'],
  'main/node-guard': [],
  'renderer/': ['shared/']
}

/** Reads the files of the built page for both shells; never the data folder. */
const READS_THE_PAGE = 'main/service/page-files.ts'

/** Plays somebody with the file and plain SQLite; uses none of the program's own reading. */
const ALTERS_FROM_OUTSIDE = 'main/cli/demo/tamper.ts'

const src = resolve(import.meta.dirname, '../src')
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map(path => path.replaceAll('\\', '/'))
  .filter(path => /\.(ts|tsx|mjs)$/.test(path))
const roomOf = (path: string): string | undefined =>
  Object.keys(HOUSE)
    .filter(prefix => path.startsWith(prefix))
    .sort((a, b) => b.length - a.length)[0]

interface Import {
  readonly from: string
  /** Path below src/ (may lead out of it), or a package. */
  readonly to: string
  readonly type: boolean
}

/** Static, dynamic and re-exporting imports, and files started by `new URL('./x.ts', import.meta.url)`, which are no import but a door. */
function importsOf(from: string): Import[] {
  const text = readFileSync(join(src, from), 'utf8').replace(/^\s*(\/\*[\s\S]*?\*\/|\/\/.*$)/gm, '')
  const pattern = /^\s*(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm
  return [...text.matchAll(pattern)].map(([, type, plain, dynamic]) => {
    const name = (plain ?? dynamic)!
    const to = name.startsWith('.') ? posix.normalize(posix.join(dirname(from), name)).replace(/[?#].*$/, '') : name
    return { from, to, type: type !== undefined }
  })
}
const imports = files.flatMap(importsOf)
const shown = (list: readonly Import[]): string[] => list.map(({ from, to }) => `${from} imports ${to}`)
const inside = (one: Import): boolean => files.includes(one.to) || one.to.startsWith('..') || /^(shared|main|renderer)\//.test(one.to)

it('every source file lies in a room of the house', () => {
  expect(files.filter(path => roomOf(path) === undefined)).toEqual([])
})

it('a room imports only the rooms that the house allows it', () => {
  const wrong = imports.filter(inside).filter(({ from, to }) => {
    const room = roomOf(from) ?? ''
    return roomOf(to) !== room && !(HOUSE[room] ?? []).some(allowed => to.startsWith(allowed))
  })
  expect(shown(wrong)).toEqual([])
})

it('the service knows the network by its types only', () => {
  expect(shown(imports.filter(one => one.from.startsWith('main/service/') && one.to.startsWith('main/sync/') && !one.type))).toEqual([])
})

it('nothing in src imports a test', () => {
  expect(shown(imports.filter(one => one.to.startsWith('..')))).toEqual([])
})

it('only the desktop shell knows Electron', () => {
  expect(shown(imports.filter(one => one.to === 'electron' && !one.from.startsWith('main/electron/')))).toEqual([])
})

it('SQL lives in the store and the workers that read it', () => {
  const sql = imports.filter(one => /^(better-sqlite3|node:sqlite|sqlite)/.test(one.to) && !one.type)
  expect(shown(sql.filter(one => !/^main\/(store|work)\//.test(one.from) && one.from !== ALTERS_FROM_OUTSIDE))).toEqual([])
})

it('the ledger and the service never touch a file of the desk', () => {
  const fs = imports.filter(one => /^(node:)?fs(\/|$)/.test(one.to))
  expect(shown(fs.filter(one => /^main\/(ledger|service)\//.test(one.from) && one.from !== READS_THE_PAGE))).toEqual([])
})

it('no files import each other in a ring', () => {
  const next = Map.groupBy(
    imports.filter(one => files.includes(one.to)),
    one => one.from
  )
  const done = new Set<string>()
  const rings: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) rings.push([...path.slice(path.indexOf(file)), file].join(' → '))
    if (path.includes(file) || done.has(file)) return
    for (const one of next.get(file) ?? []) visit(one.to, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  expect(rings).toEqual([])
})

it('the reader of imports sees every import there is', () => {
  const seen = imports.length
  const lines = files.flatMap(path => readFileSync(join(src, path), 'utf8').split('\n')).filter(line => /^(import|export)\b.*\bfrom '/.test(line))
  expect(seen).toBeGreaterThanOrEqual(lines.length)
  expect(relative(src, import.meta.dirname)).toBe(join('..', 'test'))
})
