/**
 * Which draft stands open, noted on this machine: a note that is still there when the program starts says that it ended without
 * being told to. The note is the draft's id and nothing of what it says; a desk shows a draft only to the person it belongs to.
 */
import { useEffect } from 'react'

const PLACE = 'muniment.open-draft'

function write(id: string | null): void {
  try {
    if (id === null) localStorage.removeItem(PLACE)
    else localStorage.setItem(PLACE, id)
  } catch {
    // without the note nobody is asked; the draft stands in the list all the same
  }
}

function noted(): string | null {
  try {
    return localStorage.getItem(PLACE)
  } catch {
    return null
  }
}

/** As it was when the program started: what is open in this life of it was not interrupted. */
let before = noted()

/** The draft that stood open when the program ended, until it is gone on with or left. */
export const leftOpen = (): string | null => before

/** Nothing to ask about this draft any more. */
export function settled(id: string): void {
  if (before === id) before = null
  if (noted() === id) write(null)
}

/** While the entry page of the draft stands. Closing the window is an end that was asked for. */
export function useLeftOpen(id: string): void {
  useEffect(() => {
    settled(id)
    write(id)
    const end = (): void => settled(id)
    window.addEventListener('pagehide', end)
    return () => {
      window.removeEventListener('pagehide', end)
      end()
    }
  }, [id])
}
