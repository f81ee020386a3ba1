import { useEffect, useState } from 'react'
import type { CheckedForm } from '../../../shared/forms/check-form.ts'

export type Checking =
  { readonly state: 'none' } | { readonly state: 'reading' } | { readonly state: 'done'; readonly file: File; readonly checked: CheckedForm }

/** A chosen form, compiled and read in the page before anything is sent; `reading` until that is done. */
export function useChecked(file: File | null, largest: number): Checking {
  const [checking, set] = useState<Checking>({ state: 'none' })
  useEffect(() => {
    if (!file || file.size > largest) return set({ state: 'none' })
    set({ state: 'reading' })
    let live = true
    // The compiler is fetched with the first form that needs it.
    Promise.all([file.arrayBuffer(), import('../../../shared/forms/check-form.ts')])
      .then(([bytes, { checkFormFile }]) => checkFormFile(new Uint8Array(bytes), file.name))
      .catch((cause: unknown): CheckedForm => unread(cause))
      .then(checked => live && set({ state: 'done', file, checked }))
      .catch(() => undefined)
    return () => {
      live = false
    }
  }, [file, largest])
  return checking
}

const unread = (cause: unknown): CheckedForm => ({
  xml: undefined,
  info: undefined,
  errors: [{ sheet: '', row: null, column: null, message: cause instanceof Error ? cause.message : String(cause) }],
  warnings: []
})
