/** The body of a form: which element answers which path, and which paths repeat. */
import { attributeOf, elementsOf, type XmlElement } from './xml.ts'

export interface FormBody {
  /** By path of local names. */
  readonly controls: ReadonlyMap<string, XmlElement>
  readonly groups: ReadonlyMap<string, XmlElement>
  readonly repeats: ReadonlySet<string>
  /** References that are no plain path. */
  readonly unclear: readonly string[]
}

const CONTAINERS = new Set(['group', 'repeat'])
const TEXTS = new Set(['label', 'hint', 'help', 'alert', 'item', 'itemset', 'choices', 'value', 'output', 'setvalue', 'setgeopoint', 'recordaudio'])

/** `/data/orx:meta/orx:instanceID` → `/data/meta/instanceID`; relative ones start at `context`. Undefined for anything else. */
export function plainPath(reference: string, context: string): string | undefined {
  const parts = reference
    .trim()
    .split('/')
    .map(part => part.trim())
  const path = reference.trim().startsWith('/') ? [] : context.split('/').filter(Boolean)
  for (const part of parts) {
    if (part === '' || part === '.') continue
    else if (part === '..') path.pop()
    else if (/^[^\s[\]()@*'"]+$/.test(part)) path.push(part.slice(part.indexOf(':') + 1))
    else return undefined
  }
  return `/${path.join('/')}`
}

export function readBody(body: XmlElement, root: string): FormBody {
  const controls = new Map<string, XmlElement>()
  const groups = new Map<string, XmlElement>()
  const repeats = new Set<string>()
  const unclear: string[] = []
  const visit = (parent: XmlElement, context: string): void => {
    for (const element of elementsOf(parent)) {
      if (TEXTS.has(element.local)) continue
      const reference = attributeOf(element, 'ref') ?? attributeOf(element, 'nodeset')
      const path = reference === undefined ? context : plainPath(reference, context)
      if (path === undefined) unclear.push(reference ?? '')
      else if (element.local === 'repeat') repeats.add(path)
      else if (element.local === 'group') {
        if (reference !== undefined || !groups.has(path)) groups.set(path, element)
      } else if (reference !== undefined) controls.set(path, element)
      if (CONTAINERS.has(element.local)) visit(element, path ?? context)
    }
  }
  visit(body, root)
  return { controls, groups, repeats, unclear }
}
