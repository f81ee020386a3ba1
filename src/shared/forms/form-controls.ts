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
  geopoint: 'geopoint'
}
/** Types of a select that the engine opens; `select` and `select1` are older tools' names for string. */
const SELECT_TYPES = new Set(['', 'string', 'select', 'select1', 'selectOne', 'selectMultiple'])

/** Appearances that are answered in a plainer way here; the value is the same. */
const PLAINER: Readonly<Record<string, string>> = {
  draw: 'drawing on the screen (attach a picture of it instead)',
  signature: 'signing on the screen (attach a picture of it instead)',
  annotate: 'drawing on a picture (attach the finished picture)',
  'placement-map': 'choosing on a map (enter the coordinates)',
  maps: 'choosing on a map (enter the coordinates)',
  map: 'choosing on a map (choose from the list)',
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
    case 'select':
    case 'select1':
      if (attributeOf(element, 'query') !== undefined) return notYet('external choices (itemsets.csv)')
      return SELECT_TYPES.has(type) ? { control: element.local } : notYet(`choices of type ${type}`)
    case 'upload':
      return (attributeOf(element, 'mediatype') ?? '').startsWith('image/') ? { control: 'image' } : notYet(uploadName(attributeOf(element, 'mediatype') ?? ''))
    case 'trigger':
      return { control: 'acknowledge' }
    default:
      return notYet(element.local)
  }
}

const uploadName = (mediatype: string): string => (mediatype.startsWith('audio/') ? 'audio' : mediatype.startsWith('video/') ? 'video' : 'file')
