/** A draft by its id, where there may be none yet. Asked once: what is kept while one types must not open the form anew. */
import { useState } from 'react'
import type { Output } from '../../../shared/contract.ts'
import type { OfficeError } from '../../../shared/errors.ts'
import { useCall } from '../../office/use-call.ts'

export interface KeptDraft {
  /** Null: there is none. Undefined: not known yet. */
  readonly value: Output<'getDraft'> | null | undefined
  readonly error: OfficeError | undefined
  again(): void
}

/** `id` stays what it was: another draft is another page. */
export function useKeptDraft(id: string): KeptDraft {
  const [kept, setKept] = useState<boolean | null>(null)
  const drafts = useCall('listDrafts', {})
  const draft = useCall('getDraft', { id }, kept === true)
  if (kept === null && drafts.value) setKept(drafts.value.some(one => one.id === id))
  if (kept === null) return { value: undefined, error: drafts.error, again: drafts.again }
  return { value: kept ? draft.value : null, error: draft.error, again: draft.again }
}
