/** Why a desk that runs signs nothing, or keeps nothing any more. */
import { OfficeError } from '../../shared/errors.ts'
import { failureOf } from '../store/transact.ts'
import type { Context } from './context.ts'

/** Of its own chains, or of a ledger that could not be written and stays readable until a new start; null where all is well. */
export function stopped({ running, store }: Pick<Context, 'running' | 'store'>): OfficeError | null {
  const trouble = running ? (running.ledger.own.trouble ?? running.ledger.ownRegistry?.trouble ?? null) : null
  if (trouble) return new OfficeError(trouble.code, trouble.detail)
  const failure = store ? failureOf(store.ledger) : undefined
  return failure === undefined ? null : new OfficeError('disk-failed', { detail: failure })
}
