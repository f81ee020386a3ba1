/**
 * What runs from the first sign-in on, also while nobody is signed in: chains, index and network, opened with the desk's
 * keys and closed again, in that order and back.
 */
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { OfficeError } from '../shared/errors.ts'
import type { Key, NetworkId } from '../shared/names.ts'
import { guardKeyOf, indexKeyOf, vaultOf } from './keys/cipher.ts'
import { hasMoved, openDeskKeys, recordedPlace, wipe, type DeskKeys } from './keys/keyring.ts'
import { finishMarks } from './keys/next-keys.ts'
import { createMark, MARK_FILE, openMark, REGISTRY_MARK_FILE, type Advance, type Mark } from './keys/mark.ts'
import { signer } from './keys/native.ts'
import { isSamePlace } from './keys/place.ts'
import { keySigner, openLedger, type Ledger } from './ledger/ledger.ts'
import { catchUpFor } from './ledger/in-slices.ts'
import { catchUp, openProjection, renameAll, type Projection } from './ledger/project.ts'
import { readTitles } from './ledger/titles.ts'
import { hasSigned } from './desk-folder.ts'
import { isAnswered, networkSeed, settleRestored, takeAdmitted } from './desk-moving.ts'
import { followRegistry, openAdmissions, rememberAbout, settleHere, startOfficeNetwork } from './office-network.ts'
import type { Context, Running } from './service/context.ts'
import { openVerifying } from './service/verifying.ts'
import { ABOUT, refreshRanks, type About } from './service/handlers/desk.ts'
import { clockOf } from './service/handlers/first-run.ts'
import { formTitle } from './service/handlers/forms.ts'
import { isSqliteError } from './store/errors.ts'
import { getMeta } from './store/meta.ts'
import { deleteIndex, isSound, openIndex } from './store/open.ts'

interface Marks {
  readonly desk: Mark | null
  readonly registry: Mark | null
}

function openMarks(folder: string, chain: Key, ownsRegistry: boolean): Marks {
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
    registryMark: marks.registry,
    makeMark: (chain, at) => markAgain(context, about.net as NetworkId, chain === about.registry, chain, at)
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
  const some = (apply: (projection: Projection) => number): number => {
    const { running } = context
    if (!running) return 0
    try {
      return apply(running.projection)
    } catch (error) {
      if (!isSqliteError(error)) throw error
      return mend() ? catchUp(running.projection, 0) : 0
    }
  }
  const step = (): void => {
    timer = null
    const { running } = context
    if (!running) return
    const left = some(catchUpFor)
    if (left > 0) timer = setImmediate(step)
    else context.news.tell('headMoved')
  }
  return {
    wake: () => {
      if (!timer && context.running && some(projection => catchUp(projection, 0)) > 0) timer = setImmediate(step)
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
  moveOn(): Promise<void>
  reconnect(): Promise<void>
}

export function makeEngine(context: Context): Engine {
  const { options, news } = context
  const mendIndex = (): boolean => {
    const { running } = context
    return running !== null && mendProjection(options.folder, running.keys, running.projection)
  }
  const indexing = indexInTheBackground(context, mendIndex)
  /** A crash may have come between a name or form that arrived and the rows that show it. */
  const mendRows = (): void => {
    try {
      if (context.running) renameAll(context.running.projection)
    } catch (error) {
      console.error(error) // a full disk, a damaged index: told where it is asked
    }
  }
  /** What was left when the program stopped. A damaged index is made anew for it; what else fails is told where it is asked. */
  const settleLeft = (settle: () => void): void => {
    try {
      settle()
    } catch (error) {
      log(error)
      if (isSqliteError(error) && mendIndex()) settle()
    }
  }
  const undo: (() => void | Promise<void>)[] = []
  let opening: Promise<Running> | null = null

  const log = (error: unknown): void => console.error(error)
  /** Not within what set it off: that may have to end first. */
  const soon = (work: () => Promise<void>): void => void setImmediate(() => void work().catch(log))
  const unwind = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step()
  }

  async function start(keys: DeskKeys): Promise<Running> {
    if (!context.store && context.trouble) throw new OfficeError('rolled-back', { marked: hasSigned(options.folder), held: 0 })
    undo.push(() => wipe(keys))
    const marks = openMarks(options.folder, context.ring!.file.chain, keys.registrySeed !== null)
    undo.push(() => (marks.desk?.close(), marks.registry?.close()))
    const ledger = makeLedger(context, keys, marks)
    undo.push(() => (ledger.own.mark?.close(), ledger.ownRegistry?.mark?.close())) // one that was missing may have been made since
    const taken = takeAdmitted(context, keys, ledger)
    if (taken) {
      await unwind()
      context.adopt()
      return start(taken)
    }
    settleRestored(context, ledger)
    const projection = makeProjection(options.folder, keys, ledger)
    undo.push(() => void projection.index.close())
    const base = { keys, guard: guardKeyOf(keys.vaultKey), ledger, projection }
    rememberAbout(base)
    const grown = followRegistry(base, context.ring!, news, () => {
      refreshRanks(context)
      soon(moveOn)
    })
    const verifying = openVerifying({
      folder: options.folder,
      vaultKey: keys.vaultKey,
      guard: base.guard,
      ledger,
      jobs: context.jobs,
      news,
      now: options.now,
      times: options.verifying ?? null,
      log
    })
    undo.push(() => verifying.close())
    const seed = options.listen === null ? null : networkSeed(context, keys, ledger)
    const left = (): void => soon(() => restart({ index: true }))
    const network = seed
      ? await startOfficeNetwork({ base: { ...base, verifying }, seed, options, news, wake: indexing.wake, registryGrew: grown, left, log })
      : null
    if (network) undo.push(() => network.close())
    const admissions = ledger.ownRegistry ? openAdmissions(base, () => network?.self().addresses ?? []) : null
    context.running = {
      ...base,
      admissions,
      network,
      registryGrew: grown,
      settle: () => {
        settleHere(base, grown, network)
        indexing.wake()
      },
      verifying,
      get index() {
        return projection.index
      }
    }
    settleLeft(() => settleHere(base, grown, network))
    indexing.wake()
    setImmediate(mendRows)
    return context.running
  }

  async function close(): Promise<void> {
    await opening?.catch(() => undefined)
    indexing.stop()
    context.running = null
    await unwind()
  }

  /** Opened anew in this program: other keys, or another end of a chain. */
  function restart(how: { readonly lock?: boolean; readonly index?: boolean }): Promise<void> {
    const again = (context.moving ?? Promise.resolve()).then(() => openAnew(how))
    context.moving = again.catch(() => undefined).then(() => void (context.moving = null))
    return again
  }

  async function openAnew({ lock = false, index = false }: { readonly lock?: boolean; readonly index?: boolean }): Promise<void> {
    const { running, ring } = context
    if (!running || !ring || context.closed) return
    const secret = Buffer.from(running.keys.secret)
    if (lock) context.sessions.lockAll()
    await context.jobs.close()
    await close()
    if (index) deleteIndex(options.folder)
    context.adopt()
    await engine.open(openDeskKeys(ring, secret))
    for (const kind of ['deskChanged', 'headMoved', 'peersChanged'] as const) news.tell(kind)
  }

  let moving: Promise<void> | null = null
  function moveOn(): Promise<void> {
    if (!context.running || !isAnswered(context, context.running.ledger)) return moving ?? Promise.resolve()
    moving ??= restart({ lock: true }).finally(() => (moving = null))
    return moving
  }

  async function reconnect(): Promise<void> {
    const { running } = context
    if (running && !running.network && options.listen !== null && networkSeed(context, running.keys, running.ledger)) await restart({})
  }

  const engine: Engine = {
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
    mendIndex,
    moveOn,
    reconnect
  }
  return engine
}
