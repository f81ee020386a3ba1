/**
 * The head of a backup file, in clear, and the ways to its key. A backup has a random key of its own, which stands in the
 * file and nowhere else, sealed with age once for each slot: to an X25519 key made from the passphrase by scrypt, or to the
 * recovery key of the network. When the file goes, the key goes. Who has file and passphrase can open it also after the
 * date of expiry: the program then refuses, a passphrase does not.
 */
import { createSecretKey, hkdfSync, randomBytes, scrypt, type KeyObject } from 'node:crypto'
import { fromBase64url, toBase64url, utf8 } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import { canonical, parseCanonical, type Json } from '../../shared/ledger/jcs.ts'
import { isSealKey, type SealKey } from '../../shared/names.ts'
import { native } from '../keys/native.ts'
import { openRecovered, openSealed, readRecoveryKey, sealTo } from '../keys/recovery.ts'
import { sealKeyOf } from '../keys/secrets.ts'

export const MAGIC = 'muniment-backup/'
export const BACKUP_VERSION = 2
/** Of the line that heads the file, after the first: two slots take 1,100. */
const MAX_HEAD_BYTES = 65_536
/** What a stranger's file may make us compute: 2^20 × 1 KiB is a GiB. */
const MAX_LOG2 = 20

/** From a passphrase: enough to seal to it again without it, and to recognise it. Kept for a schedule. */
export interface PassphraseRecipient {
  readonly log2N: number
  readonly recipient: SealKey
  /** base64url, 16 bytes. */
  readonly salt: string
}

interface PassphraseSlot extends PassphraseRecipient {
  readonly age: string
  readonly kind: 'passphrase'
}
interface RecoverySlot {
  readonly age: string
  readonly kind: 'recovery'
  readonly recipient: SealKey
}
export type Slot = PassphraseSlot | RecoverySlot

export interface Head {
  readonly expires: string
  readonly made: string
  readonly slots: readonly Slot[]
  readonly v: typeof BACKUP_VERSION
}

/** Whom a backup is sealed to. At least one. */
export interface SealedTo {
  readonly passphrase: PassphraseRecipient | null
  /** Recovery recipients of the network. */
  readonly recovery: readonly SealKey[]
}

export interface Opener {
  readonly passphrase?: string | undefined
  /** 24 words. */
  readonly recoveryKey?: string | undefined
  /** Of the one who made it just now, and looks at it again. */
  readonly streamKey?: KeyObject
}

function secretOf(passphrase: string, { salt, log2N }: Pick<PassphraseRecipient, 'salt' | 'log2N'>): Promise<Buffer> {
  const N = 2 ** log2N
  return new Promise((resolve, reject) =>
    scrypt(utf8(passphrase.normalize('NFC')), fromBase64url(salt)!, 32, { N, r: 8, p: 1, maxmem: 256 * N * 8 + 1_048_576 }, (error, key) =>
      error ? reject(error) : resolve(key)
    )
  )
}

export async function passphraseRecipient(passphrase: string, log2N: number): Promise<PassphraseRecipient> {
  const cost = { log2N, salt: toBase64url(randomBytes(16)) }
  const secret = await secretOf(passphrase, cost)
  const recipient = sealKeyOf(secret)
  secret.fill(0)
  return { ...cost, recipient }
}

const headText = (head: Head): string => `${MAGIC}v${BACKUP_VERSION}\n${canonical(head as unknown as Json)}\n`

/** The key of the stream is bound to every byte of the head. */
const streamKey = (backupKey: Uint8Array, head: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', backupKey, native.sha256(utf8(head)), 'muniment/backup/v2', 32)))

/** A new backup key, the head that carries it, and the key of the stream. */
export async function makeHead(made: string, expires: string, { passphrase, recovery }: SealedTo): Promise<{ head: Uint8Array; key: KeyObject }> {
  const backupKey = randomBytes(32)
  const age = async (recipient: SealKey): Promise<string> => toBase64url(await sealTo([recipient], backupKey))
  const slots: Slot[] = []
  if (passphrase) slots.push({ age: await age(passphrase.recipient), kind: 'passphrase', ...passphrase })
  for (const recipient of recovery) slots.push({ age: await age(recipient), kind: 'recovery', recipient })
  if (slots.length === 0) throw new OfficeError('bad-input', { field: 'passphrase', wanted: 'a passphrase, or a network with a recovery key', got: 'neither' })
  const head = headText({ expires, made, slots, v: BACKUP_VERSION })
  const key = streamKey(backupKey, head)
  backupKey.fill(0)
  return { head: utf8(head), key }
}

const isInstant = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)
const isText = (value: unknown, most: number): value is string => typeof value === 'string' && value.length <= most && fromBase64url(value) !== undefined

function isSlot(value: unknown): value is Slot {
  const slot = value as Record<string, unknown>
  if (typeof value !== 'object' || value === null || !isText(slot['age'], 4_096) || !isSealKey(slot['recipient'])) return false
  if (slot['kind'] === 'recovery') return Object.keys(slot).length === 3
  const { log2N, salt } = slot
  return (
    slot['kind'] === 'passphrase' &&
    Object.keys(slot).length === 5 &&
    Number.isInteger(log2N) &&
    Number(log2N) >= 1 &&
    Number(log2N) <= MAX_LOG2 &&
    isText(salt, 22)
  )
}

const notOne = (file: string, detail: string): OfficeError => new OfficeError('not-a-backup', { file, detail })
const damaged = (detail: string): OfficeError => new OfficeError('backup-damaged', { part: 'head', detail })

/** Undefined while more bytes are needed. Throws not-a-backup, backup-newer, backup-damaged. `whole`: nothing follows. */
export function readHead(bytes: Buffer, whole: boolean, file: string): { readonly head: Head; readonly text: string; readonly length: number } | undefined {
  const start = bytes.subarray(0, MAGIC.length).toString('latin1')
  if (!MAGIC.startsWith(start)) {
    const old = bytes.toString('latin1', 0, 22) === 'age-encryption.org/v1\n'
    throw notOne(file, old ? 'it is an age file, as backups were before version 2' : 'it is something else')
  }
  const first = bytes.indexOf(10)
  if (first < 0 && !whole && bytes.length < 64) return undefined
  const version = /^muniment-backup\/v(\d{1,4})$/.exec(bytes.toString('latin1', 0, Math.max(0, Math.min(first, 64))))?.[1]
  if (version === undefined) throw notOne(file, first < 0 ? 'it is cut off in its first line' : 'its first line is none of a backup')
  if (Number(version) > BACKUP_VERSION) throw new OfficeError('backup-newer', { version: Number(version) })
  if (Number(version) < BACKUP_VERSION) throw notOne(file, `it is of version ${version}, which this program does not read any more`)
  const end = bytes.indexOf(10, first + 1)
  if (end < 0) {
    if (bytes.length > MAX_HEAD_BYTES) throw damaged('its head does not end')
    if (whole) throw damaged('it is cut off')
    return undefined
  }
  const text = bytes.toString('utf8', 0, end + 1)
  const head = parseCanonical(text.slice(first + 1, -1)) as unknown as Head | undefined
  const shape = head && Object.keys(head).join() === 'expires,made,slots,v' && head.v === BACKUP_VERSION && isInstant(head.expires) && isInstant(head.made)
  if (!shape || !Array.isArray(head.slots) || head.slots.length === 0 || head.slots.length > 64 || !head.slots.every(isSlot))
    throw damaged('it can not be read')
  return { head, text, length: end + 1 }
}

/** Throws backup-locked when no slot is for what was given; backup-damaged when the right one does not open. */
export async function openHead(head: Head, text: string, { passphrase, recoveryKey, streamKey: made }: Opener): Promise<KeyObject> {
  if (made) return made
  const backupKey =
    (passphrase === undefined ? undefined : await byPassphrase(head, passphrase)) ??
    (recoveryKey === undefined ? undefined : await byRecovery(head, recoveryKey))
  if (!backupKey) {
    const what =
      recoveryKey === undefined ? 'This passphrase' : passphrase === undefined ? 'This recovery key' : 'Neither this passphrase nor this recovery key'
    throw new OfficeError('backup-locked', { what })
  }
  if (backupKey.length !== 32) throw damaged('its key is none')
  return streamKey(backupKey, text)
}

async function byPassphrase(head: Head, passphrase: string): Promise<Uint8Array | undefined> {
  for (const slot of head.slots) {
    if (slot.kind !== 'passphrase') continue
    const secret = await secretOf(passphrase, slot)
    if (sealKeyOf(secret) !== slot.recipient) continue
    const opened = await openSealed(secret, fromBase64url(slot.age)!)
    if (!opened) throw damaged('the key in it does not open')
    return opened
  }
  return undefined
}

async function byRecovery(head: Head, words: string): Promise<Uint8Array | undefined> {
  const { seal } = readRecoveryKey(words)
  const slot = head.slots.find(one => one.kind === 'recovery' && one.recipient === seal)
  const opened = slot && (await openRecovered(words, fromBase64url(slot.age)!))
  if (slot && !opened) throw damaged('the key in it does not open')
  return opened
}
