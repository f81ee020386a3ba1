/**
 * XML as forms and instances need it: a strict parse into plain elements with namespaces resolved, and escaping.
 * No document type is expanded: an entity that XML itself does not define is an error, so a file can not grow while it is read.
 */
import { parseXml, XmlElement as ParsedElement, XmlText, type XmlNode } from '@rgrove/parse-xml'

export interface XmlElement {
  /** As written, with its prefix. */
  readonly name: string
  readonly local: string
  /** Namespace URI, '' when there is none. */
  readonly ns: string
  /** By name as written. */
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (XmlElement | string)[]
}

/** Levels of elements that are read; deeper is refused rather than run out of stack. */
const MAX_DEPTH = 100

type Scope = Readonly<Record<string, string>>

/** Throws an Error (not an OfficeError: the caller knows what was being read) with one line that names the place. */
export function parseXmlText(text: string): XmlElement {
  let root: ParsedElement | null
  try {
    root = parseXml(text.startsWith('\uFEFF') ? text.slice(1) : text).root
  } catch (cause) {
    throw new Error(oneLine(cause), { cause })
  }
  if (root === null) throw new Error('there is no element in it')
  return elementOf(root, { xml: 'http://www.w3.org/XML/1998/namespace' }, 1)
}

const oneLine = (cause: unknown): string => (cause instanceof Error ? cause.message.split('\n', 1)[0]! : 'not XML')

function elementOf(parsed: ParsedElement, outer: Scope, depth: number): XmlElement {
  if (depth > MAX_DEPTH) throw new Error(`elements are nested more than ${MAX_DEPTH} deep`)
  const attributes = parsed.attributes
  const scope = scopeOf(attributes, outer)
  const colon = parsed.name.indexOf(':')
  const prefix = colon < 0 ? '' : parsed.name.slice(0, colon)
  const ns = scope[prefix]
  if (ns === undefined && prefix !== '') throw new Error(`the prefix of <${parsed.name}> is not declared`)
  return {
    name: parsed.name,
    local: parsed.name.slice(colon + 1),
    ns: ns ?? '',
    attributes,
    children: childrenOf(parsed.children, scope, depth)
  }
}

function scopeOf(attributes: Readonly<Record<string, string>>, outer: Scope): Scope {
  const declared = Object.entries(attributes).filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'))
  if (declared.length === 0) return outer
  return { ...outer, ...Object.fromEntries(declared.map(([name, uri]) => [name.slice(6), uri])) }
}

function childrenOf(nodes: readonly XmlNode[], scope: Scope, depth: number): (XmlElement | string)[] {
  const children: (XmlElement | string)[] = []
  for (const node of nodes) {
    if (node instanceof ParsedElement) children.push(elementOf(node, scope, depth + 1))
    else if (node instanceof XmlText) {
      const last = children.length - 1
      const before = children[last]
      if (typeof before === 'string') children[last] = before + node.text
      else children.push(node.text)
    }
  }
  return children
}

export const elementsOf = (element: XmlElement): XmlElement[] => element.children.filter(child => typeof child !== 'string')

/** All text below an element, in order. */
export const textOfElement = (element: XmlElement): string => element.children.map(child => (typeof child === 'string' ? child : textOfElement(child))).join('')

/** The attribute by its local name, whatever its prefix. */
export function attributeOf(element: XmlElement, local: string): string | undefined {
  for (const [name, value] of Object.entries(element.attributes)) if (name === local || (name.endsWith(`:${local}`) && !name.startsWith('xmlns:'))) return value
  return undefined
}

/** Characters that XML 1.0 section 2.2 does not admit, lone surrogates among them. They can not be written, not even escaped. */
// oxlint-disable-next-line no-control-regex -- these are the characters meant
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/
const FORBIDDEN_ALL = new RegExp(FORBIDDEN.source, 'g')

export const isXmlText = (text: string): boolean => !FORBIDDEN.test(text)
export const withoutForbidden = (text: string): string => text.replace(FORBIDDEN_ALL, '')

/** For text and for attributes in double quotes. A carriage return is kept by writing it as a reference. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"\r]/g, char => (char === '&' ? '&amp;' : char === '<' ? '&lt;' : char === '>' ? '&gt;' : char === '"' ? '&quot;' : '&#13;'))
