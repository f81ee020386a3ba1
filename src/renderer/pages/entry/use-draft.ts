import { useCallback, useEffect, useRef, useState } from 'react'
import type { Input, Output } from '../../../shared/contract.ts'
import type { OfficeError } from '../../../shared/errors.ts'
import { useOffice } from '../../office/context.tsx'
import { useUnsaved } from '../../office/unsaved.ts'
import { officeError } from '../../office/use-call.ts'

export type DraftInput = NonNullable<Input<'saveDraft'>>
export type Draft = Output<'getDraft'>
/** A change waits at most this long (ms) before it is saved. */
const SOON = 700
/** After a refusal the next try comes by itself (ms). */
const RETRY = 5000

export type Saving =
  | { readonly state: 'clean' | 'waiting' | 'saving' }
  | { readonly state: 'saved'; readonly at: string }
  | { readonly state: 'failed'; readonly error: OfficeError }

export interface Keeper {
  readonly saving: Saving
  /** What the draft is by now; saved soon. */
  keep(draft: DraftInput): void
  /** Saved when this resolves; throws when it could not be. */
  flush(): Promise<void>
  /** Nothing more is saved: it has been filed, or thrown away. Resolves when no save is under way. */
  stop(): Promise<void>
}

/** Keeps a draft at the desk while it is being written: soon after each change, when the page is hidden or left, and before a lock. */
export function useDraftKeeper(): Keeper {
  const office = useOffice()
  const [saving, setSaving] = useState<Saving>({ state: 'clean' })
  const next = useRef<DraftInput | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const under = useRef<Promise<void>>(Promise.resolve())
  const stopped = useRef(false)

  const flush = useCallback((): Promise<void> => {
    clearTimeout(timer.current)
    timer.current = undefined
    under.current = under.current
      .catch(() => undefined)
      .then(async () => {
        const draft = next.current
        if (draft === null || stopped.current) return
        next.current = null
        setSaving({ state: 'saving' })
        try {
          const { saved } = await office.saveDraft(draft)
          setSaving(next.current === null ? { state: 'saved', at: saved } : { state: 'waiting' })
        } catch (error) {
          next.current ??= draft
          setSaving({ state: 'failed', error: officeError(error) })
          timer.current ??= setTimeout(() => void flush().catch(() => undefined), RETRY)
          throw error
        }
      })
    return under.current
  }, [office])

  const keep = useCallback(
    (draft: DraftInput): void => {
      if (stopped.current) return
      next.current = draft
      setSaving(before => (before.state === 'failed' ? before : { state: 'waiting' }))
      timer.current ??= setTimeout(() => void flush().catch(() => undefined), SOON)
    },
    [flush]
  )
  const stop = useCallback(async (): Promise<void> => {
    stopped.current = true
    clearTimeout(timer.current)
    await under.current.catch(() => undefined)
  }, [])

  useUnsaved(flush)
  useEffect(() => {
    const now = (): void => {
      if (next.current !== null) void flush().catch(() => undefined)
    }
    const hidden = (): void => {
      if (document.visibilityState === 'hidden') now()
    }
    document.addEventListener('visibilitychange', hidden)
    window.addEventListener('pagehide', now)
    window.addEventListener('blur', now)
    document.addEventListener('focusout', now)
    return () => {
      now()
      document.removeEventListener('visibilitychange', hidden)
      window.removeEventListener('pagehide', now)
      window.removeEventListener('blur', now)
      document.removeEventListener('focusout', now)
    }
  }, [flush])
  return { saving, keep, flush, stop }
}
