/** Whole numbers and decimals as text: nothing is rounded, cut or spun by a wheel. */
import type { DecimalInputNode, IntInputNode } from '@getodk/xforms-engine'
import { Button, TextInput } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { grouped, ungrouped, wrongDecimal, wrongInteger, type WrongNumber } from './typed-values.ts'
import { useTyping } from './typed.ts'

export function NumberControl({ node }: { readonly node: IntInputNode | DecimalInputNode }): ReactNode {
  const { t } = useTranslation('entry')
  const { text, type, untaken } = useTyping(node)
  const readOnly = useEngine(() => node.currentState.readonly)
  const whole = node.valueType === 'int'
  const wrong = (typed: string): WrongNumber | undefined => (typed === '' ? undefined : whole ? wrongInteger(typed) : wrongDecimal(typed))
  const trimmed = text.trim()
  const problem = untaken ? t(`problem.${wrong(trimmed) ?? (whole ? 'integer' : 'decimal')}`) : undefined
  const separated = node.appearances['thousands-sep']
  const take = (value: string): void => {
    const typed = separated ? ungrouped(value) : value
    type(typed, wrong(typed.trim()) ? undefined : typed.trim())
  }
  const count = (by: number): void => take(String((Number(trimmed) || 0) + by))
  const input = (described: object): ReactNode => (
    <TextInput
      {...(described as { id: string; name: string })}
      className="mun-entry-number"
      type="text"
      inputMode={whole ? 'numeric' : 'decimal'}
      autoComplete="off"
      dir="ltr"
      value={separated ? grouped(text) : text}
      readOnly={readOnly}
      onChange={event => take(event.target.value)}
    />
  )
  if (!whole || !node.appearances['counter'])
    return (
      <Field node={node} untaken={problem}>
        {input}
      </Field>
    )
  return (
    <Field node={node} untaken={problem}>
      {described => (
        <div className="mun-counter">
          <Button type="button" outline disabled={readOnly} aria-label={t('counter.less')} onClick={() => count(-1)}>
            −
          </Button>
          {input(described)}
          <Button type="button" outline disabled={readOnly} aria-label={t('counter.more')} onClick={() => count(1)}>
            +
          </Button>
        </div>
      )}
    </Field>
  )
}
