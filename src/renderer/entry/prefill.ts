/**
 * Answers put into a form that has just been opened: those that stay from one paper to the next, or all of the record before.
 * They go through the engine like typed ones, so relevance, constraints and calculations see them. Files, calculated and meta
 * values are never carried over: they belong to the record that they came with.
 */
import type { AnyNode, RepeatRangeNode, RootNode } from '@getodk/xforms-engine'
import type { FieldValue, Value } from '../../shared/forms/values.ts'
import { leavesOf, pathOf, walk } from './engine.ts'

export function prefill(root: RootNode, values: readonly FieldValue[]): void {
  const byPath = new Map(values.filter(([, value]) => value !== null && value !== ''))
  addInstances(root, [...byPath.keys()])
  // In the order of the form: an answer may make the next question apply.
  for (const leaf of leavesOf(root)) {
    const value = byPath.get(pathOf(leaf))
    if (value !== undefined && leaf.currentState.relevant && !leaf.currentState.readonly) put(leaf, value)
  }
}

function addInstances(root: RootNode, paths: readonly string[]): void {
  for (;;) {
    const wanting = [...walk(root)].find((node): node is RepeatRangeNode & { nodeType: 'repeat-range:uncontrolled' } => {
      if (node.nodeType !== 'repeat-range:uncontrolled') return false
      const next = `${pathOf(node)}[${node.currentState.children.length + 1}]/`
      return paths.some(path => path.startsWith(next))
    })
    if (!wanting) return
    wanting.addInstances()
  }
}

const valuesIn = (items: readonly { readonly value: string }[]): string[] => items.map(item => item.value)

function put(node: AnyNode, value: Value): void {
  const list = Array.isArray(value) ? (value as readonly string[]) : typeof value === 'string' ? [value] : undefined
  if (list === undefined) return
  const text = list.join(' ')
  if (node.nodeType === 'input') (node as { setValue(text: string): unknown }).setValue(text)
  else if (node.nodeType === 'range') (node as { setValue(text: string): unknown }).setValue(text)
  else if (node.nodeType === 'trigger') node.setValue(text === 'OK')
  else if (node.nodeType === 'select') node.selectValues(list.filter(one => valuesIn(node.currentState.valueOptions).includes(one)))
  else if (node.nodeType === 'rank' && valuesIn(node.currentState.valueOptions).every(one => list.includes(one))) node.setValues(list)
}
