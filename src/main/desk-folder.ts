/**
 * What stands in a data folder, told before anybody signs in: nothing yet, a desk, a first run that was interrupted, or a
 * desk that lost a file. Nothing is made in place of what is lost.
 */
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { OfficeError } from '../shared/errors.ts'
import { KEYS_FILE, readWithoutPeople } from './keys/key-file.ts'
import { hasMoved, keyringOf, openKeyring } from './keys/keyring.ts'
import { MARK_FILE, readMark, REGISTRY_MARK_FILE } from './keys/mark.ts'
import type { Context } from './service/context.ts'
import { aboutDesk, RESTORED } from './service/handlers/desk.ts'
import { DESK_KEYS } from './service/recovery.ts'
import { storeBehind } from './store/damage.ts'
import { peekMeta } from './store/meta.ts'
import { storeError } from './store/errors.ts'
import { LEDGER_FILE, openStore } from './store/open.ts'

/** Lines that the marks in this folder say were signed; 0 where there are none, 1 where a mark can not be read. */
export function hasSigned(folder: string): number {
  const sizes = [MARK_FILE, REGISTRY_MARK_FILE].map(name => {
    const path = join(folder, name)
    if (!existsSync(path)) return 0
    try {
      return readMark(path).size
    } catch {
      return 1
    }
  })
  return Math.max(...sizes)
}

/**
 * keys.json is lost, and the ledger is there: it keeps what the recovery key needs to lead back. Nothing is written before it does.
 */
function adoptWithoutKeys(context: Context): boolean {
  const { folder, now } = context.options
  if (!existsSync(join(folder, LEDGER_FILE))) return false
  const store = openStore(folder)
  const kept = aboutDesk({ store }) && peekMeta(store.ledger, DESK_KEYS)
  const file = kept ? readWithoutPeople(kept) : undefined
  if (!file) {
    store.close()
    return false
  }
  context.store = store
  context.ring = keyringOf(folder, file, { now })
  const trouble = troubleOf(context, null) ?? new OfficeError('keys-lost', { file: KEYS_FILE })
  context.trouble = { code: trouble.code, message: trouble.message, next: trouble.next }
  return true
}

/** Without keys.json there must be nothing that a desk has signed or holds. */
function requireNoDesk(folder: string): void {
  const missing = (): OfficeError => new OfficeError('damaged-keys', { detail: `${KEYS_FILE} is missing` })
  if (hasSigned(folder) > 0) throw missing()
  if (!existsSync(join(folder, LEDGER_FILE))) return
  const store = openStore(folder)
  const about = aboutDesk({ store })
  store.close()
  if (about) throw missing()
}

/** A first run that was interrupted before anything was stored: its keys have signed nothing that was kept. */
function setAside({ options: { folder, now } }: Context): void {
  try {
    for (const name of [KEYS_FILE, MARK_FILE, REGISTRY_MARK_FILE])
      if (existsSync(join(folder, name))) renameSync(join(folder, name), join(folder, `${name}.unfinished-${now()}`))
  } catch (error) {
    throw storeError(error, folder)
  }
}

/**
 * Opens store and keyring of the folder, as far as they are there, and says why nothing may be signed. Throws damaged-keys,
 * damaged-database, not-our-database, and then holds nothing open.
 */
export function adoptFolder(context: Context): void {
  context.store?.close()
  Object.assign(context, { store: null, ring: null, trouble: null })
  try {
    adopt(context)
  } catch (error) {
    const plain = error instanceof OfficeError ? error : (storeBehind(error, context.store?.ledger) ?? error)
    context.store?.close()
    Object.assign(context, { store: null, ring: null })
    throw plain
  }
}

function adopt(context: Context): void {
  const { folder, now } = context.options
  if (!existsSync(join(folder, KEYS_FILE))) return adoptWithoutKeys(context) ? undefined : requireNoDesk(folder)
  const signed = hasSigned(folder)
  // A new file beside an old log would spoil the old file when it is put back: none is made.
  if (signed === 0 || existsSync(join(folder, LEDGER_FILE))) context.store = openStore(folder)
  const about = aboutDesk(context)
  if (!about && signed === 0) {
    context.store?.close()
    context.store = null
    return setAside(context)
  }
  context.ring = openKeyring(folder, { now })
  const trouble = troubleOf(context, about ? null : signed)
  context.trouble = trouble && { code: trouble.code, message: trouble.message, next: trouble.next }
}

/** `lost`: lines that were signed and of which nothing is here. */
function troubleOf({ store, ring }: Context, lost: number | null): OfficeError | null {
  if (lost !== null) return new OfficeError('rolled-back', { marked: lost, held: 0 })
  if (ring && hasMoved(ring)) return new OfficeError('folder-moved')
  if (store?.trouble) return new OfficeError(store.trouble, { file: LEDGER_FILE, version: store.version })
  if (store && peekMeta(store.ledger, RESTORED) !== undefined) return new OfficeError('restored')
  return null
}
