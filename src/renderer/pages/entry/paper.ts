/**
 * Entering many papers of one form: which answers stay for the next, and what the next begins with. Kept in the memory of the page
 * only, for the person who is signed in: answers of one person never greet another.
 */
import { useMemo, useState } from 'react'
import type { FieldValue } from '../../../shared/contract.ts'
import type { Paper } from '../../entry/entry-context.ts'
import { useMe } from '../../office/context.tsx'

interface Pile {
  readonly on: boolean
  readonly sticky: ReadonlySet<string>
}
interface Begun {
  readonly draft: string
  readonly values: readonly FieldValue[]
  /** Reference of the record filed just before. */
  readonly after: string
}

const NONE: Pile = { on: false, sticky: new Set() }
let owner = ''
let ownPiles = new Map<string, Pile>()
let begun: Begun | undefined

function pilesOf(person: string): Map<string, Pile> {
  if (owner === person) return ownPiles
  owner = person
  begun = undefined
  return (ownPiles = new Map())
}

export interface PaperMode {
  readonly on: boolean
  readonly switchOn: (on: boolean) => void
  /** For the form, while it is on. */
  readonly paper: Paper | undefined
  /** What this draft begins with, where it follows another. */
  readonly begun: Begun | undefined
  /** The next draft begins with all of these answers, or with those that stay. */
  readonly begin: (draft: string, values: readonly FieldValue[], after: string, all: boolean) => void
}

export function usePaper(pack: string, draft: string): PaperMode {
  const me = useMe()
  const piles = pilesOf(me.person)
  const [pile, setPile] = useState<Pile>(() => piles.get(pack) ?? NONE)
  const [first] = useState(() => (begun?.draft === draft ? begun : undefined))
  return useMemo((): PaperMode => {
    const keep = (next: Pile): void => {
      piles.set(pack, next)
      setPile(next)
    }
    const stick = (path: string, on: boolean): void => {
      const sticky = new Set(pile.sticky)
      if (on) sticky.add(path)
      else sticky.delete(path)
      keep({ ...pile, sticky })
    }
    return {
      on: pile.on,
      switchOn: on => keep({ ...pile, on }),
      paper: pile.on ? { sticky: pile.sticky, stick } : undefined,
      begun: first,
      begin: (next, values, after, all) => {
        begun = { draft: next, values: all ? values : values.filter(([path]) => pile.sticky.has(path)), after }
      }
    }
  }, [pack, pile, first, piles])
}
