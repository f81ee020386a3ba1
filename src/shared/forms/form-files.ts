/**
 * Files that go with a form (pictures of labels, lists of choices), written into the form itself. A form package is one XForm
 * and nothing beside it, so what belongs to it stands in an element of our own at its end, which other tools pass over:
 *
 *     <files xmlns="urn:muniment:form-files:1"><file name="towns.csv" type="text/csv" coding="text">…</file></files>
 *
 * `coding` is `text` where XML can carry the text exactly, else `base64`. One hash thus covers form and files, and they travel
 * together to every desk, into evidence and into backups.
 */
import { equal, fromBase64url, textOf, toBase64url, utf8 } from '../bytes.ts'
import { mediaName } from './form-text.ts'
import { attributeOf, elementsOf, escapeXml, isXmlText, parseXmlText, textOfElement, type XmlElement } from './xml.ts'

export const FILES_NS = 'urn:muniment:form-files:1'

export interface FormFile {
  readonly name: string
  /** Media type, from the name's ending. */
  readonly type: string
  readonly bytes: Uint8Array
}

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  geojson: 'application/geo+json',
  xml: 'text/xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  wav: 'audio/wav',
  mp4: 'video/mp4',
  webm: 'video/webm'
}

/** What a file can be here is judged by its name, never by what somebody says of it; undefined for kinds that no form uses. */
export const fileType = (name: string): string | undefined => TYPES[/\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '']

const OWN = new RegExp(`<files xmlns="${FILES_NS}">[^]*</files>\\s*(?=</)`)
const END = /<\/(?:[\w.-]+:)?html\s*>\s*(?:<!--(?:(?!-->)[^])*-->\s*)*$/

/** The form with these files in place of any that it had. Throws an Error when it is no XForm. */
export function withFiles(xml: string, files: readonly Omit<FormFile, 'type'>[]): string {
  const bare = xml.replace(OWN, '')
  if (files.length === 0) return bare
  const at = END.exec(bare)?.index
  if (at === undefined) throw new Error('this is no XForm: it does not end with </h:html>')
  const inner = [...files].sort((a, b) => (a.name < b.name ? -1 : 1)).map(written)
  return `${bare.slice(0, at)}<files xmlns="${FILES_NS}">${inner.join('')}</files>${bare.slice(at)}`
}

function written({ name, bytes }: Omit<FormFile, 'type'>): string {
  const text = plainText(bytes)
  const head = `<file name="${escapeXml(name)}" type="${fileType(name) ?? 'application/octet-stream'}"`
  return text === undefined ? `${head} coding="base64">${toBase64url(bytes)}</file>` : `${head} coding="text">${escapeXml(text)}</file>`
}

/** The text of the bytes, if it comes back as the same bytes from XML. */
function plainText(bytes: Uint8Array): string | undefined {
  const text = textOf(bytes)
  return text !== undefined && isXmlText(text) && equal(utf8(text), bytes) ? text : undefined
}

/** The files of a form that has been read. */
export function filesIn(html: XmlElement): FormFile[] {
  const files: FormFile[] = []
  for (const holder of elementsOf(html).filter(element => element.local === 'files' && element.ns === FILES_NS))
    for (const file of elementsOf(holder)) {
      const name = attributeOf(file, 'name') ?? ''
      const type = fileType(name)
      if (type === undefined) continue
      const text = textOfElement(file)
      const bytes = attributeOf(file, 'coding') === 'text' ? utf8(text) : fromBase64url(text)
      if (bytes) files.push({ name, type, bytes })
    }
  return files
}

/** The files of a form package. Throws an Error where the text is no XML. */
export const filesOf = (xml: string): FormFile[] => (xml.includes(FILES_NS) ? filesIn(parseXmlText(xml)) : [])

/** `jr://file/towns.csv`, as a form refers to its files → the file. */
export const fileFor = (files: readonly FormFile[], url: string): FormFile | undefined => {
  const name = mediaName(url)
  return files.find(file => file.name === name || encodeURI(file.name) === name)
}
