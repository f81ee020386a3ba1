/**
 * What happens at a moment rather than always: defaults that are computed, calculations with a trigger, recording of place and
 * sound. ODK XForms specification, "Actions".
 */
import type { Writing } from './binds.ts'
import { wrongXPath } from '../xpath-syntax.ts'
import { hasReference, referenceNames, withPlaceholders } from './references.ts'
import { cellOf, placeOf, textOf } from './table.ts'
import { descendants, pathOf, repeatAround, type QuestionNode, type SectionNode, type TreeNode } from './tree.ts'
import { element } from './xml-writer.ts'

const FIRST_LOAD = 'odk-instance-first-load'
const CHANGED = 'xforms-value-changed'
/** Their values hold hyphens without being differences. */
const HYPHENATED = new Set(['date', 'dateTime', 'geopoint', 'geotrace', 'geoshape'])

export interface Actions {
  /** For the model. */
  readonly model: readonly string[]
  /** Inside of `<repeat>`. */
  readonly repeats: ReadonlyMap<SectionNode, readonly string[]>
  /** Inside of the control whose change they wait for. */
  readonly controls: ReadonlyMap<TreeNode, readonly string[]>
}

/** Is the default an expression rather than the value itself? It calls a function, names a question, or reckons. */
export function isComputed(text: string, kind: string): boolean {
  if (hasReference(text)) return true
  const bare = text.replace(/"[^"]*"|'[^']*'/g, "''")
  if (wrongXPath(withPlaceholders(text)) !== undefined) return false
  if (/[\p{L}_][\p{L}\p{N}_.:-]*\s*\(/u.test(bare)) return true
  if (HYPHENATED.has(kind)) return /[*|[]|\s(?:div|mod)\s/.test(bare)
  return /[*|[+]|\s(?:div|mod)\s|(?:^|[\s\d)])-\s*[\d(]|\s-\s/.test(bare) && !/^-?\d+(\.\d+)?$/.test(text)
}

/** The default as text in the instance; '' where there is none or it is computed. */
export function plainDefault(node: QuestionNode): string {
  const text = textOf(node.line, 'default')
  if (text === '' || isComputed(text, node.kind.name)) return ''
  return node.kind.name === 'image' && !text.startsWith('jr://') ? `jr://images/${text}` : text
}

export function collectActions(form: SectionNode, writing: Writing, isShown: (node: TreeNode) => boolean): Actions {
  const model: string[] = []
  const repeats = new Map<SectionNode, string[]>()
  const controls = new Map<TreeNode, string[]>()
  const put = <K>(map: Map<K, string[]>, key: K, xml: string): void => void map.set(key, [...(map.get(key) ?? []), xml])
  for (const node of descendants(form)) {
    if (node.is !== 'question') continue
    const repeat = repeatAround(node)
    const own = firstLoad(node, writing, repeat !== undefined)
    if (own !== '' && repeat) put(repeats, repeat, own)
    else if (own !== '') model.push(own)
    for (const trigger of triggersOf(node, writing, isShown)) put(controls, trigger, whenChanged(node, writing))
  }
  return { model, repeats, controls }
}

function firstLoad(node: QuestionNode, { expressions }: Writing, inRepeat: boolean): string {
  const ref = pathOf(node)
  if (node.kind.name === 'start-geopoint') return element('odk:setgeopoint', { event: FIRST_LOAD, ref })
  if (node.kind.name === 'background-audio')
    return element('odk:recordaudio', { event: 'odk-instance-load', ref, 'odk:quality': node.parameters.get('quality') })
  const text = textOf(node.line, 'default')
  if (text === '' || !isComputed(text, node.kind.name)) return ''
  const value = expressions.expression(text, placeOf(node.line, 'default'), node)
  return element('setvalue', { event: inRepeat ? `${FIRST_LOAD} odk-new-repeat` : FIRST_LOAD, ref, value })
}

function whenChanged(node: QuestionNode, { expressions }: Writing): string {
  const ref = pathOf(node)
  if (node.kind.name === 'background-geopoint') return element('odk:setgeopoint', { event: CHANGED, ref })
  const calculation = cellOf(node.line, 'calculation')
  const value = calculation && expressions.expression(calculation.text, placeOf(node.line, 'calculation'), node)
  return element('setvalue', { event: CHANGED, ref, value })
}

/** Questions whose change the node waits for: `${a}` or `${a}, ${b}`. */
function triggersOf(node: QuestionNode, { expressions, problems }: Writing, isShown: (node: TreeNode) => boolean): TreeNode[] {
  const cell = cellOf(node.line, 'trigger')
  const place = placeOf(node.line, 'trigger')
  if (!cell) {
    if (node.kind.name === 'background-geopoint')
      problems.error(place, 'A background-geopoint needs a trigger: the question at whose change the place is taken.')
    return []
  }
  if (!/^\s*\$\{[^{}]*\}(\s*,?\s*\$\{[^{}]*\})*\s*$/.test(cell.text)) {
    problems.error(place, `"${cell.text}" is not a trigger. A trigger is a question, written \${name}; several have commas between them.`)
    return []
  }
  expressions.text(cell.text, place, undefined)
  return referenceNames(cell.text).flatMap(({ name }) => {
    const trigger = expressions.node(name)
    if (!trigger) return []
    if (isShown(trigger)) return [trigger]
    problems.error(place, `"\${${name}}" is never shown, so nobody can change it: it can not be a trigger.`)
    return []
  })
}
