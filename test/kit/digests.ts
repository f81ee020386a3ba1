/** A folder of files as one line each, name and hash: the same lines, nothing was changed. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const digestOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

export const digests = (folder: string): string[] =>
  readdirSync(folder)
    .sort()
    .map(name => `${name} ${digestOf(join(folder, name))}`)
