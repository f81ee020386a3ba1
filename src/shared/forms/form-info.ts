/**
 * What a form says about itself, read from its XML alone: structure, labels, and what this program does not do yet.
 * The logic (relevance, constraints, calculations) is never judged here; that is the engine's, in `renderer/entry`.
 *
 * Paths are absolute and made of local names: `/data/house/name` in a form, `/data/house[2]/name` in a record, where every
 * repeat element carries its 1-based index and nothing else carries one.
 */

/** `hidden` has no control: calculations, preloads, meta. `not-yet` has one that this program does not do. */
export type Control =
  | 'text'
  | 'note'
  | 'integer'
  | 'decimal'
  | 'range'
  | 'date'
  | 'time'
  | 'dateTime'
  | 'geopoint'
  | 'geotrace'
  | 'geoshape'
  | 'barcode'
  | 'select'
  | 'select1'
  | 'rank'
  | 'image'
  | 'audio'
  | 'video'
  | 'file'
  | 'acknowledge'
  | 'hidden'
  | 'not-yet'

const UPLOADS = new Set<Control>(['image', 'audio', 'video', 'file'])
const LISTS = new Set<Control>(['select', 'rank'])
/** Answered with a file: the value is an attachment. */
export const isUpload = (control: Control): boolean => UPLOADS.has(control)
/** Answered with several choices: the value is a list. */
export const isList = (control: Control): boolean => LISTS.has(control)

/** By language, in the form's order; '' is the language of a form that has none. Absent when the text is computed. */
export type Labels = Readonly<Record<string, string>>

export interface Choice {
  readonly value: string
  readonly labels: Labels
}

interface NodeBase {
  readonly path: string
  /** Local name, the last part of the path. */
  readonly name: string
  /** Namespace URI of the element, '' for that of the form. */
  readonly ns: string
  readonly appearance: string
  readonly labels: Labels
}

export interface Question extends NodeBase {
  readonly kind: 'question'
  /** The bind's type, as written without its prefix: `string`, `int`, `date`, … */
  readonly type: string
  readonly control: Control
  /** The innermost repeat that it is in. */
  readonly repeat: string | null
  readonly required: boolean
  readonly readonly: boolean
  /** All that could be chosen, if the form says so in itself; a filter may leave fewer. */
  readonly choices: readonly Choice[] | null
  /** More words for whoever wants them (`guidance`), which the engine passes over. */
  readonly guidance: Labels
}

export interface Group extends NodeBase {
  readonly kind: 'group' | 'repeat'
  readonly children: readonly FormNode[]
}

export type FormNode = Question | Group

export interface Unsupported {
  readonly path: string
  /** In English, for a list: "rank", "external choices (towns.csv)". */
  readonly what: string
  /** True: the question can not be answered here. False: it can, in a plainer way. */
  readonly blocking: boolean
}

export interface FormInfo {
  readonly id: string
  /** '' when the form has none. */
  readonly version: string
  readonly title: string
  /** Local name of the root element of an instance. */
  readonly root: string
  /** In the form's order; empty for a form without translations. */
  readonly languages: readonly string[]
  readonly defaultLanguage: string
  /** Every leaf, hidden ones too, in the order of the instance. */
  readonly questions: readonly Question[]
  /** Paths of the repeats. */
  readonly repeats: readonly string[]
  readonly unsupported: readonly Unsupported[]
  /** Names of files that the form refers to (`jr://images/map.png` → `map.png`). */
  readonly media: readonly string[]
  /** Those of them that came with the form. */
  readonly files: readonly string[]
  readonly tree: Group
}
