/**
 * The one-question view: the form as a row of steps. A step is a question, a note, a group that the form wants on one screen
 * (`field-list`, `table-list`), or the place at the end of a repeat where another entry is added.
 */
import type { AnyChildNode, AnyNode, GroupNode, RepeatInstanceNode, RepeatRangeNode, RepeatRangeUncontrolledNode, RootNode } from '@getodk/xforms-engine'
import { walk } from './engine.ts'

export type Step =
  | { readonly kind: 'node'; readonly node: AnyChildNode; readonly crumbs: readonly string[] }
  | { readonly kind: 'add'; readonly node: RepeatRangeUncontrolledNode; readonly crumbs: readonly string[] }

type Crumb = (node: AnyNode, number: number) => string

/** In the order of the form. `crumb` names a group or the n-th entry of a repeat (0: no repeat), '' for none. */
export function stepsOf(root: RootNode, crumb: Crumb): Step[] {
  const steps: Step[] = []
  const visit = (node: AnyChildNode, crumbs: readonly string[]): void => {
    if (!node.currentState.relevant) return
    switch (node.nodeType) {
      case 'model-value':
        return
      case 'group':
        if (!node.currentState.hasRelevantBodyNodes) return
        if (node.appearances['field-list'] || node.appearances['table-list']) steps.push({ kind: 'node', node, crumbs })
        else childrenOf(node).forEach(child => visit(child, added(crumbs, crumb(node, 0))))
        return
      case 'repeat-range:controlled':
      case 'repeat-range:uncontrolled':
        instancesOf(node).forEach((instance, at) => {
          if (instance.currentState.relevant) childrenOf(instance).forEach(child => visit(child, added(crumbs, crumb(node, at + 1))))
        })
        if (node.nodeType === 'repeat-range:uncontrolled') steps.push({ kind: 'add', node, crumbs })
        return
      case 'repeat-instance':
        return
      default:
        steps.push({ kind: 'node', node, crumbs })
    }
  }
  childrenOf(root).forEach(child => visit(child, []))
  return steps
}

const childrenOf = (node: GroupNode | RepeatInstanceNode | RootNode): readonly AnyChildNode[] => node.currentState.children
const instancesOf = (node: RepeatRangeNode): readonly RepeatInstanceNode[] => node.currentState.children

const added = (crumbs: readonly string[], crumb: string): readonly string[] => (crumb === '' ? crumbs : [...crumbs, crumb])

/** Where a question, group or repeat is found among the steps; -1 when it is not asked now. */
export function stepWith(steps: readonly Step[], nodeId: string, root: RootNode): number {
  const direct = steps.findIndex(step => step.node.nodeId === nodeId && step.kind === 'node')
  if (direct >= 0) return direct
  const inside = steps.findIndex(step => step.kind === 'node' && [...walk(step.node)].some(node => node.nodeId === nodeId))
  if (inside >= 0) return inside
  const holder = [...walk(root)].find(node => node.nodeId === nodeId)
  const held = new Set(holder ? [...walk(holder)].map(node => node.nodeId) : [])
  return steps.findIndex(step => held.has(step.node.nodeId))
}
