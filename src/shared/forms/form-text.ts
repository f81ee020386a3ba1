/** The texts of a form: `itext` translations, labels, and the choices that a form carries in itself. Computed text is left out. */
import type { Choice, Labels } from './form-info.ts'
import { attributeOf, elementsOf, textOfElement, type XmlElement } from './xml.ts'

export interface FormTexts {
  readonly languages: readonly string[]
  readonly defaultLanguage: string
  readonly byId: ReadonlyMap<string, Labels>
  /** Guidance (`form="guidance"`) by the same ids. */
  readonly guidance: ReadonlyMap<string, Labels>
  /** Names of the files that texts and instances refer to. */
  readonly media: ReadonlySet<string>
}

const tidy = (text: string): string => text.replace(/\s+/g, ' ').trim()
const isComputed = (element: XmlElement): boolean => elementsOf(element).some(child => child.local === 'output')

/** `jr://images/map.png` → `map.png`. */
export const mediaName = (url: string): string | undefined => /^jr:\/\/[^/]+\/(.+)$/.exec(url.trim())?.[1]

export function readTexts(model: XmlElement): FormTexts {
  const languages: string[] = []
  const byId = new Map<string, Record<string, string>>()
  const guidance = new Map<string, Record<string, string>>()
  const media = new Set<string>()
  let defaultLanguage: string | undefined
  for (const translation of elementsOf(model)
    .filter(child => child.local === 'itext')
    .flatMap(elementsOf)) {
    const language = attributeOf(translation, 'lang') ?? ''
    languages.push(language)
    if (attributeOf(translation, 'default') !== undefined) defaultLanguage ??= language
    for (const text of elementsOf(translation)) {
      const id = attributeOf(text, 'id') ?? ''
      const labels = byId.get(id) ?? {}
      byId.set(id, labels)
      for (const value of elementsOf(text)) {
        readValue(value, language, labels, media)
        if (attributeOf(value, 'form') === 'guidance') guidance.set(id, { ...guidance.get(id), [language]: tidy(textOfElement(value)) })
      }
    }
  }
  return { languages, defaultLanguage: defaultLanguage ?? languages[0] ?? '', byId, guidance, media }
}

function readValue(value: XmlElement, language: string, labels: Record<string, string>, media: Set<string>): void {
  const form = attributeOf(value, 'form')
  if (form === undefined || form === 'long') {
    if (!isComputed(value)) labels[language] = tidy(textOfElement(value))
    return
  }
  const file = mediaName(textOfElement(value))
  if (file !== undefined) media.add(file)
}

/** The labels of a control or of an item. */
export function labelsOf(control: XmlElement, texts: FormTexts): Labels {
  const label = elementsOf(control).find(child => child.local === 'label')
  if (!label) return {}
  const ref = attributeOf(label, 'ref')
  const id = itextId(ref)
  if (id !== undefined) return texts.byId.get(id) ?? {}
  return ref !== undefined || isComputed(label) ? {} : { '': tidy(textOfElement(label)) }
}

/** Words beyond the hint, for whoever wants them. */
export function guidanceOf(control: XmlElement, texts: FormTexts): Labels {
  const hint = elementsOf(control).find(child => child.local === 'hint')
  const id = hint && itextId(attributeOf(hint, 'ref'))
  return (id === undefined ? undefined : texts.guidance.get(id)) ?? {}
}

/** Files that lists inside the form name for their choices are found in the texts; those named in the body itself are found here. */
export function mediaBelow(body: XmlElement): string[] {
  const own = elementsOf(body).filter(child => child.local === 'value' && attributeOf(child, 'form') !== undefined)
  return [...own.map(value => mediaName(textOfElement(value))).filter(name => name !== undefined), ...elementsOf(body).flatMap(mediaBelow)]
}

const itextId = (ref: string | undefined): string | undefined => (ref === undefined ? undefined : /^\s*jr:itext\(\s*(['"])(.*)\1\s*\)\s*$/.exec(ref)?.[2])

/** In the language asked for, else without language, else in any. */
export const labelIn = (labels: Labels, language: string): string | undefined => labels[language] ?? labels[''] ?? Object.values(labels)[0]

/**
 * Every choice of a select, without its filter. Read are listed items and itemsets over an instance inside the form;
 * null when they lie elsewhere or are computed.
 */
export function choicesOf(select: XmlElement, instances: ReadonlyMap<string, XmlElement>, texts: FormTexts): Choice[] | null {
  const itemset = elementsOf(select).find(child => child.local === 'itemset')
  if (!itemset) {
    return elementsOf(select)
      .filter(child => child.local === 'item')
      .map(item => ({ value: tidy(textOfElement(childNamed(item, 'value') ?? item)), labels: labelsOf(item, texts) }))
  }
  const nodeset = attributeOf(itemset, 'nodeset') ?? ''
  const id = /instance\(\s*(['"])([^'"]+)\1\s*\)\s*\/\s*root\s*\/\s*item\b/.exec(nodeset)?.[2]
  const root = id === undefined ? undefined : instances.get(id)
  if (!root) return null
  const valueName = refName(childNamed(itemset, 'value'))
  const label = childNamed(itemset, 'label')
  return elementsOf(root)
    .filter(item => item.local === 'item')
    .map(item => ({ value: fieldOf(item, valueName), labels: itemLabels(item, label, texts) }))
}

const childNamed = (element: XmlElement, local: string): XmlElement | undefined => elementsOf(element).find(child => child.local === local)
const refName = (element: XmlElement | undefined): string => (element ? (attributeOf(element, 'ref') ?? '') : '').trim()
const fieldOf = (item: XmlElement, name: string): string => {
  const field = childNamed(item, name)
  return field ? textOfElement(field).trim() : ''
}

function itemLabels(item: XmlElement, label: XmlElement | undefined, texts: FormTexts): Labels {
  const ref = refName(label)
  const itext = /^jr:itext\(\s*([\w.-]+)\s*\)$/.exec(ref)?.[1]
  if (itext !== undefined) return texts.byId.get(fieldOf(item, itext)) ?? {}
  return ref === '' ? {} : { '': fieldOf(item, ref) }
}
