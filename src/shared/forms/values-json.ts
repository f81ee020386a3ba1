/**
 * Values as a person or a program writes them in a JSON file, for the command line. Either flat,
 * `{"/data/name": "…", "/data/house[1]/rooms": 3}`, or nested by element names with an array for each repeat,
 * `{"name": "…", "house": [{"rooms": 3}]}` (the root element's own name may stand around it).
 *
 * A question that is not mentioned becomes `null`: nobody asked it, and '' would say that it was asked and left blank.
 * Types are checked; the form's logic is not (that is the engine's), so such a record is filed as "logic not checked".
 */
import { OfficeError } from '../errors.ts'
import { isList, isUpload, type FormInfo, type FormNode, type Group, type Question } from './form-info.ts'
import { compareUtf8, hasOwnFields, isAttachment, listOf, type Attachment, type FieldValue, type Value, type ValuesOptions } from './values.ts'
import { isXmlText } from './xml.ts'

type Json = Readonly<Record<string, unknown>>

const bad = (path: string, detail: string): OfficeError => new OfficeError('bad-values', { path, detail })
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

export function valuesFromJson(json: unknown, form: FormInfo, options: Pick<ValuesOptions, 'attachment'> = {}): FieldValue[] {
  const root = `/${form.root}`
  if (!isObject(json)) throw bad(root, 'wanted an object of values')
  const keys = Object.keys(json)
  const flat = keys.length > 0 && keys.every(key => key.startsWith('/'))
  const wrapped = keys.length === 1 && keys[0] === form.root && isObject(json[form.root]) && !form.tree.children.some(node => node.name === form.root)
  const nested = flat ? nest(json, form) : wrapped ? (json[form.root] as Json) : json
  const fields: FieldValue[] = []
  fill(form.tree, nested, root, { fields, attachment: options.attachment })
  return fields.sort((a, b) => compareUtf8(a[0], b[0]))
}

/** Flat → nested. An index may be left out where it is 1. */
function nest(flat: Json, form: FormInfo): Json {
  const root: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [path, value] of Object.entries(flat)) {
    const steps = path.split('/').slice(1)
    if (steps.shift() !== form.root) throw bad(path, `does not begin with /${form.root}/`)
    let group = form.tree
    let at = root
    steps.forEach((step, depth) => {
      const [, name, index] = /^([^[\]]+)(?:\[([1-9]\d{0,3})\])?$/.exec(step) ?? []
      const node = group.children.find(child => child.name === name)
      if (!node || name === undefined) throw bad(path, 'is not in the form')
      if (index !== undefined && node.kind !== 'repeat') throw bad(path, `${name} does not repeat`)
      if (node.kind === 'question') {
        if (depth !== steps.length - 1) throw bad(path, 'is not in the form')
        at[name] = value
      } else {
        if (depth === steps.length - 1 && value !== '') throw bad(path, 'is a group and has no value')
        at = enter(at, node, Number(index ?? 1))
        group = node
      }
    })
  }
  return root
}

function enter(at: Record<string, unknown>, node: Group, index: number): Record<string, unknown> {
  const fresh = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>
  if (node.kind === 'group') return (at[node.name] ??= fresh()) as Record<string, unknown>
  const instances = (at[node.name] ??= []) as Record<string, unknown>[]
  while (instances.length < index) instances.push(fresh())
  return instances[index - 1]!
}

interface Out {
  readonly fields: FieldValue[]
  readonly attachment: ValuesOptions['attachment']
}

function fill(group: Group, json: Json, path: string, out: Out): void {
  const names = new Set(group.children.map(node => node.name))
  for (const key of Object.keys(json)) if (!names.has(key)) throw bad(`${path}/${key}`, 'is not in the form')
  for (const node of group.children) fillNode(node, Object.hasOwn(json, node.name) ? json[node.name] : undefined, `${path}/${node.name}`, out)
}

function fillNode(node: FormNode, json: unknown, path: string, out: Out): void {
  if (node.kind === 'question') out.fields.push([path, json === undefined || json === null ? null : valueOf(node, json, path, out)])
  else if (node.kind === 'group') {
    if (json !== undefined && json !== null && !isObject(json)) throw bad(path, 'is a group: wanted an object')
    fill(node, json ?? {}, path, out)
  } else {
    if (json !== undefined && json !== null && !Array.isArray(json)) throw bad(path, 'repeats: wanted an array of objects')
    ;(json ?? []).forEach((one: unknown, at: number) => {
      const instance = `${path}[${at + 1}]`
      if (!isObject(one)) throw bad(instance, 'wanted an object')
      fill(node, one, instance, out)
      if (!hasOwnFields(node)) out.fields.push([instance, ''])
    })
  }
}

const INT = /^-?\d{1,10}$/
const DECIMAL = /^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
const TIME = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-]\d{2}(:?\d{2})?)?$/
const GEOPOINT = /^-?\d{1,2}(\.\d+)?( -?\d{1,3}(\.\d+)?)( -?\d+(\.\d+)?){0,2}$/

const isPoint = (text: string): boolean => GEOPOINT.test(text)
const pointsOf = (text: string): string[] =>
  text
    .replace(/;\s*$/, '')
    .split(';')
    .map(point => point.trim())
const isShape = (text: string): boolean => {
  const points = pointsOf(text)
  return points.length > 3 && points.every(isPoint) && points[0] === points.at(-1)
}
const isDate = (text: string): boolean => DATE.test(text) && Number(text.slice(8)) <= daysIn(Number(text.slice(0, 4)), Number(text.slice(5, 7)))
const daysIn = (year: number, month: number): number =>
  month === 2 ? (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
const isDateTime = (text: string): boolean => isDate(text.slice(0, 10)) && text[10] === 'T' && TIME.test(text.slice(11))

/** By type of the bind, for hidden questions too. */
const FORMS: Readonly<Record<string, { readonly fits: (text: string) => boolean; readonly wanted: string }>> = {
  int: { fits: text => INT.test(text) && Math.abs(Number(text)) <= 2_147_483_647, wanted: 'a whole number' },
  integer: { fits: text => INT.test(text) && Math.abs(Number(text)) <= 2_147_483_647, wanted: 'a whole number' },
  decimal: { fits: text => DECIMAL.test(text), wanted: 'a number' },
  date: { fits: isDate, wanted: 'a date like 2026-11-22' },
  time: { fits: text => TIME.test(text), wanted: 'a time like 08:00' },
  dateTime: { fits: isDateTime, wanted: 'a date and time like 2026-11-22T08:00:00.000Z' },
  geopoint: { fits: text => GEOPOINT.test(text), wanted: 'latitude and longitude, like 35.2 -111.6' },
  geotrace: { fits: text => pointsOf(text).length > 1 && pointsOf(text).every(isPoint), wanted: 'points like 35.2 -111.6; 35.3 -111.5' },
  geoshape: { fits: isShape, wanted: 'at least three points and the first again, like 35 -111; 36 -111; 36 -110; 35 -111' }
}

function valueOf(question: Question, json: unknown, path: string, out: Out): Value {
  if (isList(question.control)) return choicesFrom(question, json, path)
  if (isUpload(question.control)) return fileFrom(json, path, out)
  if (question.control === 'acknowledge' && typeof json === 'boolean') return json ? 'OK' : ''
  const text = scalar(json, path)
  if (text === '') return ''
  if (question.control === 'select1') requireChoice(question, text, path)
  const form = FORMS[question.type]
  if (form && !form.fits(text)) throw bad(path, `wanted ${form.wanted}, got "${text.slice(0, 60)}"`)
  return text
}

function scalar(json: unknown, path: string): string {
  if (typeof json === 'number' || typeof json === 'boolean') return String(json)
  if (typeof json !== 'string') throw bad(path, 'wanted text or a number')
  if (!isXmlText(json)) throw bad(path, 'has characters that XML can not carry')
  return json
}

function choicesFrom(question: Question, json: unknown, path: string): string[] {
  const list = typeof json === 'string' ? listOf(json) : json
  if (!Array.isArray(list)) throw bad(path, 'wanted a list of choices')
  return list.map((item: unknown) => {
    const text = scalar(item, path)
    if (listOf(text)[0] !== text) throw bad(path, `"${text}" is no choice: empty, or with a blank in it`)
    requireChoice(question, text, path)
    return text
  })
}

function requireChoice(question: Question, text: string, path: string): void {
  if (question.choices && !question.choices.some(choice => choice.value === text)) throw bad(path, `"${text.slice(0, 60)}" is not among the choices`)
}

function fileFrom(json: unknown, path: string, out: Out): Value {
  if (json === '') return ''
  if (typeof json === 'string') {
    const attachment = out.attachment?.(json, path)
    if (!attachment) throw bad(path, `the file ${json} is not here`)
    return attachment
  }
  const { name, type, size, sha256, chunks } = isObject(json) ? json : {}
  const whole =
    typeof name === 'string' &&
    name !== '' &&
    typeof type === 'string' &&
    Number.isSafeInteger(size) &&
    typeof sha256 === 'string' &&
    typeof chunks === 'string'
  if (!whole || !isAttachment(json as Value)) throw bad(path, 'wanted a file: {name, type, size, sha256, chunks}')
  return { name, type, size, sha256, chunks } as Attachment
}
