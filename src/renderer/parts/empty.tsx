import type { ReactNode } from 'react'
import { Glyph, type Sign } from './icon.tsx'

/** Nothing here: why, and what could be done about it. */
export function Empty({ sign, title, children, acts, level = 2 }: { sign: Sign; title: string; children?: ReactNode; acts?: ReactNode; level?: 2 | 3 }) {
  const Heading = `h${level}` as const
  return (
    <div className="empty">
      <Glyph sign={sign} className="empty__sign" />
      <Heading>{title}</Heading>
      {children && <p>{children}</p>}
      {acts && <div className="row row--center">{acts}</div>}
    </div>
  )
}
