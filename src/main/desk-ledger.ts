/** The ledger of a desk as its keys open it: with its marks, or with why it may not sign. */
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { OfficeError } from '../shared/errors.ts'
import type { Key, NetworkId } from '../shared/names.ts'
import { guardKeyOf, vaultOf } from './keys/cipher.ts'
import { hasMoved, recordedPlace, type DeskKeys } from './keys/keyring.ts'
import { createMark, MARK_FILE, openMark, REGISTRY_MARK_FILE, type Advance, type Mark } from './keys/mark.ts'
import { signer } from './keys/native.ts'
import { finishMarks } from './keys/next-keys.ts'
import { nextRegistrySigner, takeNextRegistry } from './keys/next-registry.ts'
import { isSamePlace } from './keys/place.ts'
import { keySigner, openLedger, type Ledger } from './ledger/ledger.ts'
import type { Context } from './service/context.ts'
import { ABOUT, type About } from './service/handlers/desk.ts'
import { clockOf } from './service/handlers/first-run.ts'
import { getMeta } from './store/meta.ts'

export interface Marks {
  readonly desk: Mark | null
  readonly registry: Mark | null
}

export function openMarks(folder: string, chain: Key, ownsRegistry: boolean): Marks {
  finishMarks(folder, chain)
  const open = (name: string): Mark | null => {
    try {
      return openMark(join(folder, name))
    } catch {
      return null // settleMark says `mark-damaged`: reading goes on, signing does not
    }
  }
  return { desk: open(MARK_FILE), registry: ownsRegistry ? open(REGISTRY_MARK_FILE) : null }
}

/** A mark in place of one that is missing or can not be read, which is kept beside it. */
function markAgain({ options, ring }: Context, net: NetworkId, isRegistry: boolean, chain: Key, at: Advance): Mark {
  const path = join(options.folder, isRegistry ? REGISTRY_MARK_FILE : MARK_FILE)
  if (existsSync(path)) renameSync(path, `${path}.damaged-${options.now()}`)
  return createMark(path, { ...recordedPlace(ring!), net, chain, root: null, ...at })
}

/** Where a succession has made this desk the one that keeps the registry: the keys with that of the new registry. */
export function takeRegistry({ store, ring }: Context, keys: DeskKeys): DeskKeys {
  const text = store && getMeta(store.ledger, guardKeyOf(keys.vaultKey), ABOUT)
  const about = text === undefined || text === null ? null : (JSON.parse(text) as About)
  return (ring && about?.net && takeNextRegistry(ring, keys, about.net as NetworkId, about.registry)) || keys
}

export function makeLedger(context: Context, keys: DeskKeys, marks: Marks): Ledger {
  const { store, ring, options } = context
  if (!store || !ring) throw new OfficeError('no-desk', { folder: options.folder })
  const guard = guardKeyOf(keys.vaultKey)
  const text = getMeta(store.ledger, guard, ABOUT) // checked now that the vault is open; before it is only shown
  if (text === undefined) throw new OfficeError('damaged-database', { file: 'ledger.db', detail: 'it does not say which network it belongs to' })
  const about = JSON.parse(text) as About
  const moved = hasMoved(ring)
  const place = recordedPlace(ring)
  if (!moved) for (const mark of [marks.desk, marks.registry]) if (mark && !isSamePlace(mark.value, place)) mark.rebind(place)
  const next = nextRegistrySigner(ring, keys)
  const ledger = openLedger({
    store,
    clock: clockOf(context),
    vault: vaultOf(keys.vaultKey),
    guard,
    net: about.net as NetworkId,
    registryKey: about.registry,
    desk: keySigner(signer(keys.seed)),
    registrySigner: keys.registrySeed && keySigner(signer(keys.registrySeed)),
    nextRegistry: next && keySigner(next),
    deskMark: marks.desk,
    registryMark: marks.registry,
    makeMark: (chain, at) => markAgain(context, about.net as NetworkId, chain === about.registry, chain, at)
  })
  // Two desks must never sign with one key: a copy reads, and signs nothing until it says which of the two it is.
  if (moved) for (const own of [ledger.own, ledger.ownRegistry]) if (own) own.trouble = { code: 'folder-moved', detail: {} }
  return ledger
}
