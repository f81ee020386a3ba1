/** Node's own file calls turned round, for every module that has imported them. */
import fs from 'node:fs'
import fsp from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

/** Whatever the program calls, by its own types: what stands in is held to them by `satisfies`. */
function replace(calls: Partial<typeof fs>, promised: Partial<typeof fsp> = {}): void {
  Object.assign(fs, calls)
  Object.assign(fsp, promised)
  syncBuiltinESMExports()
}

export function syncAgain(): void {
  const { fdatasyncSync } = fs
  replace({
    fdatasyncSync(fd) {
      try {
        fdatasyncSync(fd)
      } catch {
        fdatasyncSync(fd) // the kernel has dropped what it could not write, and has nothing more to sync
      }
    }
  })
}

export function noReserve(): void {
  const { statfsSync } = fs
  const plenty = 2 ** 40
  replace({ statfsSync: ((path: fs.PathLike) => Object.assign(statfsSync(path), { bavail: plenty, bfree: plenty })) as typeof fs.statfsSync })
}

export function cleaningUp(): void {
  const { openSync, rmSync } = fs
  replace({
    openSync(path, flags, mode) {
      try {
        return openSync(path, flags, mode)
      } catch (error) {
        rmSync(path, { force: true })
        throw error
      }
    }
  })
}

const PART = '.part'

export function namedEarly(): void {
  const { writeFileSync, existsSync, linkSync, renameSync } = fs
  const { open } = fsp
  const named = new Set<unknown>()
  const name = <P>(path: P): P | string => {
    if (typeof path !== 'string' || !path.endsWith(PART)) return path
    const whole = path.slice(0, -PART.length)
    named.add(whole)
    return whole
  }
  replace(
    {
      writeFileSync: (path, bytes, options) => writeFileSync(name(path), bytes, options),
      existsSync: path => !named.has(path) && existsSync(path),
      linkSync: (from, to) => (named.has(to) ? undefined : linkSync(from, to)),
      renameSync: (from, to) => (named.has(to) ? undefined : renameSync(from, to))
    },
    { open: (path, flags, mode) => open(name(path), flags, mode) }
  )
}
