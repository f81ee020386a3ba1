/**
 * The pages, built when their sources are newer than what is in out/. `out/pages.json` is written after a build that
 * succeeded and holds the state of the sources it began from, so that half a build is never taken for a whole one.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A page is there when its index.html is. */
const PAGES = [
  { folder: 'src/renderer', config: 'src/renderer/vite.config.ts', out: 'out/renderer', file: 'index.html' },
  { folder: 'src/renderer/verifier', config: 'src/renderer/verifier/vite.config.ts', out: 'out/verifier', file: 'verifier.html' }
] as const

const SOURCES = ['src/renderer', 'src/shared', 'package-lock.json']

/** The newest change below the path (ms) and how many files there are: a deleted source makes a page stale too. */
interface State {
  readonly newest: number
  readonly files: number
}

function stateOf(path: string): State {
  const stat = statSync(path)
  if (!stat.isDirectory()) return { newest: stat.mtimeMs, files: 1 }
  return readdirSync(path)
    .map(name => stateOf(join(path, name)))
    .reduce(both, { newest: 0, files: 0 })
}

const both = (a: State, b: State): State => ({ newest: Math.max(a.newest, b.newest), files: a.files + b.files })
const sources = (project: string): State => SOURCES.map(path => stateOf(join(project, path))).reduce(both)
const stampOf = (project: string): string => join(project, 'out', 'pages.json')
const present = (project: string) => PAGES.filter(page => existsSync(join(project, page.folder, 'index.html')))

/** True when every page that has a source is built and no source has changed since. */
export function pagesAreFresh(project: string): boolean {
  if (!present(project).every(page => existsSync(join(project, page.out, page.file)))) return false
  const stamp = stampOf(project)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === JSON.stringify(sources(project))
}

/** Builds every page and resolves to the folders written. Vite's own error says which file and line when one does not build. */
export async function buildPages(project: string): Promise<string[]> {
  const { build } = await import('vite')
  const seen = JSON.stringify(sources(project))
  rmSync(stampOf(project), { force: true })
  const pages = present(project)
  for (const page of pages) {
    await build({
      root: join(project, page.folder),
      configFile: join(project, page.config),
      configLoader: 'native',
      logLevel: 'warn',
      build: { outDir: join(project, page.out), emptyOutDir: true }
    })
  }
  mkdirSync(join(project, 'out'), { recursive: true })
  writeFileSync(stampOf(project), seen)
  return pages.map(page => page.out)
}

/** For `npm run dev`: builds again at every change, until the process ends. The page is reloaded by hand. */
export async function watchPages(project: string): Promise<void> {
  const { build } = await import('vite')
  for (const page of present(project)) {
    await build({
      root: join(project, page.folder),
      configFile: join(project, page.config),
      configLoader: 'native',
      logLevel: 'info',
      build: { outDir: join(project, page.out), watch: {} }
    })
  }
}
