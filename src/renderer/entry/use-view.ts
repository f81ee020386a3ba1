/** The whole form or one question at a time: which, where one is, and the way to any question in either. */
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { jumpTo, useBursts } from './jump-menu.tsx'
import type { Session } from './session.ts'
import { stepsOf, stepWith, type Step } from './steps.ts'

export type ViewKind = 'whole' | 'one'

export interface View {
  readonly kind: ViewKind
  readonly steps: readonly Step[]
  readonly at: number
  readonly switchTo: (kind: ViewKind) => void
  /** To a step, by its number from 0. */
  readonly move: (to: number) => void
  readonly goTo: (nodeId: string) => void
  /** On or back from where the focus is, in either view. */
  readonly step: (by: 1 | -1) => void
}

const KEPT = 'muniment.entry-view'
const kept = (): ViewKind => {
  try {
    return localStorage.getItem(KEPT) === 'one' ? 'one' : 'whole'
  } catch {
    return 'whole'
  }
}
const idOf = (step: Step | undefined): string => (step ? `${step.kind} ${step.node.nodeId}` : '')

export function useView(session: Session): View {
  const { t } = useTranslation('entry')
  useBursts(session)
  const [kind, setKind] = useState<ViewKind>(kept)
  const [here, setHere] = useState({ at: 0, id: '' })
  const read = useCallback(
    () =>
      stepsOf(session.root, (node, number) => {
        const title = node.currentState.label?.asString.trim() ?? ''
        return number === 0 ? title : t('repeat.instance', { title: title || t('repeat.untitled'), number })
      }),
    [session, t]
  )
  const steps = kind === 'one' ? read() : []
  const found = steps.findIndex(step => idOf(step) === here.id)
  const at = found >= 0 ? found : Math.max(0, Math.min(here.at, steps.length - 1))
  const move = useCallback(
    (to: number): void => {
      const fresh = read()
      const next = Math.max(0, Math.min(to, fresh.length - 1))
      setHere({ at: next, id: idOf(fresh[next]) })
    },
    [read]
  )
  const goTo = useCallback(
    (nodeId: string): void => {
      if (kind === 'whole') return jumpTo(nodeId)
      const to = stepWith(read(), nodeId, session.root)
      if (to >= 0) move(to)
      // Once the step is drawn; in a group on one screen the question has a place of its own.
      requestAnimationFrame(() => jumpTo(nodeId))
    },
    [kind, read, move, session]
  )
  const switchTo = useCallback(
    (next: ViewKind): void => {
      const focused = document.activeElement?.closest('[data-node]')?.getAttribute('data-node')
      const shown = read()
      const to = next === 'one' && focused ? stepWith(shown, focused, session.root) : -1
      if (to >= 0) setHere({ at: to, id: idOf(shown[to]) })
      const back = next === 'whole' ? shown.find(step => idOf(step) === here.id)?.node.nodeId : undefined
      setKind(next)
      if (back) requestAnimationFrame(() => jumpTo(back))
      try {
        localStorage.setItem(KEPT, next)
      } catch {
        // the choice lasts until the page is closed
      }
    },
    [read, session, here.id]
  )
  const step = useCallback((by: 1 | -1): void => (kind === 'one' ? move(at + by) : moveFocus(by)), [kind, move, at])
  return { kind, steps, at, switchTo, move, goTo, step }
}

/** In the whole form: to the question after or before the one that has the focus. */
function moveFocus(by: 1 | -1): void {
  const fields = [...document.querySelectorAll<HTMLElement>('.mun-entry-form .mun-entry-field[data-node]')]
  const focused = document.activeElement?.closest('.mun-entry-field')
  const at = fields.findIndex(field => field === focused)
  const next = fields[at < 0 ? (by === 1 ? 0 : fields.length - 1) : at + by]
  const id = next?.dataset['node']
  if (id !== undefined) jumpTo(id)
}
