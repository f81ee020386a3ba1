/** `${name}` in expressions and texts: found with what stands around it, and put as a path. */
import { pathOf, relativePath, sharedRepeat, repeatAround, ancestry, type TreeNode } from './tree.ts'

/** What `${…}` may be: the answer in this record, or in the one filed last from this desk. */
const REFERENCE = /\$\{\s*(last-saved#)?([^{}]*?)\s*\}/g

export interface Reference {
  readonly name: string
  readonly lastSaved: boolean
  readonly at: number
  readonly end: number
  /** Inside of quotes, where it stays text. */
  readonly quoted: boolean
  /** Stands in square brackets; `owner` is the question or section directly before them, if that is a reference. */
  readonly predicate: { readonly owner: string | undefined } | undefined
  /** An argument of indexed-repeat() that must name all instances. */
  readonly everywhere: boolean
}

export const hasReference = (text: string): boolean => text.includes('${')

/** Every reference of a text in its order. */
export const referenceNames = (text: string): { name: string; lastSaved: boolean }[] =>
  [...text.matchAll(REFERENCE)].map(match => ({ name: match[2]!, lastSaved: match[1] !== undefined }))

/** `${name}` and nothing else: the name. */
export const onlyReference = (text: string): string | undefined => /^\s*\$\{\s*([^{}#]+?)\s*\}\s*$/.exec(text)?.[1]

/** A `${` without its `}`. */
export const brokenReference = (text: string): string | undefined => /\$\{[^{}]*(?:$|[{])/.exec(text.replace(REFERENCE, ''))?.[0]

interface Bracket {
  readonly sign: '(' | '['
  /** The function called, or the reference before a square bracket. */
  readonly owner: string | undefined
  argument: number
}

/** Every reference of an expression, with what stands around it. */
export function scanReferences(text: string): Reference[] {
  const found: Reference[] = []
  const stack: Bracket[] = []
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!
    if (char === '$' && text[at + 1] === '{') {
      REFERENCE.lastIndex = at
      const match = REFERENCE.exec(text)
      if (match?.index === at) {
        found.push(referenceAt(match, stack, quote !== ''))
        at += match[0].length - 1
      }
    } else if (quote !== '') quote = char === quote ? '' : quote
    else if (char === '"' || char === "'") quote = char
    else if (char === '(') stack.push({ sign: '(', owner: /([\w.:-]+)\s*$/.exec(text.slice(0, at))?.[1], argument: 0 })
    else if (char === '[') {
      const before = found.at(-1)
      const owner = before && /^\s*$/.test(text.slice(before.end, at)) ? before.name : undefined
      stack.push({ sign: '[', owner, argument: 0 })
    } else if (char === ')' || char === ']') stack.pop()
    else if (char === ',' && stack.length > 0) stack.at(-1)!.argument++
  }
  return found
}

function referenceAt(match: RegExpExecArray, stack: readonly Bracket[], quoted: boolean): Reference {
  const inner = stack.at(-1)
  const square = stack.findLast(bracket => bracket.sign === '[')
  return {
    name: match[2]!,
    lastSaved: match[1] !== undefined,
    at: match.index,
    end: match.index + match[0].length,
    quoted,
    predicate: square && { owner: square.owner },
    // indexed-repeat(field, repeat, index, repeat, index, …)
    everywhere: inner?.owner === 'indexed-repeat' && (inner.argument === 0 || inner.argument % 2 === 1)
  }
}

/** The expression with every reference as a name of equal length, so that a place in it is a place in the author's text. */
export const withPlaceholders = (text: string): string => text.replace(REFERENCE, match => `_${'x'.repeat(match.length - 1)}`)

export interface Resolving {
  /** Undefined: there is none, or several. */
  node(name: string): TreeNode | undefined
  /** Where the expression belongs; undefined for what belongs to no single place (texts of choices, the form's name). */
  readonly context: TreeNode | undefined
  /** The whole expression stands in the brackets of another path (a choice filter): of an instance, or of `owner`. */
  readonly inside?: { readonly owner: TreeNode | undefined }
}

/** The expression with paths for references. What can not be resolved is left as it is. */
export function withPaths(text: string, resolving: Resolving): string {
  let done = ''
  let last = 0
  for (const reference of scanReferences(text)) {
    const target = resolving.node(reference.name)
    if (!target) continue
    done += text.slice(last, reference.at) + ` ${pathFor(reference, target, resolving)} `
    last = reference.end
  }
  return done + text.slice(last)
}

function pathFor(reference: Reference, target: TreeNode, { node, context, inside }: Resolving): string {
  if (reference.lastSaved) return `instance('__last-saved')${pathOf(target)}`
  if (reference.everywhere) return pathOf(target)
  const owner = reference.predicate ? (reference.predicate.owner === undefined ? undefined : node(reference.predicate.owner)) : inside?.owner
  if (owner && isWithin(owner, target)) return relativePath(owner, target)
  if (!context || !sharedRepeat(context, target)) return pathOf(target)
  const path = relativePath(context, target)
  return reference.predicate || inside ? `current()/${path}` : path
}

/** In brackets behind `${owner}`, what lies in the same instance of the same repeat is meant from there. */
function isWithin(owner: TreeNode, target: TreeNode): boolean {
  const repeat = owner.is === 'repeat' ? owner : repeatAround(owner)
  return repeat !== undefined && ancestry(target).slice(1).includes(repeat)
}
