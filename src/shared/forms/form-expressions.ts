/** Every XPath expression of a form, held to the grammar: one that does not parse stops the engine when the form is opened. */
import { wrongXPath } from './xpath-syntax.ts'
import { elementsOf, type XmlElement } from './xml.ts'

/** By local name of the attribute. Messages (`jr:constraintMsg`) may be plain text and are left out. */
const OF_BINDS: Readonly<Record<string, string>> = {
  relevant: 'relevance',
  constraint: 'constraint',
  calculate: 'calculation',
  readonly: 'read-only rule',
  required: 'required rule'
}
const OF_OTHERS: Readonly<Record<string, string>> = { ref: 'reference', nodeset: 'reference', value: 'expression', count: 'number of repeats' }

/** The first expression that is none, in plain words; undefined where all are well formed. */
export function wrongExpression(model: XmlElement, body: XmlElement): string | undefined {
  for (const bind of elementsOf(model).filter(element => element.local === 'bind')) {
    const wrong = wrongIn(bind, { ...OF_BINDS, nodeset: 'reference', ref: 'reference' }, bind.attributes['nodeset'] ?? bind.attributes['ref'] ?? 'a bind')
    if (wrong !== undefined) return wrong
  }
  return wrongBelow(body)
}

function wrongBelow(element: XmlElement): string | undefined {
  for (const inner of elementsOf(element)) {
    const wrong = wrongIn(inner, OF_OTHERS, inner.attributes['ref'] ?? inner.attributes['nodeset'] ?? `<${inner.name}>`) ?? wrongBelow(inner)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function wrongIn(element: XmlElement, names: Readonly<Record<string, string>>, place: string): string | undefined {
  for (const [name, text] of Object.entries(element.attributes)) {
    const local = name.slice(name.indexOf(':') + 1)
    if (!Object.hasOwn(names, local) || text.trim() === '') continue
    const wrong = wrongXPath(text)
    if (wrong !== undefined) return `the ${names[local]} of ${place} is no expression, "${text.trim().slice(0, 80)}": ${wrong}`
  }
  return undefined
}
