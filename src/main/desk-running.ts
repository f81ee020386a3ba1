/**
 * What runs from the first sign-in on, also while nobody is signed in: chains, index and network, opened with the desk's
 * keys and closed again, in that order and back.
 */
import { join } from 'node:path'
import { OfficeError } from '../shared/errors.ts'
import type { NetworkId } from '../shared/names.ts'
import { guardKeyOf, indexKeyOf, vaultOf } from './keys/cipher.ts'
import { hasMoved, recordedPlace, wipe, type DeskKeys } from './keys/keyring.ts'
import { MARK_FILE, openMark, REGISTRY_MARK_FILE, type Mark } from './keys/mark.ts'
import { signer } from './keys/native.ts'
import { isSamePlace } from './keys/place.ts'
import { keySigner, openLedger, type Ledger } from './ledger/ledger.ts'
import { catchUp, openProjection, type Projection } from './ledger/project.ts'
import { readTitles } from './ledger/titles.ts'
import { hasSigned } from './desk-folder.ts'
import { followRegistry, openAdmissions, startOfficeNetwork } from './office-network.ts'
import type { Context, Running } from './service/context.ts'
import { ABOUT, refreshRanks, type About } from './service/handlers/desk.ts'
import { clockOf } from './service/handlers/first-run.ts'
import { formTitle } from './service/handlers/forms.ts'
import { isSqliteError } from './store/errors.ts'
import { getMeta } from './store/meta.ts'
import { deleteIndex, isSound, openIndex } from './store/open.ts'

/** Lines applied to the index between two answers to pages. */
const INDEX_STEP = 256

interface Marks {
  readonly desk: Mark | null
  readonly registry: Mark | null
}

function openMarks(folder: string, ownsRegistry: boolean): Marks {
  const open = (name: string): Mark | null => {
    try {
      return openMark(join(folder, name))
    } catch {
      return null // settleMark says `mark-damaged`: reading goes on, signing does not
    }
  }
  return { desk: open(MARK_FILE), registry: ownsRegistry ? open(REGISTRY_MARK_FILE) : null }
}

function makeLedger(context: Context, keys: DeskKeys, marks: Marks): Ledger {
  const { store, ring, options } = context
  if (!store || !ring) throw new OfficeError('no-desk', { folder: options.folder })
  const guard = guardKeyOf(keys.vaultKey)
  const text = getMeta(store.ledger, guard, ABOUT) // checked now that the vault is open; before it is only shown
  if (text === undefined) throw new OfficeError('damaged-database', { file: 'ledger.db', detail: 'it does not say which network it belongs to' })
  const about = JSON.parse(text) as About
  const moved = hasMoved(ring)
  const place = recordedPlace(ring)
  if (!moved) for (const mark of [marks.desk, marks.registry]) if (mark && !isSamePlace(mark.value, place)) mark.rebind(place)
  const ledger = openLedger({
    store,
    clock: clockOf(context),
    vault: vaultOf(keys.vaultKey),
    guard,
    net: about.net as NetworkId,
    registryKey: about.registry,
    desk: keySigner(signer(keys.seed)),
    registrySigner: keys.registrySeed && keySigner(signer(keys.registrySeed)),
    deskMark: marks.desk,
    registryMark: marks.registry
  })
  // Two desks must never sign with one key: a copy reads, and signs nothing until it says which of the two it is.
  if (moved) for (const own of [ledger.own, ledger.ownRegistry]) if (own) own.trouble = { code: 'folder-moved', detail: {} }
  return ledger
}

function makeProjection(folder: string, keys: DeskKeys, ledger: Ledger): Projection {
  const open = (): Projection => {
    const index = openIndex(folder, indexKeyOf(keys.vaultKey))
    try {
      return openProjection({ ledger, index, titles: readTitles(ledger), formTitle: hash => formTitle(ledger, hash) })
    } catch (error) {
      index.close()
      throw error
    }
  }
  try {
    return open()
  } catch (error) {
    if (!isSqliteError(error)) throw error
    deleteIndex(folder) // damaged beyond what opening looks at: it is a cache
    return open()
  }
}

/** An index that SQLite finds damaged is thrown away and fills again; true when it was. */
function mendProjection(folder: string, keys: DeskKeys, projection: Projection): boolean {
  const { index } = projection
  if (index.open && isSound(index)) return false
  if (index.open) index.close() // it is not where an earlier attempt could not make it again
  deleteIndex(folder)
  projection.index = makeProjection(folder, keys, projection.ledger).index
  return true
}

/** Applies lines to the index a few at a time, so that answers are never held up; tells pages when it has caught up. */
function indexInTheBackground(context: Context, mend: () => boolean): { wake: () => void; stop: () => void } {
  let timer: NodeJS.Immediate | null = null
  /** Lines left to be applied; 0 where the index can not be written now (full disk): it is tried again with the next line. */
  const some = (most: number): number => {
    const { running } = context
    if (!running) return 0
    try {
      return catchUp(running.projection, most)
    } catch (error) {
      if (!isSqliteError(error)) throw error
      return mend() ? catchUp(running.projection, 0) : 0
    }
  }
  const step = (): void => {
    timer = null
    const { running } = context
    if (!running) return
    const left = some(INDEX_STEP)
    if (left > 0) timer = setImmediate(step)
    else context.news.tell('headMoved')
  }
  return {
    wake: () => {
      if (!timer && context.running && some(0) > 0) timer = setImmediate(step)
    },
    stop: () => {
      if (timer) clearImmediate(timer)
      timer = null
    }
  }
}

export interface Engine {
  /** Opens what the desk keys open; the keys are the caller's no more. Idempotent. */
  open(keys: DeskKeys): Promise<Running>
  /** Closes it, and wipes the keys. */
  close(): Promise<void>
  /** Throws a damaged index away; true when it was damaged. */
  mendIndex(): boolean
}

export function makeEngine(context: Context): Engine {
  const { options, news } = context
  const mendIndex = (): boolean => {
    const { running } = context
    return running !== null && mendProjection(options.folder, running.keys, running.projection)
  }
  const indexing = indexInTheBackground(context, mendIndex)
  const undo: (() => void | Promise<void>)[] = []
  let opening: Promise<Running> | null = null

  async function start(keys: DeskKeys): Promise<Running> {
    if (!context.store && context.trouble) throw new OfficeError('rolled-back', { marked: hasSigned(options.folder), held: 0 })
    undo.push(() => wipe(keys))
    const marks = openMarks(options.folder, keys.registrySeed !== null)
    undo.push(() => (marks.desk?.close(), marks.registry?.close()))
    const ledger = makeLedger(context, keys, marks)
    const projection = makeProjection(options.folder, keys, ledger)
    undo.push(() => void projection.index.close())
    const base = { keys, guard: guardKeyOf(keys.vaultKey), ledger, projection }
    const grown = followRegistry(base, context.ring!, news, () => refreshRanks(context))
    const connect = options.listen !== null && context.trouble === null
    const network = connect
      ? await startOfficeNetwork({ base, options, news, wake: indexing.wake, registryGrew: grown, log: error => console.error(error) })
      : null
    if (network) undo.push(() => network.close())
    const admissions = ledger.ownRegistry ? openAdmissions(base, () => network?.self().addresses ?? [], grown) : null
    context.running = {
      ...base,
      admissions,
      network,
      registryGrew: grown,
      get index() {
        return projection.index
      }
    }
    indexing.wake()
    return context.running
  }

  async function close(): Promise<void> {
    await opening?.catch(() => undefined)
    indexing.stop()
    context.running = null
    for (const step of undo.splice(0).reverse()) await step()
  }

  return {
    async open(keys) {
      if (context.running) {
        if (context.running.keys !== keys) wipe(keys)
        return context.running
      }
      if (opening) {
        const running = await opening
        if (running.keys !== keys) wipe(keys)
        return running
      }
      opening = start(keys)
      try {
        return await opening
      } catch (error) {
        opening = null
        await close()
        throw error
      } finally {
        opening = null
      }
    },
    close,
    mendIndex
  }
}
