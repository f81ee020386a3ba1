import { useLayoutEffect, useRef } from 'react'

/** The newest `value`, for what is called later (a timer, an event): never read while drawing. */
export function useNewest<T>(value: T): { readonly current: T } {
  const newest = useRef(value)
  useLayoutEffect(() => {
    newest.current = value
  })
  return newest
}
