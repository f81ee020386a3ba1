/** What stands in the column `type`: questions, selects, and the brackets of groups and repeats. XLSForm reference, "Question types". */
import { suggestion } from './nearest.ts'

export interface Kind {
  /** The name by which the reference calls it. */
  readonly name: string
  /** Attributes of its bind; empty for a kind that has none of its own. */
  readonly bind: Readonly<Record<string, string>>
  /** Undefined: nothing is shown. */
  readonly control?: { readonly tag: string; readonly attributes?: Readonly<Record<string, string>> }
  /** Needs neither a label nor a hint. */
  readonly silent?: true
}

const shown = (name: string, type: string, tag = 'input'): Kind => ({ name, bind: { type }, control: { tag } })
const upload = (name: string, mediatype: string): Kind => ({ name, bind: { type: 'binary' }, control: { tag: 'upload', attributes: { mediatype } } })
const hidden = (name: string, type: string): Kind => ({ name, bind: { type }, silent: true })
const preloaded = (name: string, type: string, preload: string, params: string): Kind => ({
  name,
  bind: { type, 'jr:preload': preload, 'jr:preloadParams': params },
  silent: true
})

const KINDS: readonly Kind[] = [
  shown('text', 'string'),
  shown('integer', 'int'),
  shown('decimal', 'decimal'),
  shown('date', 'date'),
  shown('time', 'time'),
  shown('dateTime', 'dateTime'),
  shown('geopoint', 'geopoint'),
  shown('geotrace', 'geotrace'),
  shown('geoshape', 'geoshape'),
  shown('barcode', 'barcode'),
  shown('range', 'int', 'range'),
  { name: 'percentage', bind: { type: 'int', constraint: '0 <= . and . <= 100' }, control: { tag: 'input' } },
  { name: 'note', bind: { type: 'string', readonly: 'true()' }, control: { tag: 'input' } },
  { name: 'trigger', bind: {}, control: { tag: 'trigger' } },
  shown('acknowledge', 'string', 'trigger'),
  upload('image', 'image/*'),
  upload('audio', 'audio/*'),
  upload('video', 'video/*'),
  upload('file', 'application/*'),
  hidden('calculate', 'string'),
  hidden('hidden', 'string'),
  hidden('start-geopoint', 'geopoint'),
  hidden('background-geopoint', 'geopoint'),
  hidden('background-audio', 'binary'),
  hidden('audit', 'binary'),
  { name: 'xml-external', bind: {}, silent: true },
  { name: 'csv-external', bind: {}, silent: true },
  preloaded('start', 'dateTime', 'timestamp', 'start'),
  preloaded('end', 'dateTime', 'timestamp', 'end'),
  preloaded('today', 'date', 'date', 'today'),
  ...['deviceid', 'username', 'phonenumber', 'email', 'simserial', 'subscriberid'].map(name => preloaded(name, 'string', 'property', name)),
  ...['deviceid', 'username', 'phonenumber', 'email', 'simserial', 'subscriberid'].map(name => preloaded(`uri:${name}`, 'string', 'property', `uri:${name}`))
]
const BY_NAME = new Map(KINDS.map(kind => [kind.name.toLowerCase(), kind]))

const OTHER_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'integer',
  'date time': 'datetime',
  location: 'geopoint',
  gps: 'geopoint',
  photo: 'image',
  'start time': 'start',
  'end time': 'end',
  'device id': 'deviceid',
  imei: 'deviceid',
  'subscriber id': 'subscriberid',
  'sim id': 'simserial',
  'phone number': 'phonenumber',
  phone_number: 'phonenumber'
}

export type SelectTag = 'select1' | 'select' | 'rank'

export type TypeCell =
  | { readonly is: 'question'; readonly kind: Kind }
  | { readonly is: 'select'; readonly tag: SelectTag; readonly list: string; readonly orOther: boolean; readonly source: 'choices' | 'file' | 'external' }
  | { readonly is: 'begin' | 'end'; readonly section: 'group' | 'repeat' }
  | { readonly is: 'wrong'; readonly message: string }

const SELECTS: readonly (readonly [RegExp, SelectTag, 'choices' | 'file' | 'external'])[] = [
  [/^select[_ ]one[_ ]external$/, 'select1', 'external'],
  [/^select[_ ]one[_ ]from[_ ]file$/, 'select1', 'file'],
  [/^select[_ ]multiple[_ ]from[_ ]file$/, 'select', 'file'],
  [/^(?:select[_ ]?one(?: from)?|select1|add select one prompt using)$/, 'select1', 'choices'],
  [/^(?:select[_ ]multiple(?: from)?|select all that apply(?: from)?|add select multiple prompt using)$/, 'select', 'choices'],
  [/^rank$/, 'rank', 'choices']
]
const WORDS = [
  'begin_group',
  'end_group',
  'begin_repeat',
  'end_repeat',
  'select_one',
  'select_multiple',
  'select_one_from_file',
  'select_multiple_from_file',
  'rank'
]
const SELECT_WORD = /^(?:select|rank)/

/** The kind of that name in the reference's spelling. */
export const kindNamed = (name: string): Kind => BY_NAME.get(name.toLowerCase())!

export function readType(text: string): TypeCell {
  const words = text.trim().replace(/\s+/g, ' ')
  const lower = words.toLowerCase()
  const bracket = /^(begin|end)[ _]?(group|repeat|lgroup|looped group|loop)\b(.*)$/.exec(lower)
  if (bracket) {
    if (bracket[2] === 'loop') return wrong('Loops over a list of choices are not built here. Write the questions out, or use a repeat.')
    if (bracket[3] !== '') return wrong(`"${words}" has more words than a group or repeat takes. The name belongs in the column name.`)
    return { is: bracket[1] === 'begin' ? 'begin' : 'end', section: bracket[2] === 'group' ? 'group' : 'repeat' }
  }
  const kind = BY_NAME.get(OTHER_NAMES[lower] ?? lower) ?? BY_NAME.get(/^add (.+) prompt$/.exec(lower)?.[1] ?? '')
  if (kind) return { is: 'question', kind }
  if (SELECT_WORD.test(lower) || lower.startsWith('add select')) return readSelect(words)
  if (/^osm\b/.test(lower)) return wrong('Questions about OpenStreetMap features (osm) are not possible here. Ask for a geopoint and a text instead.')
  return wrong(`"${words}" is not a type of question.${suggestion(words.split(' ')[0]!, knownTypes())}`)
}

const wrong = (message: string): TypeCell => ({ is: 'wrong', message })
const knownTypes = (): string[] => [...KINDS.map(kind => kind.name), ...WORDS]

function readSelect(words: string): TypeCell {
  const other = /^(.*?) (?:or specify other|or[_ ]other)$/i.exec(words)
  const rest = other ? other[1]! : words
  const space = rest.lastIndexOf(' ')
  const command = space < 0 ? '' : rest.slice(0, space).toLowerCase()
  const found = SELECTS.find(([pattern]) => pattern.test(command))
  if (found) return { is: 'select', tag: found[1], source: found[2], list: rest.slice(space + 1), orOther: other !== null }
  const alone = SELECTS.some(([pattern]) => pattern.test(rest.toLowerCase()))
  if (alone) return wrong(`"${words}" does not say from which list: write the name of a list of choices behind it, as in "${words} yes_no".`)
  const extra = SELECTS.find(([pattern]) => pattern.test(rest.split(' ')[0]!.toLowerCase()))
  if (extra) return wrong(`"${words}" has more words than a select takes: its type and the name of one list, which has no blanks in it.`)
  return wrong(`"${words}" is not a type of question.${suggestion(words.split(' ')[0]!, knownTypes())}`)
}

export const SELECT_KINDS: Readonly<Record<SelectTag, Kind>> = {
  select1: { name: 'select_one', bind: { type: 'string' }, control: { tag: 'select1' } },
  select: { name: 'select_multiple', bind: { type: 'string' }, control: { tag: 'select' } },
  rank: { name: 'rank', bind: { type: 'odk:rank' }, control: { tag: 'odk:rank' } }
}
