/** An order of preference: choices moved up and down by buttons, keys or dragging. Untouched, it is unanswered. */
import type { RankNode } from '@getodk/xforms-engine'
import { Button } from '@trussworks/react-uswds'
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { RichText } from '../rich-text.tsx'

export function RankControl({ node }: { readonly node: RankNode }): ReactNode {
  const { t } = useTranslation('entry')
  const { options, chosen, readonly, required } = useEngine(() => {
    const { valueOptions, value, readonly, required } = node.currentState
    return { options: valueOptions, chosen: value, readonly, required }
  })
  const list = useRef<HTMLOListElement>(null)
  const follow = useRef<string | undefined>(undefined)
  const [dragged, setDragged] = useState<string>()
  const ranked = chosen.length > 0
  const order = ranked ? chosen : options.map(item => item.value)
  const put = (value: string, at: number): void => {
    const rest = order.filter(one => one !== value)
    rest.splice(Math.max(0, Math.min(at, rest.length)), 0, value)
    follow.current = value
    node.setValues(rest)
  }
  useEffect(() => {
    const value = follow.current
    follow.current = undefined
    if (value !== undefined) list.current?.querySelector<HTMLElement>(`[data-value="${CSS.escape(value)}"]`)?.focus()
  })
  const onKey = (event: KeyboardEvent, value: string, at: number): void => {
    const to = ({ ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: order.length - 1 } as Readonly<Record<string, number>>)[event.key]
    if (to === undefined || readonly) return
    event.preventDefault()
    put(value, to)
  }
  return (
    <Field node={node} legend>
      {described => (
        <>
          <p className="usa-hint" id={`${described.id}-how`}>
            {t(ranked ? 'rank.how' : 'rank.not')}
          </p>
          <ol className={ranked ? 'mun-rank' : 'mun-rank mun-rank--not'} ref={list}>
            {order.map((value, at) => {
              const item = options.find(one => one.value === value)
              if (!item) return null
              return (
                <li
                  key={value}
                  className={dragged === value ? 'mun-rank-dragged' : undefined}
                  draggable={!readonly}
                  onDragStart={event => {
                    event.dataTransfer.effectAllowed = 'move'
                    setDragged(value)
                  }}
                  onDragOver={event => event.preventDefault()}
                  onDragEnd={() => setDragged(undefined)}
                  onDrop={event => {
                    event.preventDefault()
                    if (dragged !== undefined && order.includes(dragged)) put(dragged, at)
                    setDragged(undefined)
                  }}
                >
                  <button
                    type="button"
                    className="mun-rank-item"
                    data-value={value}
                    aria-describedby={`${described.id}-how`}
                    disabled={readonly}
                    onClick={() => put(value, at)}
                    onKeyDown={event => onKey(event, value, at)}
                  >
                    <span className="mun-rank-place">{ranked ? at + 1 : '–'}</span> <RichText text={item.label} />
                  </button>
                  {!readonly && (
                    <span className="mun-rank-moves">
                      <button type="button" className="usa-button usa-button--outline" tabIndex={-1} disabled={at === 0} onClick={() => put(value, at - 1)}>
                        <span aria-hidden="true">↑</span>
                        <span className="usa-sr-only">{t('rank.up', { item: item.label.asString })}</span>
                      </button>
                      <button
                        type="button"
                        className="usa-button usa-button--outline"
                        tabIndex={-1}
                        disabled={at === order.length - 1}
                        onClick={() => put(value, at + 1)}
                      >
                        <span aria-hidden="true">↓</span>
                        <span className="usa-sr-only">{t('rank.down', { item: item.label.asString })}</span>
                      </button>
                    </span>
                  )}
                </li>
              )
            })}
          </ol>
          {!ranked && !readonly && options.length > 0 && (
            <Button type="button" outline onClick={() => node.setValues(order)}>
              {t('rank.keep')}
            </Button>
          )}
          {ranked && !required && !readonly && (
            <Button type="button" unstyled onClick={() => node.setValues([])}>
              {t('choice.clear')}
            </Button>
          )}
        </>
      )}
    </Field>
  )
}
