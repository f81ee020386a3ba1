/**
 * The one door: name known? role enough? shape right? Then the handler. Only here are errors caught and made replies;
 * what is not an OfficeError is told to the log and answered as `internal`.
 */
import { calls, ranks, type CallName, type Checked, type Output } from '../../shared/contract.ts'
import { OfficeError, type Detail } from '../../shared/errors.ts'
import type { Reply } from '../../shared/wire.ts'
import { storeBehind } from '../store/damage.ts'
import { isFatal } from '../store/errors.ts'
import type { Context } from './context.ts'
import { QUESTION_MS, wholeIndex } from './fresh-index.ts'
import type { LiveSession } from './sessions.ts'
import { stopped } from './stopped.ts'

export type Handler<N extends CallName> = (context: Context, input: Checked<N>, session: LiveSession) => Output<N> | Promise<Output<N>>
export type Handlers = { readonly [N in CallName]: Handler<N> }

const isCall = (name: unknown): name is CallName => typeof name === 'string' && Object.hasOwn(calls, name)

const failed = (code: string, detail: Detail): Reply => ({ ok: false, code, detail })

function requireRank(name: CallName, session: LiveSession): void {
  const wanted = calls[name].rank
  if (ranks.indexOf(session.rank) >= ranks.indexOf(wanted)) return
  if (session.person === null) throw new OfficeError('not-signed-in')
  throw new OfficeError('not-allowed', { role: session.rank, wanted })
}

function checkedInput<N extends CallName>(name: N, input: unknown): Checked<N> {
  const parsed = calls[name].input.safeParse(input)
  if (parsed.success) return parsed.data as Checked<N>
  const [issue] = parsed.error.issues
  const got = issue ? valueAt(input, issue.path) : input
  throw new OfficeError('bad-input', { field: issue?.path.join('.') || name, wanted: issue?.message ?? 'something else', got: shown(got, issue?.path ?? []) })
}

/** Fields that are never said back: an answer may end in a log. */
const SECRET = new Set<PropertyKey>(['passphrase', 'old', 'new', 'recoveryKey', 'invitation'])

function shown(got: unknown, path: readonly PropertyKey[]): string {
  if (got === undefined) return 'nothing'
  if (typeof got === 'object') return got === null ? 'null' : 'an object'
  if (path.some(part => SECRET.has(part))) return 'something else'
  return typeof got === 'string' ? got.slice(0, 80) : (JSON.stringify(got) ?? typeof got)
}

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined), input)

/** A damaged index is a cache: it is made again, and the question asked again. What filed something finds its own id. */
export async function overMendedIndex<T>(
  context: Pick<Context, 'mendIndex' | 'running'>,
  log: (error: unknown) => void,
  ask: () => T | Promise<T>
): Promise<T> {
  try {
    if (context.running?.index.open === false) context.mendIndex() // it could not be made again when it was last tried
    return await ask()
  } catch (error) {
    if (!isFatal(error) || !context.mendIndex()) throw error
    log(error)
    return ask()
  }
}

export function openDispatch(
  context: Context,
  handlers: Handlers,
  log: (error: unknown) => void
): (session: LiveSession, name: string, input: unknown) => Promise<Reply> {
  return async (session, name, input) => {
    const before = stopped(context)?.code
    try {
      if (!isCall(name)) throw new OfficeError('unknown-call', { name: typeof name === 'string' ? (name as string).slice(0, 80) : typeof name })
      const question = calls[name].stale.length > 0
      if (context.sessions.lockIdle()) context.news.tell('deskChanged')
      context.sessions.hear(session, name, input, question)
      requireRank(name, session)
      if (context.moving) await context.moving
      const handler = handlers[name] as Handler<CallName>
      const checked = checkedInput(name, input) as Checked<CallName>
      const ask = async (): Promise<unknown> => {
        if (context.running && (question || name === 'proveRecord')) await wholeIndex(context.running, QUESTION_MS)
        return handler(context, checked, session)
      }
      return { ok: true, value: await overMendedIndex<unknown>(context, log, ask) }
    } catch (error) {
      if (error instanceof OfficeError) {
        if (error.code === 'internal') log(error)
        return failed(error.code, error.detail)
      }
      log(error)
      const behind = storeBehind(error, context.store?.ledger)
      if (behind) return failed(behind.code, behind.detail)
      return failed('internal', { what: error instanceof Error ? error.message : String(error) })
    } finally {
      if (stopped(context)?.code !== before) context.news.tell('deskChanged')
    }
  }
}
