/**
 * Headings of an XLSForm's columns: which column is meant, and for which language. XLSForm reference, https://xlsform.org/en/ref-table/:
 * words may be joined by blanks, underscores or hyphens, parts by `::` (in sheets without any, by a single `:`).
 */

export interface Heading {
  /** One of the keys below, or `bind::x`, `body::x`, `instance::x`, `media::x`, `attribute::x`; undefined for a heading of the author's own. */
  readonly key: string | undefined
  /** '' where none is named. */
  readonly language: string
}

export type SheetKind = 'survey' | 'choices' | 'settings'

const KEYS: Readonly<Record<SheetKind, Readonly<Record<string, string>>>> = {
  survey: {
    ...same(['type', 'name', 'label', 'hint', 'guidance_hint', 'constraint', 'constraint_message', 'required', 'required_message', 'relevant', 'read_only']),
    ...same(['calculation', 'default', 'appearance', 'choice_filter', 'repeat_count', 'parameters', 'trigger', 'save_to', 'disabled']),
    command: 'type',
    tag: 'name',
    value: 'name',
    caption: 'label',
    relevance: 'relevant',
    readonly: 'read_only',
    calculate: 'calculation',
    constraining_message: 'constraint_message',
    constraint_msg: 'constraint_message',
    requiredmsg: 'required_message',
    required_msg: 'required_message',
    count: 'repeat_count',
    'jr:count': 'repeat_count',
    image: 'media::image',
    big_image: 'media::big-image',
    audio: 'media::audio',
    video: 'media::video',
    autoplay: 'body::autoplay',
    rows: 'body::rows',
    intent: 'body::intent',
    noapperrorstring: 'bind::jr:noAppErrorString',
    no_app_error_string: 'bind::jr:noAppErrorString',
    compact_tag: 'instance::odk:tag'
  },
  choices: {
    ...same(['list_name', 'name', 'label']),
    value: 'name',
    caption: 'label',
    image: 'media::image',
    big_image: 'media::big-image',
    audio: 'media::audio',
    video: 'media::video'
  },
  settings: {
    ...same(['form_title', 'form_id', 'version', 'default_language', 'style', 'instance_name', 'public_key', 'submission_url', 'namespaces', 'name']),
    ...same(['allow_choice_duplicates', 'clean_text_values', 'omit_instanceid', 'instance_id', 'instance_xmlns', 'auto_send', 'auto_delete']),
    set_form_title: 'form_title',
    title: 'form_title',
    set_form_id: 'form_id',
    id_string: 'form_id'
  }
}

function same(keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map(key => [key, key]))
}

/** `bind::relevant` is the column `relevant`, and so on. */
const BINDS: Readonly<Record<string, string>> = {
  relevant: 'relevant',
  required: 'required',
  constraint: 'constraint',
  calculate: 'calculation',
  readonly: 'read_only',
  'jr:constraintMsg': 'constraint_message',
  'jr:requiredMsg': 'required_message'
}
const BODIES: Readonly<Record<string, string>> = { appearance: 'appearance', 'jr:count': 'repeat_count' }
const IN_LANGUAGES = new Set(['label', 'hint', 'guidance_hint', 'constraint_message', 'required_message', 'bind::jr:noAppErrorString'])

export const knownHeadings = (sheet: SheetKind): string[] => Object.keys(KEYS[sheet])
export const isInLanguages = (key: string): boolean => IN_LANGUAGES.has(key) || key.startsWith('media::')

const snake = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_')

/** `doubled`: the sheet has a heading with `::`, so a single colon belongs to a name. */
export function readHeading(text: string, sheet: SheetKind, doubled: boolean): Heading {
  const [first = '', ...rest] = partsOf(text, doubled)
  const known = KEYS[sheet]
  const whole = Object.hasOwn(known, snake(text)) ? known[snake(text)] : undefined
  if (whole !== undefined) return { key: whole, language: '' }
  const group = snake(first)
  if (sheet === 'survey' && rest.length > 0) {
    const inner = rest[0]!
    if (group === 'bind') return inLanguage(Object.hasOwn(BINDS, inner) ? BINDS[inner]! : `bind::${inner}`, rest.slice(1))
    if (group === 'body' || group === 'control') return inLanguage(Object.hasOwn(BODIES, inner) ? BODIES[inner]! : `body::${inner}`, rest.slice(1))
    if (group === 'instance') return inLanguage(`instance::${inner}`, rest.slice(1))
  }
  if (sheet !== 'settings' && group === 'media' && rest.length > 0) return inLanguage(`media::${rest[0]!.toLowerCase().replace('_', '-')}`, rest.slice(1))
  if (sheet === 'settings' && group === 'attribute' && rest.length === 1) return { key: `attribute::${rest[0]!}`, language: '' }
  return inLanguage(Object.hasOwn(known, group) ? known[group] : undefined, rest)
}

/** A second part that is no language (`relevant::x`) makes the heading one of the author's own. */
function inLanguage(key: string | undefined, rest: readonly string[]): Heading {
  if (key === undefined || rest.length > 1 || (rest.length === 1 && !isInLanguages(key))) return { key: undefined, language: '' }
  return { key, language: rest[0] ?? '' }
}

function partsOf(text: string, doubled: boolean): string[] {
  if (doubled || text.includes('::')) return text.split('::').map(part => part.trim())
  const parts = text.split(':').map(part => part.trim())
  const at = parts.indexOf('jr')
  return at < 0 ? parts : [...parts.slice(0, at), `jr:${parts[at + 1] ?? ''}`, ...parts.slice(at + 2)]
}
