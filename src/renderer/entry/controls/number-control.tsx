/** Whole numbers and decimals as text: nothing is rounded, cut or spun by a wheel. */
import type { DecimalInputNode, IntInputNode } from '@getodk/xforms-engine'
import { TextInput } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { wrongDecimal, wrongInteger, type WrongNumber } from './typed-values.ts'
import { useTyping } from './typed.ts'

export function NumberControl({ node }: { readonly node: IntInputNode | DecimalInputNode }): ReactNode {
  const { t } = useTranslation('entry')
  const { text, type, untaken } = useTyping(node)
  const readOnly = useEngine(() => node.currentState.readonly)
  const whole = node.valueType === 'int'
  const wrong = (typed: string): WrongNumber | undefined => (typed === '' ? undefined : whole ? wrongInteger(typed) : wrongDecimal(typed))
  const trimmed = text.trim()
  const problem = untaken ? t(`problem.${wrong(trimmed) ?? (whole ? 'integer' : 'decimal')}`) : undefined
  return (
    <Field node={node} untaken={problem}>
      {described => (
        <TextInput
          {...described}
          className="mun-entry-number"
          type="text"
          inputMode={whole ? 'numeric' : 'decimal'}
          autoComplete="off"
          dir="ltr"
          value={text}
          readOnly={readOnly}
          onChange={event => {
            const typed = event.target.value
            type(typed, wrong(typed.trim()) ? undefined : typed.trim())
          }}
        />
      )}
    </Field>
  )
}
