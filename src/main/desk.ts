/**
 * `openDesk`: the only file that knows all rooms. Takes the folder, opens store and keyring; the first sign-in opens the
 * desk's keys, and with them chains, index and network, which then go on while nobody is signed in. Suspend and exit close
 * them again.
 */
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { OfficeError } from '../shared/errors.ts'
import type { NetworkId } from '../shared/names.ts'
import type { Reply } from '../shared/wire.ts'
import { guardKeyOf, indexKeyOf, vaultOf } from './keys/cipher.ts'
import { KEYS_FILE } from './keys/key-file.ts'
import { hasMoved, openKeyring, recordedPlace, wipe, type DeskKeys } from './keys/keyring.ts'
import { MARK_FILE, openMark, readMark, REGISTRY_MARK_FILE, type Mark } from './keys/mark.ts'
import { signer } from './keys/native.ts'
import { isSamePlace } from './keys/place.ts'
import { keySigner, openLedger, type Ledger } from './ledger/ledger.ts'
import { catchUp, openProjection, type Projection } from './ledger/project.ts'
import { readTitles } from './ledger/titles.ts'
import { openNews } from './news.ts'
import type { DeskOptions } from './options.ts'
import type { Context, Running } from './service/context.ts'
import { openDispatch } from './service/dispatch.ts'
import type { Door, Session } from './service/door.ts'
import { getFile, putFile } from './service/files.ts'
import { ABOUT, aboutDesk, refreshRanks, type About } from './service/handlers/desk.ts'
import { clockOf } from './service/handlers/first-run.ts'
import { formTitle } from './service/handlers/forms.ts'
import { handlers } from './service/handlers/handlers.ts'
import { openJobs } from './service/jobs.ts'
import { openSessions, type LiveSession } from './service/sessions.ts'
import { openTickets } from './service/tickets.ts'
import { takeFolder } from './store/folder-lock.ts'
import { getMeta } from './store/meta.ts'
import { openIndex, openStore } from './store/open.ts'
import { followRegistry, openAdmissions, startOfficeNetwork } from './office-network.ts'
import { toBase64url } from '../shared/bytes.ts'

export interface Desk extends Door {
  /** The address by which other desks reach this one; null while the network is off or the keys are closed. */
  readonly peer: string | null
}

/** Lines applied to the index between two answers to pages. */
const INDEX_STEP = 256

function openMarks(folder: string, ownsRegistry: boolean): { desk: Mark | null; registry: Mark | null } {
  const open = (name: string): Mark | null => {
    try {
      return openMark(join(folder, name))
    } catch {
      return null // settleMark says `mark-damaged`: reading goes on, signing does not
    }
  }
  return { desk: open(MARK_FILE), registry: ownsRegistry ? open(REGISTRY_MARK_FILE) : null }
}

function makeLedger(context: Context, keys: DeskKeys): { ledger: Ledger; marks: (Mark | null)[] } {
  const { store, ring, options } = context
  if (!store || !ring) throw new OfficeError('no-desk', { folder: options.folder })
  const guard = guardKeyOf(keys.vaultKey)
  const text = getMeta(store.ledger, guard, ABOUT) // checked now that the vault is open; before it is only shown
  if (text === undefined) throw new OfficeError('damaged-database', { file: 'ledger.db', detail: 'it does not say which network it belongs to' })
  const about = JSON.parse(text) as About
  const moved = hasMoved(ring)
  const marks = openMarks(options.folder, keys.registrySeed !== null)
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
  return { ledger, marks: [marks.desk, marks.registry] }
}

function makeProjection(context: Context, keys: DeskKeys, ledger: Ledger): Projection {
  const index = openIndex(context.options.folder, indexKeyOf(keys.vaultKey))
  return openProjection({ ledger, index, titles: readTitles(ledger), formTitle: hash => formTitle(ledger, hash) })
}

/** Applies lines to the index a few at a time, so that answers are never held up; tells pages when it has caught up. */
function indexInTheBackground(context: Context): { wake: () => void; stop: () => void } {
  let timer: NodeJS.Immediate | null = null
  const step = (): void => {
    timer = null
    const { running } = context
    if (!running) return
    const left = catchUp(running.projection, INDEX_STEP)
    if (left > 0) timer = setImmediate(step)
    else context.news.tell('headMoved')
  }
  return {
    wake: () => {
      if (!timer && context.running && catchUp(context.running.projection, 0) > 0) timer = setImmediate(step)
    },
    stop: () => {
      if (timer) clearImmediate(timer)
      timer = null
    }
  }
}

/** Lines that the marks in this folder say were signed; 0 where there are none, 1 where a mark can not be read. */
function hasSigned(folder: string): number {
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

function adopt(context: Context): void {
  const { folder, now } = context.options
  context.store?.close()
  context.store = null
  context.ring = null
  context.trouble = null
  if (!existsSync(join(folder, KEYS_FILE))) return
  const store = openStore(folder)
  context.store = store
  if (!aboutDesk(context) && hasSigned(folder) === 0) {
    // A first run that was interrupted before anything was filed: its keys have signed nothing that was kept.
    store.close()
    context.store = null
    for (const name of [KEYS_FILE, MARK_FILE, REGISTRY_MARK_FILE]) if (existsSync(join(folder, name))) renameSync(join(folder, name), join(folder, `${name}.unfinished-${now()}`))
    return
  }
  context.ring = openKeyring(folder, { now })
  const lost = aboutDesk(context) ? null : new OfficeError('rolled-back', { marked: hasSigned(folder), held: 0 })
  const trouble = lost ?? (hasMoved(context.ring) ? new OfficeError('folder-moved') : null) ?? (store.trouble ? new OfficeError(store.trouble, { file: 'ledger.db', version: store.version }) : null)
  context.trouble = trouble && { code: trouble.code, message: trouble.message, next: trouble.next }
}

export async function openDesk(options: DeskOptions): Promise<Desk> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const lock = takeFolder(options.folder)
  const news = openNews()
  const newId = (): string => toBase64url(options.random(24))
  const context: Context = {
    options,
    news,
    sessions: openSessions(newId),
    jobs: openJobs(news, options.now),
    tickets: openTickets(options.now, newId),
    store: null,
    ring: null,
    running: null,
    trouble: null,
    open: keys => open(keys),
    adopt: () => adopt(context)
  }
  const indexing = indexInTheBackground(context)
  let marks: (Mark | null)[] = []
  let opening: Promise<Running> | null = null
  const open = (keys: DeskKeys): Promise<Running> => (opening ??= start(keys).finally(() => (opening = null)))

  async function start(keys: DeskKeys): Promise<Running> {
    if (context.running) return context.running
    if (context.trouble?.code === 'rolled-back') throw new OfficeError('rolled-back', { marked: hasSigned(options.folder), held: 0 })
    const made = makeLedger(context, keys)
    marks = made.marks
    const { ledger } = made
    const guard = guardKeyOf(keys.vaultKey)
    const projection = makeProjection(context, keys, ledger)
    const base = { keys, guard, ledger, index: projection.index, projection }
    const grown = followRegistry(base, context.ring!, news, () => refreshRanks(context))
    const connect = options.listen !== null && ledger.own.trouble?.code !== 'folder-moved'
    const network = connect ? await startOfficeNetwork({ base, options, news, wake: indexing.wake, registryGrew: grown, log: error => console.error(error) }) : null
    const admissions = ledger.ownRegistry ? openAdmissions(base, () => network?.self().addresses ?? [], grown) : null
    const running: Running = { ...base, admissions, network, registryGrew: grown }
    context.running = running
    indexing.wake()
    return running
  }

  async function stop(): Promise<void> {
    context.sessions.lockAll()
    await context.jobs.close()
    indexing.stop()
    const { running } = context
    context.running = null
    if (!running) return
    await running.network?.close()
    running.index.close()
    for (const mark of marks) mark?.close()
    wipe(running.keys)
  }

  try {
    adopt(context)
  } catch (error) {
    lock.release()
    throw error
  }
  const dispatch = openDispatch(context, handlers, error => console.error(error))
  return doorOf(context, dispatch, stop, () => lock.release())
}

function doorOf(context: Context, dispatch: (session: LiveSession, name: string, input: unknown) => Promise<Reply>, stop: () => Promise<void>, release: () => void): Desk {
  const { sessions, news } = context
  const live = (session: Session): LiveSession => {
    const known = sessions.of(session)
    if (!known) throw new OfficeError('not-signed-in')
    return known
  }
  return {
    get peer() {
      return context.running?.network?.self().addresses[0] ?? null
    },
    openSession: () => sessions.open(),
    closeSession: session => {
      const known = sessions.of(session)
      if (known) sessions.close(known)
    },
    dispatch: (session, name, input) => {
      const known = sessions.of(session)
      return known ? dispatch(known, name, input) : Promise.resolve({ ok: false, code: 'not-signed-in', detail: {} })
    },
    putFile: async (session, bytes) => putFile(context, live(session), bytes),
    getFile: async (session, path) => getFile(context, live(session), path),
    listen: receive => news.listen(receive),
    lock() {
      sessions.lockAll()
      news.tell('deskChanged')
    },
    async close() {
      await stop()
      context.store?.close()
      context.store = null
      release()
    }
  }
}
