import { useEffect, useState } from 'react'
import type { CheckedForm } from '../../../shared/forms/check-form.ts'

export type Checking =
  { readonly state: 'none' } | { readonly state: 'reading' } | { readonly state: 'done'; readonly file: File; readonly checked: CheckedForm }

/** A chosen form, compiled and read in the page before anything is sent; `reading` until that is done. */
export function useChecked(file: File | null, largest: number): Checking {
  const [done, set] = useState<{ readonly file: File; readonly checked: CheckedForm }>()
  const wanted = file && file.size <= largest ? file : null
  useEffect(() => {
    if (!wanted) return
    let live = true
    // The compiler is fetched with the first form that needs it.
    Promise.all([wanted.arrayBuffer(), import('../../../shared/forms/check-form.ts')])
      .then(([bytes, { checkFormFile }]) => checkFormFile(new Uint8Array(bytes), wanted.name))
      .catch(unread)
      .then(checked => live && set({ file: wanted, checked }))
      .catch(() => undefined)
    return () => {
      live = false
    }
  }, [wanted])
  if (!wanted) return { state: 'none' }
  return done?.file === wanted ? { state: 'done', ...done } : { state: 'reading' }
}

const unread = (cause: unknown): CheckedForm => ({
  xml: undefined,
  info: undefined,
  errors: [{ sheet: '', row: null, column: null, message: cause instanceof Error ? cause.message : String(cause) }],
  warnings: []
})
