/** An XForm's XML → what the form says about itself (`FormInfo`). ODK XForms specification, https://getodk.github.io/xforms-spec/ */
import { OfficeError } from '../errors.ts'
import { readBody, plainPath, type FormBody } from './form-body.ts'
import { judgeControl } from './form-controls.ts'
import { wrongExpression } from './form-expressions.ts'
import { fileFor, filesIn, type FormFile } from './form-files.ts'
import type { FormInfo, FormNode, Group, Question, Unsupported } from './form-info.ts'
import { choicesOf, guidanceOf, labelsOf, mediaBelow, mediaName, readTexts, type FormTexts } from './form-text.ts'
import { attributeOf, elementsOf, parseXmlText, textOfElement, type XmlElement } from './xml.ts'

const OPENROSA = 'http://openrosa.org/xforms'
const XFORMS = 'http://www.w3.org/2002/xforms'

const unreadable = (detail: string, cause?: unknown): OfficeError => new OfficeError('form-not-readable', { detail }, { cause })

interface Parts {
  readonly title: string
  readonly model: XmlElement
  readonly body: XmlElement
  /** The first element of the primary instance. */
  readonly root: XmlElement
  /** Secondary instances inside the form: id → their root element. */
  readonly instances: ReadonlyMap<string, XmlElement>
  /** That came with the form. */
  readonly files: readonly FormFile[]
}

interface Reading {
  readonly texts: FormTexts
  readonly body: FormBody
  readonly binds: ReadonlyMap<string, XmlElement>
  readonly instances: ReadonlyMap<string, XmlElement>
  readonly files: readonly FormFile[]
  readonly questions: Question[]
  readonly repeats: string[]
  readonly unsupported: Unsupported[]
}

/** Throws OfficeError `form-not-readable {detail}`. Expressions are held to their grammar; what they say is not judged: that is the engine's. */
export function readForm(xml: string): FormInfo {
  const parts = partsOf(xml)
  const wrong = wrongExpression(parts.model, parts.body)
  if (wrong !== undefined) throw unreadable(wrong)
  const id = parts.root.attributes['id']
  if (id === undefined || id === '') throw unreadable(`<${parts.root.name}>, the form's instance, has no id`)
  const texts = readTexts(parts.model)
  const root = parts.root.local
  const reading: Reading = {
    texts,
    body: readBody(parts.body, `/${root}`),
    binds: bindsOf(parts.model, `/${root}`),
    instances: parts.instances,
    files: parts.files,
    questions: [],
    repeats: [],
    unsupported: []
  }
  const media = new Set(texts.media)
  readModel(parts.model, reading, media)
  for (const name of mediaBelow(parts.body)) media.add(name)
  const lists = new Set(reading.unsupported.map(one => one.what))
  const missing = [...media].filter(name => !parts.files.some(file => file.name === name) && ![...lists].some(what => what.includes(`(${name})`)))
  if (missing.length > 0)
    reading.unsupported.push({ path: '', what: `pictures, sounds or films that did not come with the form (${missing.join(', ')})`, blocking: false })
  const tree = withInstanceId(groupOf(parts.root, `/${root}`, null, reading), reading)
  for (const path of reading.body.controls.keys())
    if (!reading.questions.some(question => question.path === path)) throw unreadable(`the control for ${path} has no place in the form's instance`)
  return {
    id,
    version: attributeOf(parts.root, 'version') ?? '',
    title: parts.title === '' ? id : parts.title,
    root,
    languages: texts.languages,
    defaultLanguage: texts.defaultLanguage,
    questions: reading.questions,
    repeats: reading.repeats,
    unsupported: reading.unsupported,
    media: [...media],
    files: parts.files.map(file => file.name),
    tree
  }
}

function partsOf(xml: string): Parts {
  let html: XmlElement
  try {
    html = parseXmlText(xml)
  } catch (cause) {
    throw unreadable(cause instanceof Error ? cause.message : 'not XML', cause)
  }
  const head = child(html, 'head')
  const body = child(html, 'body')
  const model = head && child(head, 'model')
  if (html.local !== 'html' || !head || !body || !model) throw unreadable('this is XML, but not an XForm (no html with head, model and body)')
  const primary = elementsOf(model).find(element => element.local === 'instance')
  const root = primary && elementsOf(primary)[0]
  if (!root) throw unreadable('the form has no instance')
  const title = child(head, 'title')
  const instances = new Map<string, XmlElement>()
  for (const instance of elementsOf(model).filter(element => element.local === 'instance' && element !== primary)) {
    const inner = elementsOf(instance)[0]
    if (inner && attributeOf(instance, 'src') === undefined) instances.set(instance.attributes['id'] ?? '', inner)
  }
  return { title: title ? textOfElement(title).replace(/\s+/g, ' ').trim() : '', model, body, root, instances, files: filesIn(html) }
}

const child = (element: XmlElement, local: string): XmlElement | undefined => elementsOf(element).find(inner => inner.local === local)

function bindsOf(model: XmlElement, root: string): Map<string, XmlElement> {
  const binds = new Map<string, XmlElement>()
  for (const bind of elementsOf(model).filter(element => element.local === 'bind')) {
    const path = plainPath(bind.attributes['nodeset'] ?? bind.attributes['ref'] ?? '', root)
    if (path !== undefined) binds.set(path, bind)
  }
  return binds
}

/** What the model asks for that is not done: files beside the form, actions that need a phone. */
function readModel(model: XmlElement, { unsupported, body, files }: Reading, media: Set<string>): void {
  for (const element of elementsOf(model)) {
    const src = element.local === 'instance' ? attributeOf(element, 'src') : undefined
    if (src !== undefined) {
      const file = mediaName(src)
      const path = `instance('${element.attributes['id'] ?? ''}')`
      if (src.startsWith('jr://instance/')) unsupported.push({ path, what: 'answers taken from the record saved last', blocking: false })
      else {
        if (file !== undefined) media.add(file)
        if (!fileFor(files, src)) unsupported.push({ path, what: `external choices (${file ?? src})`, blocking: true })
      }
    }
    if (element.local === 'setgeopoint') unsupported.push({ path: attributeOf(element, 'ref') ?? '', what: 'taking the location by itself', blocking: false })
    if (element.local === 'recordaudio') unsupported.push({ path: attributeOf(element, 'ref') ?? '', what: 'recording sound by itself', blocking: false })
  }
  for (const reference of body.unclear) unsupported.push({ path: reference, what: 'a reference that is no plain path', blocking: true })
}

function groupOf(element: XmlElement, path: string, repeat: string | null, reading: Reading): Group {
  const isRepeat = reading.body.repeats.has(path)
  if (isRepeat) reading.repeats.push(path)
  const places = new Map<string, XmlElement[]>()
  for (const inner of elementsOf(element)) places.set(inner.local, [...(places.get(inner.local) ?? []), inner])
  const children: FormNode[] = []
  for (const [name, found] of places) {
    const inner = `${path}/${name}`
    if (found.length > 1 && !reading.body.repeats.has(inner)) throw unreadable(`${inner} is there ${found.length} times, but is not a repeat`)
    const model = found.find(one => attributeOf(one, 'template') !== undefined) ?? found[0]!
    const holds = elementsOf(model).length > 0 || reading.body.repeats.has(inner) || reading.body.groups.has(inner)
    children.push(holds ? groupOf(model, inner, isRepeat ? path : repeat, reading) : questionOf(model, inner, isRepeat ? path : repeat, reading))
  }
  const control = reading.body.groups.get(path)
  return {
    kind: isRepeat ? 'repeat' : 'group',
    path,
    name: element.local,
    ns: namespaceOf(element),
    appearance: (control && attributeOf(control, 'appearance')) ?? '',
    labels: control && path.includes('/', 1) ? labelsOf(control, reading.texts) : {},
    children
  }
}

const namespaceOf = (element: XmlElement): string => (element.ns === XFORMS ? '' : element.ns)

function questionOf(element: XmlElement, path: string, repeat: string | null, reading: Reading): Question {
  const bind = reading.binds.get(path)
  const type = (bind?.attributes['type'] ?? '').replace(/^(?!.*:\/)[^:]*:/, '')
  const readonly = /^\s*true\(\s*\)\s*$/.test(bind?.attributes['readonly'] ?? '')
  const control = reading.body.controls.get(path)
  const judged = control ? judgeControl(control, type, readonly) : undefined
  if (judged?.lacks) reading.unsupported.push({ path, ...judged.lacks })
  const isSelect = judged?.control === 'select' || judged?.control === 'select1' || judged?.control === 'rank'
  const question: Question = {
    kind: 'question',
    path,
    name: element.local,
    ns: namespaceOf(element),
    type,
    control: judged?.control ?? 'hidden',
    repeat,
    appearance: (control && attributeOf(control, 'appearance')) ?? '',
    labels: control ? labelsOf(control, reading.texts) : {},
    required: /^\s*true\(\s*\)\s*$/.test(bind?.attributes['required'] ?? ''),
    readonly,
    choices: control && isSelect ? choicesOf(control, reading.instances, reading.texts) : null,
    guidance: control ? guidanceOf(control, reading.texts) : {}
  }
  reading.questions.push(question)
  return question
}

/** The engine gives every record `meta/instanceID`, also where the form forgot it (OpenRosa metadata schema). */
function withInstanceId(tree: Group, reading: Reading): Group {
  const path = `${tree.path}/meta`
  const meta = tree.children.find(node => node.name === 'meta')
  if (meta?.kind === 'repeat') return tree
  if (meta?.kind === 'group' && meta.children.some(node => node.name === 'instanceID')) return tree
  const ns = meta?.ns ?? OPENROSA
  const blank = { ns, appearance: '', labels: {} }
  const id: Question = {
    ...blank,
    kind: 'question',
    path: `${path}/instanceID`,
    name: 'instanceID',
    type: 'string',
    control: 'hidden',
    repeat: null,
    required: false,
    readonly: true,
    choices: null,
    guidance: {}
  }
  reading.questions.push(id)
  const group: Group = { ...blank, kind: 'group', path, name: 'meta', children: [...(meta?.kind === 'group' ? meta.children : []), id] }
  return { ...tree, children: [...tree.children.filter(node => node !== meta), group] }
}
