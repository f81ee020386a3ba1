/** The version of the program, from package.json: one place. */
import { readFileSync } from 'node:fs'

const read = (): string => {
  for (const up of ['../../package.json', '../../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as { name: string; version: string }
      if (name === 'muniment') return version
    } catch {
      // bundled for the desktop it lies one folder nearer
    }
  }
  return 'unknown'
}
export const VERSION = read()
