/** keys.json: the shape of it, read strictly and replaced as a whole. Everything secret in it is sealed. */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { toBase64url } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import { isHash, isKey, isSealKey, type Hash, type Key, type PersonId, type SealKey } from '../../shared/names.ts'
import { replaceFile } from './durable.ts'
import { machineId, placeOf, type MachineId } from './place.ts'

export const KEYS_FILE = 'keys.json'

const key = z.custom<Key>(isKey)
const hash = z.custom<Hash>(isHash)
const sealed = z.string().regex(/^[A-Za-z0-9_-]{80}$/) // 12 + 32 + 16 bytes
const person = z.strictObject({
  /** NFC; unique at this desk. */
  name: z.string().min(1).max(200),
  key,
  /** null until the registry has admitted the key. */
  person: z.custom<PersonId>(isHash).nullable(),
  scrypt: z.strictObject({
    log2N: z.int().min(1).max(22),
    r: z.int().min(1).max(32),
    p: z.int().min(1).max(16),
    salt: z.string().regex(/^[A-Za-z0-9_-]{22}$/)
  }),
  seed: sealed,
  secret: sealed,
  /** The chain that these boxes are bound to, where the desk has gone on under a new key since. */
  sealedFor: key.optional(),
  /** A key that waits to be admitted in place of this one, at the desk `at`; sealed under the same passphrase. */
  next: z.strictObject({ at: key, key, seed: sealed, secret: sealed }).optional(),
  /** Wrong passphrases in a row, and until when (ms since 1970) the next has to wait. */
  tries: z.strictObject({ count: z.int().min(0), until: z.int().min(0) })
})
const keyFile = z.strictObject({
  v: z.literal(1),
  chain: key,
  sealKey: z.custom<SealKey>(isSealKey),
  registry: key.nullable(),
  place: z.strictObject({ id: z.string().regex(/^[A-Za-z0-9_-]{22}$/), machine: hash, folder: hash }),
  /** Sealed under the desk secret. */
  desk: z.strictObject({ seed: sealed, seal: sealed, vault: sealed, registry: sealed.nullable() }),
  people: z.array(person).max(1_000),
  /** A registry that this desk offers to keep (succession). */
  nextRegistry: z.strictObject({ key, seed: sealed }).optional(),
  /** Keys under which this desk has asked to go on. */
  next: z.strictObject({ chain: key, sealKey: z.custom<SealKey>(isSealKey), seed: sealed, seal: sealed }).optional()
})
export type KeyFile = z.infer<typeof keyFile>
export type PersonEntry = KeyFile['people'][number]

const damaged = (detail: string): OfficeError => new OfficeError('damaged-keys', { detail })

/** Throws no-desk when there is none, damaged-keys when it can not be read or is not whole. */
export function readKeyFile(folder: string): KeyFile {
  const path = join(folder, KEYS_FILE)
  if (!existsSync(path)) throw new OfficeError('no-desk', { folder })
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : String(error))
  }
  const parsed = keyFile.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw damaged(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a key file'}`)
  }
  const names = parsed.data.people.map(({ name }) => name)
  if (new Set(names).size !== names.length) throw damaged('two people have the same name')
  if ((parsed.data.registry === null) !== (parsed.data.desk.registry === null)) throw damaged('the registry key is not whole')
  return parsed.data
}

/** All of it but the people: nothing in it opens without the desk secret. One line of JSON. */
export const withoutPeople = ({ people: _people, next: _next, nextRegistry: _registry, ...kept }: KeyFile): string => JSON.stringify(kept)

/** What `withoutPeople` wrote, with nobody who can sign in; undefined when it is not that. */
export function readWithoutPeople(text: string): KeyFile | undefined {
  try {
    const parsed = keyFile.safeParse({ ...(JSON.parse(text) as object), people: [] })
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

/** Mode 0600, temporary file, fsync, rename. Throws disk-full, disk-failed. */
export function writeKeyFile(folder: string, file: KeyFile): void {
  replaceFile(join(folder, KEYS_FILE), Buffer.from(`${JSON.stringify(file, null, 2)}\n`))
}

/** Where the folder is now; a new folder gets a random id of its own. */
export function recordPlace(folder: string, id: string = toBase64url(randomBytes(16)), machine: MachineId = machineId): KeyFile['place'] {
  return { id, ...placeOf(folder, id, machine) }
}
