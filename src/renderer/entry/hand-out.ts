import { useCallback, useEffect, useRef } from 'react'
import { useGathering } from '../office/unsaved.ts'
import type { EntrySnapshot, Session } from './session.ts'

/** Changes are gathered this long (ms) before a draft is handed out. */
const GATHER_MS = 250

/** Gathers changes and hands out snapshots; whatever waits goes out when the page is hidden, the desk locked or the form closed. */
export function useHandOut(session: Session, onChange: ((snapshot: EntrySnapshot) => void) | undefined): void {
  const latest = useRef(onChange)
  useEffect(() => {
    latest.current = onChange
  })
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const handOut = useCallback((): void => {
    if (timer.current === undefined) return
    clearTimeout(timer.current)
    timer.current = undefined
    latest.current?.(session.snapshot())
  }, [session])
  useGathering(handOut)
  useEffect(() => {
    const whenHidden = (): void => {
      if (document.visibilityState === 'hidden') handOut()
    }
    const undo = session.listen(() => {
      timer.current ??= setTimeout(handOut, GATHER_MS)
    })
    // A question that is left is kept at once; React has told the engine by then.
    document.addEventListener('focusout', handOut)
    document.addEventListener('visibilitychange', whenHidden)
    window.addEventListener('pagehide', handOut)
    return () => {
      handOut()
      undo()
      document.removeEventListener('focusout', handOut)
      document.removeEventListener('visibilitychange', whenHidden)
      window.removeEventListener('pagehide', handOut)
    }
  }, [session, handOut])
}
