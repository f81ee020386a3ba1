/** What a list says of a record's content: its title, and the words by which it is found. */
import { isAttachment, isShown, type Payload } from '../../shared/record/payload.ts'

/** Parts of the text kept for a list row. */
const TITLE_CHARACTERS = 120

/** What a person wrote; names of files only for searching. */
export function textsOf(payload: Payload, files = true): string[] {
  const texts: string[] = []
  for (const item of payload) {
    if (!isShown(item) || !item[1].startsWith('/') || item[1].includes('/meta/')) continue
    const value = item[2]
    if (typeof value === 'string') texts.push(value)
    else if (Array.isArray(value)) texts.push(...(value as readonly string[]))
    else if (files && value !== null && isAttachment(value)) texts.push(value.name)
  }
  return texts.filter(text => text !== '')
}

/** What a machine wrote for machines: choice names (`yes`, `water_point`), identifiers, dates. Names and sentences are told by capitals, spaces or script. */
const CODE = /^(?:[a-z0-9_.:+-]+|\S*_\S*|\d{4}-\d\d-\d\d\S*)$/

/** Elements that authors of forms call by what they are, the plainest first; in a repeat they name a part and not the record. */
const NAMES = [/\/meta\/instanceName$/, /\/(title|subject)$/, /\/name$/, /\/\w+_(title|name)$/]

/** What a list calls the record: the answer that names it, else the first words in it. The same on every desk, with the form or without. */
export function titleOf(payload: Payload | undefined): string {
  if (!payload) return ''
  for (const name of NAMES)
    for (const item of payload)
      if (isShown(item) && name.test(item[1]) && !item[1].includes('[') && typeof item[2] === 'string' && item[2] !== '')
        return item[2].slice(0, TITLE_CHARACTERS)
  const words = textsOf(payload, false).filter(text => /\p{L}/u.test(text) && !CODE.test(text))
  return words.slice(0, 3).join(' · ').slice(0, TITLE_CHARACTERS)
}
