/**
 * `openDesk`: opens a data folder and gives its one door. The first sign-in opens the desk's keys, and with them chains,
 * index and network (desk-running.ts), which then go on while nobody is signed in. Suspend and exit close them again.
 */
import { mkdirSync } from 'node:fs'
import { OfficeError } from '../shared/errors.ts'
import type { Reply } from '../shared/wire.ts'
import { toBase64url } from '../shared/bytes.ts'
import { adoptFolder } from './desk-folder.ts'
import { makeEngine, type Engine } from './desk-running.ts'
import { openNews } from './news.ts'
import type { DeskOptions } from './options.ts'
import type { Context } from './service/context.ts'
import { openDispatch, overMendedIndex } from './service/dispatch.ts'
import type { Door, Session } from './service/door.ts'
import { lookSchedule, LOOK_MS } from './service/backup-schedule.ts'
import { openBackups } from './service/backup-job.ts'
import { getFile, openFile, putFile, upload } from './service/files.ts'
import { handlers } from './service/handlers/handlers.ts'
import { openJobs } from './service/jobs.ts'
import { openSessions, type LiveSession } from './service/sessions.ts'
import { openTickets } from './service/tickets.ts'
import { storeBehind } from './store/damage.ts'
import { takeFolder } from './store/folder-lock.ts'
import { openUploads } from './store/uploads.ts'

export interface Desk extends Door {
  /** The address by which other desks reach this one; null while the network is off or the keys are closed. */
  readonly peer: string | null
}

/** How often it is looked whether somebody went away without signing out, in ms. */
const IDLE_LOOK_MS = 15_000

/** Throws folder-in-use, damaged-keys, damaged-database, not-our-database, disk-failed. */
export async function openDesk(options: DeskOptions): Promise<Desk> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const lock = takeFolder(options.folder)
  const news = openNews()
  const newId = (): string => toBase64url(options.random(24))
  const tickets = openTickets(options.now, newId)
  const uploads = openUploads(options.folder)
  const context: Context = {
    options,
    news,
    sessions: openSessions(newId, options.monotonic, session => {
      tickets.drop(session)
      uploads.drop(session.id)
    }),
    jobs: openJobs(news, options.now),
    tickets,
    uploads,
    backups: openBackups(news, options.now),
    store: null,
    ring: null,
    running: null,
    trouble: null,
    closed: false,
    making: false,
    moving: null,
    open: async keys => {
      const running = await engine.open(keys)
      void lookSchedule(context)
      return running
    },
    shut: () => engine.close(),
    adopt: () => adoptFolder(context),
    moveOn: () => engine.moveOn(),
    reconnect: () => engine.reconnect(),
    mendIndex: () => engine.mendIndex()
  }
  const engine: Engine = makeEngine(context)
  try {
    context.adopt()
  } catch (error) {
    lock.release()
    throw error
  }
  const idle = setInterval(() => void (context.sessions.lockIdle() && news.tell('deskChanged')), IDLE_LOOK_MS)
  idle.unref()
  const schedule = setInterval(() => void lookSchedule(context), LOOK_MS)
  schedule.unref()
  return doorOf(context, async () => {
    clearInterval(idle)
    clearInterval(schedule)
    uploads.clear()
    await engine.close()
    context.store?.close()
    context.store = null
    lock.release()
  })
}

function doorOf(context: Context, release: () => Promise<void>): Desk {
  const { sessions, news } = context
  const log = (error: unknown): void => console.error(error)
  const dispatch = openDispatch(context, handlers, log)
  /** Files have a door of their own: a damaged index is mended for them too, and what SQLite says comes out in plain words. */
  const plainly = async <T>(ask: () => T | Promise<T>): Promise<T> => {
    try {
      return await overMendedIndex(context, log, ask)
    } catch (error) {
      throw error instanceof OfficeError ? error : (storeBehind(error, context.store?.ledger) ?? error)
    }
  }
  let closing: Promise<void> | null = null
  const close = async (): Promise<void> => {
    context.closed = true
    sessions.lockAll()
    await context.jobs.close()
    await context.backups.close()
    await release()
  }
  const refused: Reply = { ok: false, code: 'not-signed-in', detail: {} }
  const live = (session: Session): LiveSession => {
    const known = context.closed ? undefined : sessions.of(session)
    if (!known) throw new OfficeError('not-signed-in')
    if (sessions.lockIdle()) news.tell('deskChanged')
    sessions.hear(known, 'file', null, false)
    return known
  }
  return {
    get peer() {
      return context.running?.network?.self().addresses[0] ?? null
    },
    openSession: () => sessions.open(),
    closeSession: session => {
      const known = sessions.of(session)
      if (!known) return
      sessions.close(known)
      context.uploads.drop(known.id)
    },
    dispatch: (session, name, input) => {
      const known = context.closed ? undefined : sessions.of(session)
      context.running?.verifying.busy()
      return known ? dispatch(known, name, input) : Promise.resolve(refused)
    },
    putFile: (session, bytes) => plainly(() => putFile(context, live(session), bytes)),
    getFile: (session, path) => plainly(() => getFile(context, live(session), path)),
    openFile: (session, path) => plainly(() => openFile(context, live(session), path)),
    upload: (session, pieces) => plainly(() => upload(context, live(session), pieces)),
    listen: receive => news.listen(receive),
    lock() {
      sessions.lockAll()
      news.tell('deskChanged')
    },
    close: () => (closing ??= close())
  }
}
