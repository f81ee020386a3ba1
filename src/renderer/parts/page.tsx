import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

let arrived = false

interface Props {
  title: string
  /** Said instead of the title in the window's name. */
  name?: string
  lead?: ReactNode
  acts?: ReactNode
  above?: ReactNode
  wide?: boolean
  /** False where a field takes the focus instead. */
  focus?: boolean
  children: ReactNode
}

/** One page: names the window, and takes the focus to its heading when the person comes from another page. */
export function Page({ title, name, lead, acts, above, wide = false, focus = true, children }: Props) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  const wanted = useRef(focus)
  const called = name ?? title
  useEffect(() => {
    document.title = t('common.newPage', { page: called, product: t('common.product') })
  }, [called, t])
  useEffect(() => {
    if (arrived && wanted.current) heading.current?.focus({ preventScroll: true })
    arrived = true
  }, [])
  return (
    <div className={wide ? 'page page--wide' : 'page'}>
      {above}
      <div className="page__head">
        <h1 ref={heading} tabIndex={-1}>
          <bdi>{title}</bdi>
        </h1>
        {acts && <div className="page__acts">{acts}</div>}
      </div>
      {lead && <p className="lead">{lead}</p>}
      {children}
    </div>
  )
}
