/** `<bind>` of every node: type, rules and messages. ODK XForms specification, "Bindings". */
import type { Expressions } from './expressions.ts'
import type { Problems } from './problems.ts'
import { truthOf } from './settings.ts'
import { cellOf, placeOf, type Line } from './table.ts'
import type { Texts } from './texts.ts'
import { descendants, pathOf, type QuestionNode, type SectionNode, type TreeNode } from './tree.ts'
import { element } from './xml-writer.ts'

const RULES: readonly (readonly [string, string])[] = [
  ['required', 'required'],
  ['relevant', 'relevant'],
  ['constraint', 'constraint'],
  ['calculation', 'calculate'],
  ['read_only', 'readonly']
]
const MESSAGES: readonly (readonly [string, string])[] = [
  ['constraint_message', 'jr:constraintMsg'],
  ['required_message', 'jr:requiredMsg'],
  ['bind::jr:noAppErrorString', 'jr:noAppErrorString']
]
/** Parameter → attribute, by kind of question. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  image: { 'max-pixels': 'orx:max-pixels' },
  audio: { quality: 'odk:quality' },
  geopoint: { 'allow-mock-accuracy': 'odk:allow-mock-accuracy' },
  geotrace: { 'allow-mock-accuracy': 'odk:allow-mock-accuracy' },
  geoshape: { 'allow-mock-accuracy': 'odk:allow-mock-accuracy' },
  audit: Object.fromEntries(
    ['location-priority', 'location-min-interval', 'location-max-age', 'track-changes', 'track-changes-reasons', 'identify-user'].map(name => [
      name,
      `odk:${name}`
    ])
  )
}

export interface Writing {
  readonly expressions: Expressions
  readonly texts: Texts
  readonly problems: Problems
  /** Prefixes that may be used in attributes of the author's own. */
  readonly prefixes: ReadonlySet<string>
}

export const isExternal = (node: TreeNode): boolean => node.is === 'question' && (node.kind.name === 'xml-external' || node.kind.name === 'csv-external')
/** It has a place in the instance by its row; audits lie in the meta block, files of choices nowhere. */
export const isInPlace = (node: TreeNode): boolean => !(node.is === 'question' && (node.kind.name === 'audit' || isExternal(node)))

/** In the order of the form; audits are left to the meta block. */
export function writeBinds(form: SectionNode, writing: Writing): string[] {
  return [...descendants(form)].filter(node => node !== form && isInPlace(node)).map(node => writeBind(node, pathOf(node), writing))
}

export function writeBind(node: TreeNode, nodeset: string, writing: Writing): string {
  const attributes = { ...(node.is === 'question' ? ownBind(node) : {}), ...rulesOf(node, writing), ...attributesUnder(node.line, 'bind::', writing, node) }
  return Object.keys(attributes).length === 0 ? '' : element('bind', { nodeset, ...attributes })
}

function ownBind({ kind, parameters }: QuestionNode): Record<string, string> {
  const attributes: Record<string, string> = { ...kind.bind }
  const names = PARAMETERS[kind.name] ?? {}
  for (const [parameter, value] of parameters) if (Object.hasOwn(names, parameter)) attributes[names[parameter]!] = value
  if (kind.name === 'range' && ['start', 'end', 'step'].some(name => parameters.get(name)?.includes('.'))) attributes['type'] = 'decimal'
  return attributes
}

function rulesOf(node: TreeNode, { expressions, texts }: Writing): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const [key, name] of RULES) {
    const cell = cellOf(node.line, key)
    // A calculation with a trigger is done when that question changes, not always.
    if (!cell || (key === 'calculation' && cellOf(node.line, 'trigger')) || (key === 'required' && node.is !== 'question')) continue
    const truth = key === 'calculation' ? undefined : truthOf(cell.text)
    attributes[name] =
      truth === undefined || cell.text === '1' || cell.text === '0' ? expressions.expression(cell.text, placeOf(node.line, key), node) : `${truth}()`
  }
  for (const [key, name] of MESSAGES) {
    const message = texts.message(node, key, name)
    if (message !== undefined) attributes[name] = message
  }
  return attributes
}

/** Columns `bind::x`, `body::x`, `instance::x`: attributes of the author's own. */
export function attributesUnder(
  line: Line,
  group: 'bind::' | 'body::' | 'instance::',
  { expressions, problems, prefixes }: Writing,
  context: TreeNode
): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const [key, cells] of line.cells) {
    if (!key.startsWith(group) || key === 'bind::jr:noAppErrorString') continue
    const name = key.slice(group.length)
    const [{ text, heading }] = [...cells.values()] as [{ text: string; heading: string }]
    const place = { ...placeOf(line), column: heading }
    const prefix = /^([^:]+):/.exec(name)?.[1]
    if (!/^[\p{L}_][\p{L}\p{N}_.-]*(:[\p{L}_][\p{L}\p{N}_.-]*)?$/u.test(name)) problems.error(place, `"${name}" can not be the name of an attribute.`)
    else if (prefix !== undefined && !prefixes.has(prefix))
      problems.error(place, `The prefix "${prefix}" is not declared: write ${prefix}="http://…" under namespaces in the settings.`)
    else attributes[name] = text.includes('${') ? expressions.expression(text, place, context) : text
  }
  return attributes
}
