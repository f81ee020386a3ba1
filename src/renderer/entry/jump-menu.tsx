/** Parts of the form with their progress, to jump to. It renders on its own after each burst of changes, never the form. */
import type { AnyChildNode, AnyNode, GroupNode } from '@getodk/xforms-engine'
import { useLayoutEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { leavesOf, walk } from './engine.ts'
import { domId } from './entry-context.ts'
import { labelOf, progressOf, type Progress, type Session } from './session.ts'

export interface Part {
  readonly nodeId: string
  readonly label: string
  readonly progress: Progress
}

/** The outermost labelled groups and repeats; loose questions stand for themselves. A lone outer group is opened. */
export function partsOf(session: Session): Part[] {
  const problems = session.problemIds()
  const isProblem = (node: AnyNode): boolean => problems.has(node.nodeId)
  let children: readonly AnyChildNode[] = session.root.currentState.children
  let visible = children.filter(isVisible)
  while (visible.length === 1 && visible[0]!.nodeType === 'group') {
    children = (visible[0] as GroupNode).currentState.children
    visible = children.filter(isVisible)
  }
  return visible
    .flatMap(node => (isPlainGroup(node) ? node.currentState.children.filter(isVisible) : [node]))
    .map(node => ({
      nodeId: node.nodeId,
      label: labelOf(node),
      progress: progressOf(node, isProblem)
    }))
}

const isVisible = (node: AnyChildNode): boolean => {
  if (!node.currentState.relevant || node.nodeType === 'model-value' || node.nodeType === 'note' || node.nodeType === 'trigger') return false
  return node.nodeType !== 'group' || node.currentState.hasRelevantBodyNodes
}
const isPlainGroup = (node: AnyChildNode): node is GroupNode => node.nodeType === 'group' && !node.currentState.label?.asString.trim()

/** Moves the focus into a part or question, and it into view. */
export function jumpTo(nodeId: string): void {
  const place = document.getElementById(domId(nodeId))
  place?.scrollIntoView({ block: 'start' })
  // A pin that keeps an answer for the next paper is no answer.
  place
    ?.querySelector<HTMLElement>(':is(input, select, textarea):not([disabled], .mun-entry-pin *), button, [role=application]')
    ?.focus({ preventScroll: true })
}

/** Answers change under the tree; the count of bursts is what React watches. */
export function useBursts(session: Session): number {
  return useSyncExternalStore(session.listen, session.bursts)
}

/** The room beside the form from which the menu stands open (px; `entry.css` has the same, 56rem). */
const ROOMY = 896

interface MenuProps {
  readonly session: Session
  readonly showProblems: boolean
  readonly goTo: (nodeId: string) => void
}

export function JumpMenu({ session, showProblems, goTo }: MenuProps): ReactNode {
  const { t } = useTranslation('entry')
  useBursts(session)
  const place = useRef<HTMLElement>(null)
  const [open, setOpen] = useState(true)
  useLayoutEffect(() => setOpen((place.current?.closest('.mun-entry-room')?.clientWidth ?? 0) >= ROOMY), [])
  const { answered, total } = progressOf(session.root)
  return (
    <nav className="mun-entry-menu" aria-label={t('progress.title')} ref={place}>
      <progress max={Math.max(total, 1)} value={answered} aria-label={t('progress.count', { answered, total })} />
      <details open={open} onToggle={event => setOpen(event.currentTarget.open)}>
        <summary>{t('progress.count', { answered, total })}</summary>
        <ol>
          {partsOf(session).map(part => (
            <PartLine key={part.nodeId} part={part} session={session} showProblems={showProblems} goTo={goTo} />
          ))}
        </ol>
      </details>
    </nav>
  )
}

function PartLine({ part, session, showProblems, goTo }: MenuProps & { readonly part: Part }): ReactNode {
  const { t } = useTranslation('entry')
  const [open, setOpen] = useState(false)
  const several = part.progress.total > 1
  return (
    <li>
      <button type="button" className="usa-button usa-button--unstyled" onClick={() => goTo(part.nodeId)}>
        {part.label}
      </button>{' '}
      <PartState progress={part.progress} showProblems={showProblems} />
      {several && (
        <button
          type="button"
          className="usa-button usa-button--unstyled mun-entry-menu-more"
          aria-expanded={open}
          aria-label={t('progress.questions', { part: part.label })}
          onClick={() => setOpen(!open)}
        >
          <span aria-hidden="true">{open ? '−' : '+'}</span>
        </button>
      )}
      {several && open && (
        <ol>
          {questionsIn(session, part.nodeId).map(question => (
            <li key={question.nodeId}>
              <button type="button" className="usa-button usa-button--unstyled" onClick={() => goTo(question.nodeId)}>
                {question.label}
              </button>{' '}
              <PartState progress={question.progress} showProblems={showProblems} />
            </li>
          ))}
        </ol>
      )}
    </li>
  )
}

/** Every question of a part that is asked now. */
export function questionsIn(session: Session, partId: string): Part[] {
  const problems = session.problemIds()
  const part = [...walk(session.root)].find(node => node.nodeId === partId)
  return (part ? [...leavesOf(part)] : [])
    .filter(node => node.currentState.relevant && !['model-value', 'note'].includes(node.nodeType))
    .map(node => ({ nodeId: node.nodeId, label: labelOf(node), progress: progressOf(node, one => problems.has(one.nodeId)) }))
}

function PartState({ progress, showProblems }: { readonly progress: Progress; readonly showProblems: boolean }): ReactNode {
  const { t } = useTranslation('entry')
  const { answered, total, errors } = progress
  if (showProblems && errors > 0) return <span className="mun-entry-menu-part mun-entry-menu-problems">{t('progress.partProblems', { count: errors })}</span>
  return <span className="mun-entry-menu-part">{total > 0 ? t('progress.part', { answered, total }) : ''}</span>
}
