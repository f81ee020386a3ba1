/** Files named in a values file as `{"file": "photo.jpg"}` (beside the values file): staged at the desk, then named by the values. */
import { basename, dirname, extname, resolve } from 'node:path'
import type { Attachment } from '../../shared/forms/values.ts'
import type { Files } from '../../shared/wire.ts'
import { readBytes } from './files.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.pdf': 'application/pdf'
}

export interface Staged {
  /** The same values, each file replaced by a name that `attachment` knows. */
  readonly values: readonly unknown[]
  readonly attachment: (name: string) => Attachment | undefined
}

const isFile = (value: object): value is { readonly file: string } => Object.keys(value).length === 1 && 'file' in value && typeof value.file === 'string'

/** Throws file-unreadable, too-large. */
export async function stageFiles(files: Files, given: readonly unknown[], valuesFile: string): Promise<Staged> {
  const known = new Map<string, Attachment>()
  const stage = async (path: string): Promise<string> => {
    const full = resolve(dirname(valuesFile), path)
    if (!known.has(full)) {
      const { sha256, size } = await files.put(readBytes(full))
      // The desk itself computes what the record binds (`chunks`).
      known.set(full, { name: basename(full), type: TYPES[extname(full).toLowerCase()] ?? 'application/octet-stream', size, sha256, chunks: '' })
    }
    return full
  }
  const walk = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) return inOrder(value, walk)
    if (typeof value !== 'object' || value === null) return value
    if (isFile(value)) return stage(value.file)
    const entries = await inOrder(Object.entries(value), async ([key, inner]): Promise<[string, unknown]> => [key, await walk(inner)])
    return Object.fromEntries(entries)
  }
  return { values: await inOrder(given, walk), attachment: name => known.get(name) }
}

async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (const item of items) done.push(await work(item))
  return done
}
