/**
 * Labels, hints, messages and media: inline where a text is there in one language and alone, else in `itext`, with an entry for
 * every language. What a language lacks is a hyphen, as every XLSForm tool has it, and is warned of.
 */
import type { Problems } from './problems.ts'
import { hasReference } from './references.ts'
import type { Expressions } from './expressions.ts'
import { placeOf, type Line } from './table.ts'
import { pathOf, type TreeNode } from './tree.ts'
import { block, element } from './xml-writer.ts'

/** Text forms of an entry; any other form is a kind of media. */
const LONG = ''
const GUIDANCE = 'guidance'
const MISSING = '-'
const MEDIA_FOLDERS: Readonly<Record<string, string>> = { image: 'images', 'big-image': 'images', audio: 'audio', video: 'video' }

export class Texts {
  /** id → language → form → XML. */
  readonly #entries = new Map<string, Map<string, Map<string, string>>>()
  readonly #expressions: Expressions
  readonly #problems: Problems
  readonly #defaultLanguage: string

  constructor(expressions: Expressions, problems: Problems, defaultLanguage: string) {
    this.#expressions = expressions
    this.#problems = problems
    this.#defaultLanguage = defaultLanguage
  }

  #add(id: string, language: string, form: string, xml: string): void {
    const entry = this.#entries.get(id) ?? new Map<string, Map<string, string>>()
    const forms = entry.get(language) ?? new Map<string, string>()
    this.#entries.set(id, entry.set(language, forms.set(form, xml)))
  }

  /** The texts of a column into an entry; those without language are in the default one, unless it has one of its own. */
  #addColumn(id: string, line: Line, key: string, form: string, context: TreeNode | undefined): void {
    const cells = line.cells.get(key)
    for (const [language, cell] of cells ?? []) {
      if (language === '' && cells!.has(this.#defaultLanguage)) continue
      const place = { ...placeOf(line), column: cell.heading }
      this.#add(id, language === '' ? this.#defaultLanguage : language, form, this.#expressions.text(cell.text, place, context))
    }
  }

  #addMedia(id: string, line: Line): boolean {
    let some = false
    for (const [key, cells] of line.cells) {
      if (!key.startsWith('media::')) continue
      const kind = key.slice(7)
      const folder = Object.hasOwn(MEDIA_FOLDERS, kind) ? MEDIA_FOLDERS[kind] : undefined
      for (const [language, { text, heading }] of cells) {
        if (folder === undefined)
          this.#problems.error({ ...placeOf(line), column: heading }, `"${kind}" is not a kind of media: image, big-image, audio or video.`)
        else {
          const place = { ...placeOf(line), column: heading }
          const url = text.startsWith('jr://') ? text : `jr://${folder}/${text}`
          this.#add(id, language === '' ? this.#defaultLanguage : language, kind, this.#expressions.text(url, place, undefined))
          some = true
        }
      }
    }
    return some
  }

  #translated(line: Line, key: string): boolean {
    return [...(line.cells.get(key)?.keys() ?? [])].some(language => language !== '')
  }

  /** `<label>` of a question or section; '' where it has none. Also for what is not shown, as its texts are in the form too. */
  label(node: TreeNode): string {
    const id = `${pathOf(node)}:label`
    const media = this.#addMedia(id, node.line)
    if (media || this.#translated(node.line, 'label')) {
      this.#addColumn(id, node.line, 'label', LONG, node)
      return element('label', { ref: `jr:itext('${id}')` })
    }
    return this.#inline('label', node, 'label')
  }

  hint(node: TreeNode): string {
    const id = `${pathOf(node)}:hint`
    const guided = node.line.cells.has('guidance_hint')
    if (!guided && !this.#translated(node.line, 'hint')) return this.#inline('hint', node, 'hint')
    this.#addColumn(id, node.line, 'hint', LONG, node)
    this.#addColumn(id, node.line, 'guidance_hint', GUIDANCE, node)
    return element('hint', { ref: `jr:itext('${id}')` })
  }

  #inline(name: 'label' | 'hint', node: TreeNode, key: string): string {
    const cell = node.line.cells.get(key)?.get('')
    return cell ? element(name, {}, this.#expressions.text(cell.text, { ...placeOf(node.line), column: cell.heading }, node)) : ''
  }

  /** The value of a bind's attribute for a message: the text itself, or where it stands. `attribute` is `jr:constraintMsg` and the like. */
  message(node: TreeNode, key: string, attribute: string): string | undefined {
    const cells = node.line.cells.get(key)
    if (!cells) return undefined
    const plain = cells.get('')
    if (plain && cells.size === 1 && !hasReference(plain.text)) return plain.text
    const id = `${pathOf(node)}:${attribute}`
    this.#addColumn(id, node.line, key, LONG, node)
    return `jr:itext('${id}')`
  }

  /** The texts of a choice, under the id that its item names. */
  choice(id: string, line: Line, languages: readonly string[]): void {
    // What the program adds (`or_other`) has no language and is put into each.
    if (languages.length > 0)
      for (const language of languages) this.#add(id, language, LONG, this.#expressions.text(line.cells.get('label')!.get('')!.text, placeOf(line), undefined))
    else this.#addColumn(id, line, 'label', LONG, undefined)
    this.#addMedia(id, line)
  }

  /** `<itext>`; '' for a form without. `order`: the languages as the sheets name them. */
  itext(order: readonly string[]): string {
    if (this.#entries.size === 0) return ''
    const used = new Set([...this.#entries.values()].flatMap(entry => [...entry.keys()]))
    const languages = [...new Set([this.#defaultLanguage, ...order, ...used])].filter(language => used.has(language))
    return block(
      'itext',
      {},
      languages.map(language => {
        const lacking = [...this.#entries].filter(([, entry]) => lacks(entry, language, LONG) || lacks(entry, language, GUIDANCE)).length
        if (lacking > 0) this.#warn(language, lacking)
        const texts = [...this.#entries].map(([id, entry]) => element('text', { id }, values(entry, language)))
        return block('translation', { lang: language, default: language === this.#defaultLanguage ? 'true()' : undefined }, texts)
      })
    )
  }

  #warn(language: string, count: number): void {
    const texts = count === 1 ? 'One text has' : `${count} texts have`
    const message =
      language === this.#defaultLanguage && language === 'default'
        ? `${texts} no translation in a column without language; "-" is shown there. Name a default_language in the settings.`
        : `${texts} no translation into ${language}; "-" is shown there.`
    this.#problems.warning({ sheet: 'survey', row: null, column: null }, message)
  }
}

const lacks = (entry: ReadonlyMap<string, ReadonlyMap<string, string>>, language: string, form: string): boolean =>
  entry.get(language)?.has(form) !== true && [...entry.values()].some(forms => forms.has(form))

function values(entry: ReadonlyMap<string, ReadonlyMap<string, string>>, language: string): string {
  const forms = entry.get(language) ?? new Map<string, string>()
  const all = new Set([LONG, ...[...entry.values()].flatMap(one => [...one.keys()])].filter(form => [...entry.values()].some(one => one.has(form))))
  return [...all]
    .map(form => {
      const xml = forms.get(form) ?? (form === LONG || form === GUIDANCE ? MISSING : undefined)
      return xml === undefined ? '' : element('value', { form: form === LONG ? undefined : form }, xml)
    })
    .join('')
}
