/** The form as the survey sheet has it: sections with questions in them, each with its row. */
import type { Kind, SelectTag } from './kinds.ts'
import type { Parameters } from './parameters.ts'
import type { Line } from './table.ts'

export interface Select {
  readonly tag: SelectTag
  /** `choices`: a list of the workbook. `file`: a file beside the form. `repeat`: answers to another question, `${name}`. */
  readonly source: 'choices' | 'file' | 'repeat'
  /** Name of the list, of the file, or of the other question. */
  readonly list: string
}

export interface QuestionNode {
  readonly is: 'question'
  readonly name: string
  readonly line: Line
  readonly parent: SectionNode
  readonly kind: Kind
  readonly select?: Select
  readonly parameters: Parameters
}

export interface SectionNode {
  readonly is: 'group' | 'repeat'
  readonly name: string
  readonly line: Line
  /** Null for the form itself. */
  readonly parent: SectionNode | null
  readonly children: TreeNode[]
  /** Is the bracket of this section closed yet? */
  closed: boolean
}

export type TreeNode = QuestionNode | SectionNode

export const pathOf = (node: TreeNode): string => (node.parent ? `${pathOf(node.parent)}/${node.name}` : `/${node.name}`)

/** This node and all above it, innermost first. */
export function ancestry(node: TreeNode): TreeNode[] {
  const line: TreeNode[] = []
  for (let at: TreeNode | null = node; at; at = at.parent) line.push(at)
  return line
}

/** The node and everything below it, in the order of the form. */
export function* descendants(node: TreeNode): Generator<TreeNode> {
  yield node
  if (node.is !== 'question') for (const child of node.children) yield* descendants(child)
}

/** The innermost repeat around the node, itself left out. */
export const repeatAround = (node: TreeNode): SectionNode | undefined =>
  ancestry(node)
    .slice(1)
    .find(one => one.is === 'repeat') as SectionNode | undefined

/** The innermost repeat that both lie in, themselves left out. */
export function sharedRepeat(a: TreeNode, b: TreeNode): TreeNode | undefined {
  const above = new Set(ancestry(b).slice(1))
  return ancestry(a)
    .slice(1)
    .find(one => one.is === 'repeat' && above.has(one))
}

/** The way from one node to another: `../b`, `../../g/c`, `./x` for what lies below. */
export function relativePath(from: TreeNode, to: TreeNode): string {
  const up = ancestry(from)
  const down = ancestry(to)
  const above = new Set(down)
  const steps = up.findIndex(one => above.has(one))
  const names = down
    .slice(0, down.indexOf(up[steps]!))
    .toReversed()
    .map(one => one.name)
  return [...(steps === 0 ? ['.'] : Array.from({ length: steps }, () => '..')), ...names].join('/')
}

/** XML 1.0 names without colon. */
const NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_.·-]*$/u
export const isXmlName = (text: string): boolean => NAME.test(text)
