/** Elements from data. Text goes in as text only: nothing of a file ever becomes markup. */
type Child = Node | string | null | undefined | false

export interface Attributes {
  readonly [name: string]: string | boolean | undefined
}

export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value)
  for (const child of children) if (child !== null && child !== undefined && child !== false) element.append(child)
  return element
}

/** Text that another wrote, which may run in the other direction. */
export const said = (text: string): HTMLElement => el('bdi', {}, text)

export const fold = (summary: string, ...children: readonly Child[]): HTMLElement => el('details', {}, el('summary', {}, summary), ...children)

export const facts = (rows: readonly (readonly [string, string | null])[]): HTMLElement =>
  el('dl', { class: 'facts' }, ...rows.flatMap(([name, value]) => (value === null ? [] : [el('dt', {}, name), el('dd', {}, el('code', {}, value))])))
