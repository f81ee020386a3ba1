/**
 * What runs from the first sign-in on, also while nobody is signed in: chains, index and network, opened with the desk's
 * keys and closed again, in that order and back.
 */
import { OfficeError } from '../shared/errors.ts'
import { indexInTheBackground, makeProjection, mendProjection } from './desk-index.ts'
import { hasSigned } from './desk-folder.ts'
import { makeLedger, openMarks, takeRegistry } from './desk-ledger.ts'
import { isAnswered, networkSeed, settleRestored, takeAdmitted } from './desk-moving.ts'
import { guardKeyOf } from './keys/cipher.ts'
import { openDeskKeys, wipe, type DeskKeys } from './keys/keyring.ts'
import { renameAll } from './ledger/project-again.ts'
import { followRegistry, openAdmissions, rememberAbout, settleHere, startOfficeNetwork } from './office-network.ts'
import type { Context, Running } from './service/context.ts'
import { refreshRanks } from './service/handlers/desk.ts'
import { keepRecoverable } from './service/recovery.ts'
import { openVerifying } from './service/verifying.ts'
import { isSqliteError } from './store/errors.ts'
import { deleteIndex } from './store/open.ts'

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

  async function start(given: DeskKeys): Promise<Running> {
    if (!context.store && context.trouble) throw new OfficeError('rolled-back', { marked: hasSigned(options.folder), held: 0 })
    const keys = takeRegistry(context, given)
    undo.push(() => (wipe(keys), wipe(given)))
    const marks = openMarks(options.folder, context.ring!.file.chain, keys.registrySeed !== null)
    undo.push(() => (marks.desk?.close(), marks.registry?.close()))
    const ledger = makeLedger(context, keys, marks)
    undo.push(() => ledger.vault.wipe())
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
    ledger.succeeded = () => soon(moveOn)
    const base = { keys, guard: guardKeyOf(keys.vaultKey), ledger, projection }
    rememberAbout(base)
    const grown = followRegistry(base, context.ring!, news, () => {
      refreshRanks(context)
      soon(moveOn)
      soon(() => keepRecoverable(base, context.ring!))
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
    const { running } = context
    const answered = running !== null && isAnswered(context, running.ledger)
    if (!running || (!answered && !running.ledger.replaced)) return moving ?? Promise.resolve()
    moving ??= restart({ lock: answered, index: running.ledger.replaced }).finally(() => (moving = null))
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
