/**
 * A record's values as a flat list, and as the instance XML that the form engine reads and writes.
 *
 * - One field for every question in every repeat instance, hidden ones (calculations, meta) too: its path carries a 1-based
 *   index on each repeat element and on nothing else. Sorted by the UTF-8 bytes of the path.
 * - `null` says that the question was not relevant. Its element is absent from the instance, as the engine writes it.
 * - A repeat instance in which nothing else would stand (all its questions lie in inner repeats) has a field of its own,
 *   `['/data/house[1]', '']`; so the number of instances is always what the fields show, and none means none.
 * - A select of several, and a ranking, is a list of strings, without blanks and never empty ones; a select of one is a string.
 *
 * Values → instance → values is the identity.
 */
import { OfficeError } from '../errors.ts'
import { isList, isUpload, type FormInfo, type FormNode, type Group, type Question } from './form-info.ts'
import { elementsOf, escapeXml, isXmlText, parseXmlText, textOfElement, type XmlElement } from './xml.ts'

export interface Attachment {
  readonly name: string
  /** Media type. */
  readonly type: string
  /** Bytes. */
  readonly size: number
  /** SHA-256 of the content, base64url. */
  readonly sha256: string
  /** RFC 6962 root over pieces of 256 KiB, base64url. */
  readonly chunks: string
}

export type Value = string | readonly string[] | Attachment | null
export type FieldValue = readonly [path: string, value: Value]

export interface ValuesOptions {
  /** Paths (with indexes) that the engine says are not relevant. */
  readonly nonRelevant?: Iterable<string>
  /** What is known of the file that an upload question names. */
  readonly attachment?: (name: string, path: string) => Attachment | undefined
}

export const isAttachment = (value: Value): value is Attachment => typeof value === 'object' && value !== null && !Array.isArray(value)

const bad = (path: string, detail: string): OfficeError => new OfficeError('bad-values', { path, detail })

/** Byte order of UTF-8, which is that of code points: a surrogate stands above every other code unit. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return above(x) === above(y) ? x - y : above(x) ? 1 : -1
  }
  return a.length - b.length
}
const above = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff

/** Splits at XML's white space. */
export const listOf = (text: string): string[] => text.split(/[ \t\r\n]+/).filter(item => item !== '')

/** Throws `bad-values {path, detail}` when the instance is not one of this form. Unknown elements are errors: nothing is dropped. */
export function valuesOf(instanceXml: string, form: FormInfo, options: ValuesOptions = {}): FieldValue[] {
  const root = `/${form.root}`
  let instance: XmlElement
  try {
    instance = parseXmlText(instanceXml)
  } catch (cause) {
    throw new OfficeError('bad-values', { path: root, detail: cause instanceof Error ? cause.message : 'not XML' }, { cause })
  }
  if (instance.local !== form.root) throw bad(root, `the instance is a <${instance.local}>`)
  if (instance.attributes['id'] !== form.id) throw bad(root, `the instance is of the form ${instance.attributes['id'] ?? '(without id)'}, not ${form.id}`)
  const fields: FieldValue[] = []
  readGroup(form.tree, instance, root, { fields, nonRelevant: new Set(options.nonRelevant), attachment: options.attachment })
  return fields.sort((a, b) => compareUtf8(a[0], b[0]))
}

interface Out {
  readonly fields: FieldValue[]
  readonly nonRelevant: ReadonlySet<string>
  readonly attachment: ValuesOptions['attachment']
}

function readGroup(group: Group, element: XmlElement | undefined, path: string, out: Out): void {
  const found = new Map<string, XmlElement[]>()
  for (const inner of element ? elementsOf(element) : []) found.set(inner.local, [...(found.get(inner.local) ?? []), inner])
  const stray = element?.children.find(child => typeof child === 'string' && child.trim() !== '')
  if (stray !== undefined) throw bad(path, 'there is text where only elements may be')
  for (const node of group.children) {
    const elements = found.get(node.name) ?? []
    found.delete(node.name)
    if (node.kind !== 'repeat' && elements.length > 1) throw bad(`${path}/${node.name}`, `is there ${elements.length} times, but does not repeat`)
    if (node.kind === 'question') out.fields.push(fieldOf(node, elements[0], `${path}/${node.name}`, out))
    else if (node.kind === 'group') readGroup(node, elements[0], `${path}/${node.name}`, out)
    else elements.forEach((one, at) => readInstance(node, one, `${path}/${node.name}[${at + 1}]`, out))
  }
  for (const name of found.keys()) throw bad(`${path}/${name}`, 'is not in the form')
}

function readInstance(repeat: Group, element: XmlElement, path: string, out: Out): void {
  readGroup(repeat, element, path, out)
  if (!hasOwnFields(repeat)) out.fields.push([path, ''])
}

/** Whether an instance of the group always has a field outside inner repeats. */
export const hasOwnFields = (group: Group): boolean => group.children.some(node => node.kind === 'question' || (node.kind === 'group' && hasOwnFields(node)))

function fieldOf(question: Question, element: XmlElement | undefined, path: string, out: Out): FieldValue {
  if (element === undefined || out.nonRelevant.has(path)) return [path, null]
  if (elementsOf(element).length > 0) throw bad(path, 'there are elements where only text may be')
  const text = textOfElement(element)
  if (isList(question.control)) return [path, listOf(text)]
  if (!isUpload(question.control) || text === '') return [path, text]
  const attachment = out.attachment?.(text, path)
  if (!attachment) throw bad(path, `the file ${text} is not here`)
  return [path, attachment]
}

/** The instance as the engine reads it. Throws `bad-values` for fields that are not the form's, or not in their place. */
export function instanceOf(values: readonly FieldValue[], form: FormInfo): string {
  const byPath = new Map<string, Value>()
  for (const [path, value] of values) {
    if (byPath.has(path)) throw bad(path, 'is there twice')
    byPath.set(path, value)
  }
  const writing: Writing = { byPath, counts: countInstances(values), used: new Set(), namespaces: new Map() }
  const inner = writeChildren(form.tree, `/${form.root}`, writing)
  for (const path of byPath.keys()) if (!writing.used.has(path)) throw bad(path, 'is not in the form')
  const declared = [...writing.namespaces].map(([ns, prefix]) => ` xmlns:${prefix}="${escapeXml(ns)}"`).join('')
  const version = form.version === '' ? '' : ` version="${escapeXml(form.version)}"`
  return `<${form.root}${declared} id="${escapeXml(form.id)}"${version}>${inner}</${form.root}>`
}

interface Writing {
  readonly byPath: ReadonlyMap<string, Value>
  /** Path of a repeat without its last index → number of instances. */
  readonly counts: ReadonlyMap<string, number>
  readonly used: Set<string>
  readonly namespaces: Map<string, string>
}

/** Path of a repeat (without its last index) → how many instances the fields show. */
export function countInstances(values: readonly FieldValue[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [path] of values)
    for (const match of path.matchAll(/\[([1-9]\d{0,5})\]/g)) {
      const repeat = path.slice(0, match.index)
      counts.set(repeat, Math.max(counts.get(repeat) ?? 0, Number(match[1])))
    }
  return counts
}

function writeChildren(group: Group, path: string, writing: Writing): string {
  return group.children.map(node => writeNode(node, `${path}/${node.name}`, writing)).join('')
}

function writeNode(node: FormNode, path: string, writing: Writing): string {
  const name = nameOf(node, writing)
  if (node.kind === 'question') return writeLeaf(node, name, path, writing)
  if (node.kind === 'group') {
    const inner = writeChildren(node, path, writing)
    return inner === '' ? '' : `<${name}>${inner}</${name}>`
  }
  let xml = ''
  for (let at = 1; at <= (writing.counts.get(path) ?? 0); at++) {
    const instance = `${path}[${at}]`
    const before = writing.used.size
    if (!hasOwnFields(node) && writing.byPath.has(instance)) {
      if (writing.byPath.get(instance) !== '') throw bad(instance, 'stands for a repeat and can only be empty')
      writing.used.add(instance)
    }
    xml += `<${name}>${writeChildren(node, instance, writing)}</${name}>`
    if (writing.used.size === before) throw bad(instance, 'is missing, though a later one is there')
  }
  return xml
}

function nameOf(node: FormNode, writing: Writing): string {
  if (node.ns === '') return node.name
  let prefix = writing.namespaces.get(node.ns)
  if (prefix === undefined)
    writing.namespaces.set(node.ns, (prefix = node.ns.startsWith('http://openrosa.org/xforms') ? 'orx' : `n${writing.namespaces.size + 1}`))
  return `${prefix}:${node.name}`
}

function writeLeaf(question: Question, name: string, path: string, writing: Writing): string {
  const value = writing.byPath.get(path)
  if (value === undefined) throw bad(path, 'is missing')
  writing.used.add(path)
  if (value === null) return ''
  const text = textOfValue(question, value, path)
  if (!isXmlText(text)) throw bad(path, 'has characters that XML can not carry')
  return text === '' ? `<${name}/>` : `<${name}>${escapeXml(text)}</${name}>`
}

function textOfValue(question: Question, value: Exclude<Value, null>, path: string): string {
  if (isList(question.control)) {
    if (value === '' && question.control === 'rank') return ''
    if (!Array.isArray(value)) throw bad(path, 'wants a list of choices')
    const list: readonly string[] = value
    const broken = list.find(item => typeof item !== 'string' || listOf(item)[0] !== item)
    if (broken !== undefined) throw bad(path, `"${String(broken)}" is no choice: empty, or with a blank in it`)
    return list.join(' ')
  }
  if (typeof value === 'string') {
    if (isUpload(question.control) && value !== '') throw bad(path, 'wants a file')
    return value
  }
  if (isUpload(question.control) && !Array.isArray(value) && isAttachment(value)) return value.name
  throw bad(path, 'wants text')
}

/** The fields with every missing one as `null`, for showing a record of which a part is withheld. */
export function completed(values: readonly FieldValue[], form: FormInfo): FieldValue[] {
  const there = new Set(values.map(([path]) => path))
  const counts = countInstances(values)
  const fields = [...values]
  const visit = (group: Group, path: string): void => {
    if (group.kind === 'repeat' && !hasOwnFields(group) && !there.has(path)) fields.push([path, ''])
    for (const node of group.children) {
      const inner = `${path}/${node.name}`
      if (node.kind === 'group') visit(node, inner)
      else if (node.kind === 'repeat') for (let at = 1; at <= (counts.get(inner) ?? 0); at++) visit(node, `${inner}[${at}]`)
      else if (!there.has(inner)) fields.push([inner, null])
    }
  }
  visit(form.tree, form.tree.path)
  return fields.sort((a, b) => compareUtf8(a[0], b[0]))
}
