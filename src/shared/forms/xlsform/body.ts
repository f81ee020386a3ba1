/** The body: a control for every question that is shown, groups and repeats around them. ODK XForms specification, "Body Elements". */
import type { Actions } from './actions.ts'
import { attributesUnder, type Writing } from './binds.ts'
import type { ChoiceList } from './choices.ts'
import { onlyReference } from './references.ts'
import { cellOf, placeOf, textOf } from './table.ts'
import { pathOf, repeatAround, type QuestionNode, type SectionNode, type TreeNode } from './tree.ts'
import { block, element, type Attributes } from './xml-writer.ts'

export interface BodyWriting extends Writing {
  readonly lists: ReadonlyMap<string, ChoiceList>
  readonly actions: Actions
}

const hasText = (node: TreeNode): boolean => ['label', 'hint', 'guidance_hint'].some(key => node.line.cells.has(key)) || hasMedia(node)
const hasMedia = (node: TreeNode): boolean => [...node.line.cells.keys()].some(key => key.startsWith('media::'))

/** Is there a control for it? What is computed and has no text of its own is not shown. */
export function isShown(node: TreeNode): boolean {
  if (node.is !== 'question') return true
  if (!node.kind.control) return false
  return hasText(node) || !(cellOf(node.line, 'calculation') || cellOf(node.line, 'trigger'))
}

export function writeBody(form: SectionNode, writing: BodyWriting): string[] {
  return form.children.map(node => writeNode(node, writing))
}

function writeNode(node: TreeNode, writing: BodyWriting): string {
  if (node.is !== 'question') return node.is === 'group' ? writeGroup(node, writing) : writeRepeat(node, writing)
  if (isShown(node)) return writeControl(node, writing)
  // Its texts are in the form all the same, as other tools keep them.
  writing.texts.label(node)
  if (cellOf(node.line, 'hint')) writing.texts.hint(node)
  return ''
}

const appearance = (node: TreeNode): string | undefined => textOf(node.line, 'appearance') || undefined

function writeGroup(group: SectionNode, writing: BodyWriting): string {
  const attributes = { ref: pathOf(group), appearance: appearance(group), ...attributesUnder(group.line, 'body::', writing, group) }
  return block('group', attributes, [writing.texts.label(group), ...writeBody(group, writing)])
}

function writeRepeat(repeat: SectionNode, writing: BodyWriting): string {
  const path = pathOf(repeat)
  const look: Attributes = { appearance: appearance(repeat), ...attributesUnder(repeat.line, 'body::', writing, repeat) }
  const label = writing.texts.label(repeat)
  const inner = block('repeat', { nodeset: path, 'jr:count': countOf(repeat, writing), ...look }, [
    ...writeBody(repeat, writing),
    ...(writing.actions.repeats.get(repeat) ?? [])
  ])
  return block('group', { ref: path, ...(label === '' ? look : {}) }, [label, inner])
}

/** A plain reference is used as it is; anything else is computed by a question that stands before the repeat. */
function countOf(repeat: SectionNode, { expressions }: Writing): string | undefined {
  const cell = cellOf(repeat.line, 'repeat_count')
  if (!cell) return undefined
  const text = onlyReference(cell.text) === undefined ? `\${${repeat.name}_count}` : cell.text
  return expressions.expression(text, placeOf(repeat.line, 'repeat_count'), repeat)
}

function writeControl(node: QuestionNode, writing: BodyWriting): string {
  const { kind, line, parameters } = node
  if (!hasText(node) && appearance(node) !== 'label') writing.problems.warning(placeOf(line, 'label'), `The question "${node.name}" has no label.`)
  const attributes = {
    ref: pathOf(node),
    ...kind.control?.attributes,
    appearance: appearance(node),
    ...(kind.name === 'range' ? { start: parameters.get('start') ?? '1', end: parameters.get('end') ?? '10', step: parameters.get('step') ?? '1' } : {}),
    rows: parameters.get('rows'),
    intent: parameters.get('app'),
    accuracyThreshold: parameters.get('capture-accuracy'),
    unacceptableAccuracyThreshold: parameters.get('warning-accuracy'),
    ...Object.fromEntries(['tick_interval', 'placeholder', 'tick_labelset'].map(name => [`odk:${name.replace('_', '-')}`, parameters.get(name)])),
    ...attributesUnder(line, 'body::', writing, node)
  }
  return block(kind.control!.tag, attributes, [
    writing.texts.label(node),
    line.cells.has('hint') || line.cells.has('guidance_hint') ? writing.texts.hint(node) : '',
    node.select ? writeItemset(node, writing) : '',
    ...(writing.actions.controls.get(node) ?? [])
  ])
}

function writeItemset(node: QuestionNode, writing: BodyWriting): string {
  const select = node.select!
  if (select.source === 'repeat') return itemsetOfAnswers(node, writing)
  const list = writing.lists.get(select.list)
  const id = select.source === 'file' ? select.list.replace(/\.[^.]*$/, '') : select.list
  const geo = select.source === 'file' && /\.geojson$/i.test(select.list)
  const value = node.parameters.get('value') ?? (geo ? 'id' : 'name')
  const label = list?.inItext === true && select.source === 'choices' ? 'jr:itext(itextId)' : (node.parameters.get('label') ?? (geo ? 'title' : 'label'))
  return itemset(node, `instance('${id}')/root/item`, filterOf(node, undefined, writing), value, label, writing)
}

/** The choices are the answers to a question in a repeat: `select_one ${name}`. Empty ones are left out. */
function itemsetOfAnswers(node: QuestionNode, writing: BodyWriting): string {
  const { expressions, problems } = writing
  const place = placeOf(node.line, 'type')
  const reference = `\${${node.select!.list}}`
  expressions.text(reference, place, undefined)
  const answers = expressions.node(node.select!.list)
  if (!answers) return ''
  const repeat = repeatAround(answers)
  if (!repeat) {
    problems.error(place, `"${reference}" is in no repeat, so it has one answer and can not be a list of choices.`)
    return ''
  }
  const filled = expressions.expression(`${reference} != ''`, place, node, { owner: repeat })
  const filter = filterOf(node, repeat, writing)
  const nodeset = expressions.expression(`\${${repeat.name}}`, place, node).trim()
  const inner = filter === '' ? filled : `${filled} and (${filter})`
  return itemset(node, nodeset, inner, answers.name, answers.name, writing)
}

function filterOf(node: QuestionNode, owner: TreeNode | undefined, { expressions }: Writing): string {
  const cell = cellOf(node.line, 'choice_filter')
  return cell ? expressions.expression(cell.text, placeOf(node.line, 'choice_filter'), node, { owner }) : ''
}

function itemset(node: QuestionNode, from: string, filter: string, value: string, label: string, { expressions }: Writing): string {
  const { parameters } = node
  let nodeset = filter === '' ? from : `${from}[${filter}]`
  if (parameters.get('randomize') === 'true') {
    const seed = parameters.get('seed')
    const by = seed === undefined ? '' : `, ${expressions.expression(seed, placeOf(node.line, 'parameters'), node).trim()}`
    nodeset = `randomize(${nodeset}${by})`
  }
  return element('itemset', { nodeset }, element('value', { ref: value }) + element('label', { ref: label }))
}
