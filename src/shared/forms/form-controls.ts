/** Which control answers a question, and what of it this program does not do yet. */
import type { Control } from './form-info.ts'
import { attributeOf, type XmlElement } from './xml.ts'

export interface Judged {
  readonly control: Control
  /** What is not done yet, in English. */
  readonly lacks?: { readonly what: string; readonly blocking: boolean }
}

const INPUTS: Readonly<Record<string, Control>> = {
  '': 'text',
  string: 'text',
  int: 'integer',
  integer: 'integer',
  decimal: 'decimal',
  date: 'date',
  time: 'time',
  dateTime: 'dateTime',
  geopoint: 'geopoint',
  geotrace: 'geotrace',
  geoshape: 'geoshape',
  barcode: 'barcode'
}
/** Types of a select that the engine opens; `select` and `select1` are older tools' names for string. */
const SELECT_TYPES = new Set(['', 'string', 'select', 'select1', 'selectOne', 'selectMultiple'])

const RANGE_TYPES = new Set(['int', 'integer', 'decimal'])
const NUMBER = /^-?\d+(\.\d+)?$/

/** Appearances that are answered in a plainer way here; the value is the same. */
const PLAINER: Readonly<Record<string, string>> = {
  'image-map': 'choosing on a picture (choose from the list)',
  ethiopian: 'the Ethiopian calendar (enter the Gregorian date)',
  coptic: 'the Coptic calendar (enter the Gregorian date)',
  islamic: 'the Islamic calendar (enter the Gregorian date)',
  'bikram-sambat': 'the Bikram Sambat calendar (enter the Gregorian date)',
  myanmar: 'the Myanmar calendar (enter the Gregorian date)',
  persian: 'the Persian calendar (enter the Gregorian date)',
  buddhist: 'the Buddhist calendar (enter the Gregorian date)',
  bearing: 'the compass (enter the degrees)',
  printer: 'printing from a question'
}

const notYet = (what: string): Judged => ({ control: 'not-yet', lacks: { what, blocking: true } })

/** `type` is the bind's, without prefix; `readonly` when it always is. */
export function judgeControl(element: XmlElement, type: string, readonly: boolean): Judged {
  const judged = byElement(element, type, readonly)
  if (judged.lacks) return judged
  const appearance = attributeOf(element, 'appearance') ?? ''
  const plainer = appearance.startsWith('ex:')
    ? 'another app on the phone (enter the value)'
    : appearance
        .split(/\s+/)
        .map(word => PLAINER[word])
        .find(Boolean)
  return plainer === undefined ? judged : { control: judged.control, lacks: { what: plainer, blocking: false } }
}

function byElement(element: XmlElement, type: string, readonly: boolean): Judged {
  switch (element.local) {
    case 'input': {
      if (readonly) return { control: 'note' }
      const control = INPUTS[type]
      return control ? { control } : notYet(type)
    }
    case 'range': {
      if (!RANGE_TYPES.has(type)) return notYet(`a range of type ${type || 'text'}`)
      const bounds = ['start', 'end', 'step'].map(name => attributeOf(element, name) ?? '')
      return bounds.every(bound => NUMBER.test(bound)) && Number(bounds[2]) !== 0 ? { control: 'range' } : notYet('a range without start, end and step')
    }
    case 'rank':
      return { control: 'rank' }
    case 'select':
    case 'select1':
      if (/\bsearch\s*\(/.test(attributeOf(element, 'appearance') ?? '')) return notYet('choices searched for in a file by search()')
      if (attributeOf(element, 'query') !== undefined) return notYet('external choices (itemsets.csv)')
      return SELECT_TYPES.has(type) ? { control: element.local } : notYet(`choices of type ${type}`)
    case 'upload':
      return { control: uploadKind(attributeOf(element, 'mediatype') ?? '') }
    case 'trigger':
      return { control: 'acknowledge' }
    default:
      return notYet(element.local)
  }
}

const uploadKind = (mediatype: string): 'image' | 'audio' | 'video' | 'file' => {
  const kind = mediatype.split('/', 1)[0]
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file'
}
