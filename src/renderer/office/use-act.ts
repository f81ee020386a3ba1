import { useCallback, useEffect, useRef, useState } from 'react'
import type { OfficeError } from '../../shared/errors.ts'
import { officeError } from './use-call.ts'
import { useNewest } from './use-newest.ts'

export interface Act<A extends unknown[], T> {
  readonly busy: boolean
  readonly error: OfficeError | undefined
  /** Resolves to undefined when it failed (see `error`) or was already under way. */
  run(...input: A): Promise<T | undefined>
  clear(): void
}

/** Something a person does: once at a time, its failure kept to be shown beside the button. */
export function useAct<A extends unknown[], T>(act: (...input: A) => Promise<T>): Act<A, T> {
  const [state, set] = useState<{ busy: boolean; error: OfficeError | undefined }>({ busy: false, error: undefined })
  const newest = useNewest(act)
  const busy = useRef(false)
  const live = useRef(true)
  useEffect(() => {
    live.current = true
    return () => {
      live.current = false
    }
  }, [])

  const run = useCallback(
    async (...input: A): Promise<T | undefined> => {
      if (busy.current) return undefined
      busy.current = true
      set({ busy: true, error: undefined })
      let error: OfficeError | undefined
      try {
        return await newest.current(...input)
      } catch (thrown) {
        error = officeError(thrown)
        return undefined
      } finally {
        busy.current = false
        if (live.current) set({ busy: false, error })
      }
    },
    [newest]
  )
  const clear = useCallback(() => set(before => ({ ...before, error: undefined })), [])
  return { ...state, run, clear }
}
