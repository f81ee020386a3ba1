/** The sheet `settings`: one row about the form as a whole. */
import { cellOf, placeOf, textOf, type Line, type Table } from './table.ts'
import { isXmlName } from './tree.ts'
import type { Problems } from './problems.ts'

export interface Settings {
  readonly title: string
  readonly id: string
  /** '' when there is none. */
  readonly version: string
  /** Name of the instance's root element. */
  readonly root: string
  /** The language of texts whose column names none. */
  readonly defaultLanguage: string
  readonly style: string
  readonly instanceName: string
  readonly omitInstanceId: boolean
  readonly duplicateChoices: boolean
  /** Prefix → namespace, beyond those that every form has. */
  readonly namespaces: ReadonlyMap<string, string>
  /** Attributes of the root element. */
  readonly attributes: ReadonlyMap<string, string>
  readonly instanceXmlns: string
  /** Undefined where the workbook has no settings. */
  readonly line: Line | undefined
}

export const UNNAMED_LANGUAGE = 'default'
/** Declared in every form. */
export const NAMESPACES: Readonly<Record<string, string>> = {
  h: 'http://www.w3.org/1999/xhtml',
  ev: 'http://www.w3.org/2001/xml-events',
  xsd: 'http://www.w3.org/2001/XMLSchema',
  jr: 'http://openrosa.org/javarosa',
  orx: 'http://openrosa.org/xforms',
  odk: 'http://www.opendatakit.org/xforms'
}

/** `yes`, `TRUE`, `true()`: true; undefined for what is neither. */
export function truthOf(text: string): boolean | undefined {
  const word = text.trim().toLowerCase()
  if (['yes', 'true', 'true()', '1'].includes(word)) return true
  return ['no', 'false', 'false()', '0'].includes(word) ? false : undefined
}

const IGNORED: Readonly<Record<string, string>> = {
  submission_url: 'Records are kept on this desk and go to other offices by sync; an address to send them to is not used.',
  auto_send: 'Records go to other offices by sync; auto_send is not used.',
  auto_delete: 'Records are never deleted by themselves; auto_delete is not used.',
  instance_id: 'Every record gets an identifier of its own; instance_id is not used.'
}

/** `fallbackId`: the file's name without its ending, for a form that names no id. */
export function readSettings(table: Table | undefined, fallbackId: string, problems: Problems): Settings {
  const line = table?.lines[0]
  const text = (key: string): string => (line ? textOf(line, key) : '')
  if (table && line && table.lines.length > 1) problems.warning(placeOf(table.lines[1]!), 'Only the first row below the headings is used.')
  const id = text('form_id') || fallbackId
  if (line) complain(line, problems)
  const place = line ? placeOf(line, 'form_id') : { sheet: 'settings', row: null, column: 'form_id' }
  if (id.length > 200) problems.error(place, 'The id of the form is longer than 200 characters.')
  if (text('form_id') === '') problems.warning(place, `The form has no form_id; its file's name is used: "${id}".`)
  if (text('version').length > 100 && line) problems.error(placeOf(line, 'version'), 'The version of the form is longer than 100 characters.')
  const root = text('name') || 'data'
  return {
    title: text('form_title') || id,
    id,
    version: text('version'),
    root: isXmlName(root) ? root : 'data',
    defaultLanguage: text('default_language') || UNNAMED_LANGUAGE,
    style: text('style'),
    instanceName: text('instance_name'),
    omitInstanceId: truthOf(text('omit_instanceid')) ?? false,
    duplicateChoices: truthOf(text('allow_choice_duplicates')) ?? false,
    namespaces: line ? namespacesOf(line, problems) : new Map(),
    attributes: new Map(
      [...(line?.cells ?? [])].flatMap(([key, cells]) => (key.startsWith('attribute::') ? [[key.slice(11), [...cells.values()][0]!.text]] : []))
    ),
    instanceXmlns: text('instance_xmlns'),
    line
  }
}

function complain(line: Line, problems: Problems): void {
  if (cellOf(line, 'public_key'))
    problems.error(
      placeOf(line, 'public_key'),
      'Forms that encrypt to a public key are not taken: every record is encrypted on the desk, and who may read it is said when the form is published. Clear this cell.'
    )
  for (const [key, message] of Object.entries(IGNORED)) if (cellOf(line, key)) problems.warning(placeOf(line, key), message)
  for (const key of ['allow_choice_duplicates', 'clean_text_values', 'omit_instanceid']) {
    const text = textOf(line, key)
    if (text !== '' && truthOf(text) === undefined) problems.error(placeOf(line, key), `"${text}" is neither yes nor no.`)
  }
  const name = textOf(line, 'name')
  if (name !== '' && !isXmlName(name))
    problems.error(placeOf(line, 'name'), `"${name}" can not be the name of an element: letters, digits, "_", "-" and ".", a letter or "_" first.`)
}

/** `esri="http://esri.com/xforms" enk="http://enketo.org/xforms"` */
function namespacesOf(line: Line, problems: Problems): Map<string, string> {
  const found = new Map<string, string>()
  const rest = textOf(line, 'namespaces').replace(
    /([\p{L}_][\p{L}\p{N}_.-]*)\s*=\s*(?:"([^"]+)"|'([^']+)'|([^\s"']+))/gu,
    (_, prefix: string, a?: string, b?: string, c?: string) => {
      if (!Object.hasOwn(NAMESPACES, prefix) && !/^xml/i.test(prefix)) found.set(prefix, a ?? b ?? c ?? '')
      return ''
    }
  )
  if (rest.trim() !== '')
    problems.error(placeOf(line, 'namespaces'), `"${rest.trim()}" is not a namespace. They are written prefix="http://…", with a blank between them.`)
  return found
}
