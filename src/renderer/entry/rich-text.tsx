/** A form's texts, with the markdown that ODK allows. HTML and styles in them are shown as plain text: a form is a stranger's file. */
import type { MarkdownNode, TextRange, TextRole } from '@getodk/xforms-engine'
import type { ReactNode } from 'react'

export const RichText = ({ text }: { readonly text: TextRange<TextRole> }): ReactNode => text.formatted.map(node => <Mark key={node.id} node={node} />)

const ALLOWED = new Set(['em', 'strong', 'u', 'ol', 'ul', 'li', 'p'])

function Mark({ node }: { readonly node: MarkdownNode }): ReactNode {
  if (node.role === 'child') return node.value
  if (node.role === 'line-break') return <br />
  if (node.role === 'html') return node.unsafeHtml.replace(/<[^>]*>/g, '')
  const inner = node.children.map(child => <Mark key={child.id} node={child} />)
  if (node.elementName === 'a' && 'url' in node) return <WebLink url={String(node.url)}>{inner}</WebLink>
  // Block elements may not stand in a label or legend: spans that look like them can.
  if (node.elementName === 'em') return <em>{inner}</em>
  if (node.elementName === 'strong' || /^h[1-6]$/.test(node.elementName)) return <strong>{inner}</strong>
  if (node.elementName === 'u') return <u>{inner}</u>
  return <span className={ALLOWED.has(node.elementName) ? `mun-entry-${node.elementName}` : undefined}>{inner}</span>
}

function WebLink({ url, children }: { readonly url: string; readonly children: ReactNode }): ReactNode {
  if (!/^https?:\/\//i.test(url)) return children
  return (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  )
}
