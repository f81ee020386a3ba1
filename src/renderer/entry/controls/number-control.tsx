/** Whole numbers and decimals as text: nothing is rounded, cut or spun by a wheel. */
import type { DecimalInputNode, IntInputNode } from '@getodk/xforms-engine'
import { TextInput } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { useTyping } from './typed.ts'

/** XML Schema int, which the engine holds to. */
const MAX_INT = 2_147_483_647
/** Significant digits that a double keeps (the engine's decimals are doubles). */
const MAX_DIGITS = 15

type Wrong = 'integer' | 'integerRange' | 'decimal' | 'decimalDigits'

export function wrongInteger(text: string): Wrong | undefined {
  if (!/^[+-]?\d+$/.test(text)) return 'integer'
  return Math.abs(Number(text)) > MAX_INT ? 'integerRange' : undefined
}

export function wrongDecimal(text: string): Wrong | undefined {
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text)) return 'decimal'
  return text.replace(/^[+-]?0*|\./g, '').length > MAX_DIGITS ? 'decimalDigits' : undefined
}

export function NumberControl({ node }: { readonly node: IntInputNode | DecimalInputNode }): ReactNode {
  const { t } = useTranslation('entry')
  const { text, type, untaken } = useTyping(node)
  const readOnly = useEngine(() => node.currentState.readonly)
  const whole = node.valueType === 'int'
  const wrong = (typed: string): Wrong | undefined => (typed === '' ? undefined : whole ? wrongInteger(typed) : wrongDecimal(typed))
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
