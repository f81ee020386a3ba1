/**
 * The one door: name known? role enough? shape right? Then the handler. Only here are errors caught and made replies;
 * what is not an OfficeError is told to the log and answered as `internal`.
 */
import { calls, ranks, type CallName, type Checked, type Output } from '../../shared/contract.ts'
import { OfficeError, type Detail } from '../../shared/errors.ts'
import type { Reply } from '../../shared/wire.ts'
import type { Context } from './context.ts'
import type { LiveSession } from './sessions.ts'

export type Handler<N extends CallName> = (context: Context, input: Checked<N>, session: LiveSession) => Output<N> | Promise<Output<N>>
export type Handlers = { readonly [N in CallName]: Handler<N> }

const isCall = (name: string): name is CallName => Object.hasOwn(calls, name)

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
  throw new OfficeError('bad-input', { field: issue?.path.join('.') || name, wanted: issue?.message ?? 'something else', got: got === undefined ? 'nothing' : typeof got === 'object' ? 'an object' : String(got).slice(0, 80) })
}

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined), input)

export function openDispatch(context: Context, handlers: Handlers, log: (error: unknown) => void): (session: LiveSession, name: string, input: unknown) => Promise<Reply> {
  return async (session, name, input) => {
    try {
      if (!isCall(name)) throw new OfficeError('unknown-call', { name: name.slice(0, 80) })
      requireRank(name, session)
      const handler = handlers[name] as Handler<CallName>
      const value = await handler(context, checkedInput(name, input) as Checked<CallName>, session)
      return { ok: true, value }
    } catch (error) {
      if (error instanceof OfficeError) {
        if (error.code === 'internal') log(error)
        return failed(error.code, error.detail)
      }
      log(error)
      return failed('internal', { what: error instanceof Error ? error.message : String(error) })
    }
  }
}
