/** What every control of an open form shares. Nothing in it changes while the form is open but `showProblems`, `media` and `paper`. */
import { createContext, useContext } from 'react'
import type { Session } from './session.ts'

export interface Files {
  readonly readAttachment: (name: string) => Promise<Blob | undefined>
  readonly putAttachment: (file: File) => Promise<void>
}

/** Entering many papers: which answers stay for the next. */
export interface Paper {
  /** Paths, with indexes. */
  readonly sticky: ReadonlySet<string>
  readonly stick: (path: string, on: boolean) => void
}

export interface EntryShared extends Files {
  readonly session: Session
  /** After "Check for errors": every problem shows, not only where the person has been. */
  readonly showProblems: boolean
  /** Files beside the form: name → address that the page may load. */
  readonly media: Readonly<Record<string, string>>
  /** Brings a question, group or repeat into view and the focus into it, in either view. */
  readonly goTo: (nodeId: string) => void
  readonly paper: Paper | undefined
}

export const EntryContext = createContext<EntryShared | undefined>(undefined)

export function useEntry(): EntryShared {
  const shared = useContext(EntryContext)
  if (!shared) throw new Error('a control outside of FormEntry')
  return shared
}

/** The id of a question's element on the page. */
export const domId = (nodeId: string): string => `entry-${nodeId.replace(/[^A-Za-z0-9]+/g, '-')}`
