/** One question on the page, its way back and forth, and where in the form it stands. */
import { Button } from '@trussworks/react-uswds'
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { AddStep } from './add-step.tsx'
import { NodeView } from './nodes.tsx'
import type { Step } from './steps.ts'

interface Props {
  readonly steps: readonly Step[]
  readonly at: number
  readonly move: (to: number) => void
}

const FIRST = 'input:not([disabled]):not([type=hidden]), select:not([disabled]), textarea:not([disabled]), [role=application], .mun-rank-item'

export function OneQuestion({ steps, at, move }: Props): ReactNode {
  const { t } = useTranslation('entry')
  const place = useRef<HTMLDivElement>(null)
  const step = steps[at]
  const id = step && `${step.kind} ${step.node.nodeId}`
  useEffect(() => {
    const first = place.current?.querySelector<HTMLElement>(FIRST) ?? place.current?.querySelector<HTMLElement>('button')
    if (first) first.focus()
    else place.current?.focus()
  }, [id])
  if (!step) return <p>{t('one.none')}</p>
  const onKey = (event: KeyboardEvent): void => {
    // Enter goes on from a line of text, as on a phone; it keeps its meaning in everything that has one for it.
    const { target } = event
    const line = target instanceof HTMLInputElement && !['checkbox', 'radio', 'file', 'range', 'button'].includes(target.type)
    if (event.key !== 'Enter' || event.ctrlKey || event.altKey || event.defaultPrevented || !line || at >= steps.length - 1) return
    event.preventDefault()
    move(at + 1)
  }
  return (
    <div className="mun-one">
      <p className="mun-one-where" role="status">
        <bdi>{t('one.where', { number: at + 1, count: steps.length })}</bdi>
        {step.crumbs.length > 0 && (
          <>
            {' · '}
            <bdi>{step.crumbs.join(' › ')}</bdi>
          </>
        )}
      </p>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- hears Enter from the field inside it */}
      <div className="mun-one-question" ref={place} tabIndex={-1} onKeyDown={onKey} key={id}>
        {step.kind === 'add' ? <AddStep node={step.node} added={() => move(at)} removed={() => move(at - 1)} /> : <NodeView node={step.node} />}
      </div>
      <div className="mun-one-moves">
        <Button type="button" outline disabled={at === 0} onClick={() => move(at - 1)}>
          {t('one.back')}
        </Button>
        <Button type="button" disabled={at >= steps.length - 1} onClick={() => move(at + 1)}>
          {t('one.next')}
        </Button>
      </div>
    </div>
  )
}
