/** What an XForm says, without what it does not: order of attributes and binds, line breaks, blanks around paths. */
import { elementsOf, parseXmlText, textOfElement, type XmlElement } from '../../../../src/shared/forms/xml.ts'

const EXPRESSIONS = /^(relevant|constraint|calculate|readonly|required|nodeset|value|ref|jr:count|count)$/

/** `selected( /data/a , 'x')` → `selected(/data/a,'x')`; what stands in quotes is kept. */
const tight = (expression: string): string =>
  expression
    .split(/("[^"]*"|'[^']*')/)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(/\s+/g, ' ').replace(/\s*([(),[\]=<>!+*|/-])\s*/g, '$1')))
    .join('')
    .trim()

const attributesOf = (element: XmlElement): Record<string, string> =>
  Object.fromEntries(
    Object.entries(element.attributes)
      .filter(([name]) => !name.startsWith('xmlns'))
      .map(([name, value]): [string, string] => [name, EXPRESSIONS.test(name) ? tight(value) : value])
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
  )

/** Texts with the answers put in marked by their paths. */
const mixed = (element: XmlElement): string =>
  element.children
    .map(child => (typeof child === 'string' ? child : child.local === 'output' ? `{${tight(child.attributes['value'] ?? '')}}` : mixed(child)))
    .join('')

interface Plain {
  readonly name: string
  readonly attributes: Record<string, string>
  readonly text?: string
  readonly inner?: readonly Plain[]
}

const TEXTS = new Set(['label', 'hint', 'value'])

function plain(element: XmlElement): Plain {
  const attributes = attributesOf(element)
  if (TEXTS.has(element.local)) return { name: element.name, attributes, text: mixed(element).trim() }
  const inner = elementsOf(element)
  return inner.length === 0
    ? { name: element.name, attributes, text: textOfElement(element).trim() }
    : { name: element.name, attributes, inner: inner.map(plain) }
}

const child = (element: XmlElement, local: string): XmlElement => elementsOf(element).find(inner => inner.local === local)!

function itextOf(model: XmlElement): Record<string, unknown> {
  const itext = elementsOf(model).find(inner => inner.local === 'itext')
  if (!itext) return {}
  return Object.fromEntries(
    elementsOf(itext).map(translation => [
      translation.attributes['lang'],
      {
        default: translation.attributes['default'],
        texts: Object.fromEntries(
          elementsOf(translation).map(text => [
            text.attributes['id'],
            Object.fromEntries(elementsOf(text).map(value => [value.attributes['form'] ?? '', mixed(value).trim()]))
          ])
        )
      }
    ])
  )
}

/** Comparable with `toEqual`: title, instance, secondary instances, binds, itext, body. */
export function saidBy(xml: string): Record<string, unknown> {
  const html = parseXmlText(xml)
  const model = child(child(html, 'head'), 'model')
  const [primary, ...others] = elementsOf(model).filter(inner => inner.local === 'instance')
  return {
    title: textOfElement(child(child(html, 'head'), 'title')).trim(),
    primary: elementsOf(primary!).map(plain),
    secondary: Object.fromEntries(
      others.map(instance => [
        instance.attributes['id'],
        {
          src: instance.attributes['src'],
          items: elementsOf(instance)
            .flatMap(elementsOf)
            .map(item => Object.fromEntries(elementsOf(item).map(field => [field.name, textOfElement(field).trim()])))
        }
      ])
    ),
    binds: Object.fromEntries(elementsOf(model).flatMap(inner => (inner.local === 'bind' ? [[inner.attributes['nodeset'], attributesOf(inner)]] : []))),
    actions: elementsOf(model)
      .filter(inner => /^set|record/.test(inner.local))
      .map(plain),
    itext: itextOf(model),
    body: { attributes: attributesOf(child(html, 'body')), inner: elementsOf(child(html, 'body')).map(plain) }
  }
}
