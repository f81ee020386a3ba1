/**
 * The shared vectors, forms and contracts that nobody here wrote. They lie in `data/` of the folder named by
 * MUNIMENT_SHARED, else of `../shared` beside the project; they are never copied into the repository. A test that needs
 * them and does not find them says so in one line, and is never counted as passed.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { it } from 'vitest'
import { notRun } from './not-run.ts'

/** The cause under which tests that need the shared data are counted when it is absent. */
export const NO_SHARED = 'no shared data (../shared beside the project, or MUNIMENT_SHARED)'

const project = resolve(import.meta.dirname, '../..')
const shared = (): string => resolve(process.env['MUNIMENT_SHARED'] ?? join(project, '..', 'shared'))

/** Absolute path of a file or folder below the shared `data/`, like `vectors/merkle/inclusion.jsonl`; undefined when absent. */
export function sharedData(relative: string): string | undefined {
  const path = join(shared(), 'data', relative)
  return existsSync(path) ? path : undefined
}

/** Registers the test when the shared file is there (its absolute path is handed over), else it is counted as not run. */
export function withShared(name: string, relative: string, test: (path: string) => void | Promise<void>, timeoutMs?: number): void {
  const path = sharedData(relative)
  if (path === undefined) notRun(NO_SHARED)
  else it(name, () => test(path), timeoutMs)
}
