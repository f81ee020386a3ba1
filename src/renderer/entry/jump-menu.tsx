/** Parts of the form with their progress, to jump to. It renders on its own after each burst of changes, never the form. */
import type { AnyChildNode, AnyNode, GroupNode } from '@getodk/xforms-engine'
import { useSyncExternalStore, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
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
  return visible.flatMap(node => (isPlainGroup(node) ? node.currentState.children.filter(isVisible) : [node])).map(node => ({
    nodeId: node.nodeId,
    label: labelOf(node),
    progress: progressOf(node, isProblem)
  }))
}

const isVisible = (node: AnyChildNode): boolean => {
  if (!node.currentState.relevant || node.nodeType === 'model-value' || node.nodeType === 'note') return false
  return node.nodeType !== 'group' || node.currentState.hasRelevantBodyNodes
}
const isPlainGroup = (node: AnyChildNode): node is GroupNode => node.nodeType === 'group' && !node.currentState.label?.asString.trim()

/** Moves the focus into a part or question, and it into view. */
export function jumpTo(nodeId: string): void {
  const place = document.getElementById(domId(nodeId))
  place?.scrollIntoView({ block: 'start' })
  place?.querySelector<HTMLElement>('input:not([disabled]), select:not([disabled]), textarea:not([disabled]), button')?.focus({ preventScroll: true })
}

/** Answers change under the tree; the count of bursts is what React watches. */
export function useBursts(session: Session): number {
  return useSyncExternalStore(session.listen, session.bursts)
}

export function JumpMenu({ session }: { readonly session: Session }): ReactNode {
  const { t } = useTranslation('entry')
  useBursts(session)
  const { answered, total } = session.snapshot().progress
  return (
    <nav className="mun-entry-menu" aria-label={t('progress.title')}>
      <p className="mun-entry-menu-count">{t('progress.count', { answered, total })}</p>
      <progress max={Math.max(total, 1)} value={answered} aria-label={t('progress.count', { answered, total })} />
      <ol>
        {partsOf(session).map(part => (
          <li key={part.nodeId}>
            <button type="button" className="usa-button usa-button--unstyled" onClick={() => jumpTo(part.nodeId)}>
              {part.label}
            </button>{' '}
            <span className="mun-entry-menu-part">
              {part.progress.total > 0 && part.progress.answered === part.progress.total && part.progress.errors === 0
                ? '✓'
                : part.progress.total > 0
                  ? t('progress.part', { answered: part.progress.answered, total: part.progress.total })
                  : ''}
            </span>
          </li>
        ))}
      </ol>
    </nav>
  )
}
