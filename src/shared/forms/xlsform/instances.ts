/** The primary instance, and the secondary ones: lists of choices, files beside the form, the record filed last. */
import { escapeXml } from '../xml.ts'
import { plainDefault } from './actions.ts'
import { attributesUnder, isInPlace, type Writing } from './binds.ts'
import type { ChoiceList } from './choices.ts'
import type { Place } from './problems.ts'
import type { Settings } from './settings.ts'
import { placeOf, textOf } from './table.ts'
import { descendants, type SectionNode, type TreeNode } from './tree.ts'
import { block, element } from './xml-writer.ts'

/** `<instance>` with an empty record. */
export function writePrimary(form: SectionNode, settings: Settings, writing: Writing): string {
  const meta = [
    ...(form.children.some(node => node.is === 'question' && node.kind.name === 'audit') ? [element('audit')] : []),
    ...(settings.omitInstanceId ? [] : [element('instanceID')]),
    ...(settings.instanceName === '' ? [] : [element('instanceName')])
  ]
  const attributes = {
    xmlns: settings.instanceXmlns || undefined,
    id: settings.id,
    version: settings.version || undefined,
    ...Object.fromEntries(settings.attributes)
  }
  return block('instance', {}, [block(settings.root, attributes, [...childrenOf(form, false, writing), block('meta', {}, meta)])])
}

/** `inTemplate`: below a template, where a nested repeat is a template only. */
function childrenOf(section: SectionNode, inTemplate: boolean, writing: Writing): string[] {
  return section.children.filter(isInPlace).flatMap(node => {
    const own = attributesUnder(node.line, 'instance::', writing, node)
    if (node.is === 'question') return [element(node.name, own, escapeXml(plainDefault(node)))]
    if (node.is === 'group') return [block(node.name, own, childrenOf(node, inTemplate, writing))]
    const template = block(node.name, { ...own, 'jr:template': '' }, childrenOf(node, true, writing))
    return inTemplate ? [template] : [template, block(node.name, own, childrenOf(node, false, writing))]
  })
}

export interface Sources {
  readonly lists: ReadonlyMap<string, ChoiceList>
  readonly form: SectionNode
  readonly writing: Writing
}

/** Two things of one id but different content are complained of. */
export function writeSecondary({ lists, form, writing }: Sources): string[] {
  const sources = new Map<string, string>()
  const { problems, expressions } = writing
  const add = (id: string, src: string, place: Place): void => {
    const other = sources.get(id)
    if (other !== undefined && other !== src) problems.error(place, `"${id}" is already the name of other choices (${other}).`)
    else if (lists.has(id)) problems.error(place, `"${id}" is already the name of a list on the sheet choices. Rename one of them.`)
    else sources.set(id, src)
  }
  for (const node of descendants(form)) addSource(node, add)
  for (const file of expressions.pulled) add(file.replace(/\.csv$/i, ''), `jr://file-csv/${file.replace(/\.csv$/i, '')}.csv`, placeOf(form.line))
  if (expressions.lastSaved) add('__last-saved', 'jr://instance/last-saved', placeOf(form.line))
  return [...[...sources].map(([id, src]) => element('instance', { id, src })), ...[...lists.values()].map(list => writeList(list))]
}

function addSource(node: TreeNode, add: (id: string, src: string, place: Place) => void): void {
  if (node.is !== 'question') return
  if (node.kind.name === 'xml-external') add(node.name, `jr://file/${node.name}.xml`, placeOf(node.line, 'name'))
  if (node.kind.name === 'csv-external') add(node.name, `jr://file-csv/${node.name}.csv`, placeOf(node.line, 'name'))
  if (node.select?.source === 'file') add(...fileSource(node.select.list), placeOf(node.line, 'type'))
}

/** `cities.csv` → its id and its address. */
function fileSource(file: string): [string, string] {
  const id = file.replace(/\.[^.]*$/, '')
  return [id, /\.csv$/i.test(file) ? `jr://file-csv/${file}` : `jr://file/${file}`]
}

/** Id of the entry in `itext` of a choice. */
export const choiceTextId = (list: ChoiceList, at: number): string => `${list.name}-${at}`

function writeList(list: ChoiceList): string {
  const items = list.choices.map((choice, at) => {
    const label = list.inItext ? element('itextId', {}, escapeXml(choiceTextId(list, at))) : ''
    const text = textOf(choice.line, 'label')
    const inner = [
      label,
      element('name', {}, escapeXml(choice.name)),
      list.inItext || text === '' ? '' : element('label', {}, escapeXml(text)),
      ...list.columns.map(column => (choice.line.own.has(column) ? element(column, {}, escapeXml(choice.line.own.get(column)!)) : ''))
    ]
    return element('item', {}, inner.join(''))
  })
  return block('instance', { id: list.name }, [block('root', {}, items)])
}
