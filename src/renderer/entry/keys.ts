/** The keys of form entry. They are listed on the page, in this order; none of them types anything. */
import { useEffect, useRef } from 'react'

export const ACTIONS = ['next', 'back', 'problem', 'check', 'menu', 'view', 'file', 'help'] as const
export type Action = (typeof ACTIONS)[number]

/** As written on the page, and as the browser reports them. */
export const KEYS: Readonly<Record<Action, { readonly shown: string; readonly key: string; readonly with?: 'alt' | 'ctrl' }>> = {
  next: { shown: 'Alt+PageDown', key: 'PageDown', with: 'alt' },
  back: { shown: 'Alt+PageUp', key: 'PageUp', with: 'alt' },
  problem: { shown: 'F8', key: 'F8' },
  check: { shown: 'Alt+C', key: 'c', with: 'alt' },
  menu: { shown: 'Alt+M', key: 'm', with: 'alt' },
  view: { shown: 'Alt+V', key: 'v', with: 'alt' },
  file: { shown: 'Ctrl+Enter', key: 'Enter', with: 'ctrl' },
  help: { shown: 'F1', key: 'F1' }
}

const fits = (event: KeyboardEvent, { key, with: held }: (typeof KEYS)[Action]): boolean =>
  (event.key === key || (held === 'alt' && key.length === 1 && event.code === `Key${key.toUpperCase()}`)) &&
  event.altKey === (held === 'alt') &&
  (event.ctrlKey || event.metaKey) === (held === 'ctrl') &&
  !event.shiftKey

/** Hears the keys while the form is open and no dialog stands over it. */
export function useKeys(act: (action: Action) => void): void {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (document.querySelector('dialog[open]')) return
      const action = ACTIONS.find(one => fits(event, KEYS[one]))
      if (action === undefined) return
      event.preventDefault()
      latest.current(action)
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [])
}
