/** Elements as text. */
import { escapeXml } from '../xml.ts'

/** An attribute without a value is left out. */
export type Attributes = Readonly<Record<string, string | undefined>>

const attribute = ([name, value]: readonly [string, string | undefined]): string =>
  value === undefined ? '' : ` ${name}="${escapeXml(value).replace(/\n/g, '&#10;').replace(/\t/g, '&#9;')}"`

/** `content` is XML already. */
export function element(name: string, attributes: Attributes = {}, content = ''): string {
  const head = `${name}${Object.entries(attributes).map(attribute).join('')}`
  return content === '' ? `<${head}/>` : `<${head}>${content}</${name}>`
}

/** An element that holds elements only, each on a line of its own. Empty texts among them are left out. */
export function block(name: string, attributes: Attributes, inner: readonly string[]): string {
  const children = inner.filter(one => one !== '')
  return element(name, attributes, children.length === 0 ? '' : `\n${children.join('\n')}\n`)
}
