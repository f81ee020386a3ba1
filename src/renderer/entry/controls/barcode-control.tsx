/** A barcode or QR code: typed (a hand scanner types too), or read from a picture. */
import type { AnyInputNode, InputNode } from '@getodk/xforms-engine'
import { TextInput } from '@trussworks/react-uswds'
import { useId, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { withoutForbidden } from '../../../shared/forms/xml.ts'
import { Field } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { codeIn } from './read-code.ts'
import { useTyping } from './typed.ts'

export const isBarcode = (node: AnyInputNode): node is InputNode<'barcode'> => node.valueType === 'barcode'

export function BarcodeControl({ node }: { readonly node: InputNode<'barcode'> }): ReactNode {
  const { t } = useTranslation('entry')
  const { text, type } = useTyping(node)
  const readOnly = useEngine(() => node.currentState.readonly)
  const [state, setState] = useState<'idle' | 'reading' | 'none' | 'read'>('idle')
  const picture = useId()
  const hidden = Boolean(node.appearances['hidden-answer'])
  const take = (value: string): void => {
    const clean = withoutForbidden(value)
    type(clean, clean)
  }
  const read = async (file: File | undefined): Promise<void> => {
    if (!file) return
    setState('reading')
    const code = await codeIn(file).catch(() => undefined)
    if (code === undefined) return setState('none')
    take(code)
    setState('read')
  }
  return (
    <Field node={node} untaken={state === 'none' ? t('barcode.none') : undefined}>
      {described => (
        <>
          <TextInput
            {...described}
            type={hidden ? 'password' : 'text'}
            autoComplete="off"
            dir="ltr"
            value={text}
            readOnly={readOnly}
            onChange={event => {
              setState('idle')
              take(event.target.value)
            }}
          />
          {!readOnly && (
            <div className="mun-entry-scan">
              <label className="usa-hint" htmlFor={picture}>
                {t('barcode.picture')}
              </label>
              <input
                id={picture}
                className="mun-entry-file"
                type="file"
                accept="image/*"
                onChange={event => {
                  const { target } = event
                  void read(target.files?.[0]).finally(() => (target.value = ''))
                }}
              />
              <span role="status" className="usa-hint">
                {state === 'reading' ? t('barcode.reading') : state === 'read' ? t('barcode.read') : ''}
              </span>
            </div>
          )}
        </>
      )}
    </Field>
  )
}
