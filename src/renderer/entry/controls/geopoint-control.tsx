/** A place, entered by hand: latitude and longitude in degrees, altitude and accuracy in metres. */
import type { GeopointInputNode } from '@getodk/xforms-engine'
import { Label, TextInput } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { placeOf } from './typed-values.ts'
import { useTyping } from './typed.ts'

const PARTS = ['latitude', 'longitude', 'altitude', 'accuracy'] as const
export function GeopointControl({ node }: { readonly node: GeopointInputNode }): ReactNode {
  const { t } = useTranslation('entry')
  // Typed parts are kept apart by a character that no number has.
  const { text, type, untaken } = useTyping(node, value => value.replaceAll(' ', '|'))
  const readOnly = useEngine(() => node.currentState.readonly)
  const parts = PARTS.map((_, at) => text.split('|')[at] ?? '')
  const take = (at: number, typed: string): void => {
    const next = parts.map((part, index) => (index === at ? typed.replaceAll('|', '') : part))
    type(next.join('|'), placeOf(next))
  }
  return (
    <Field node={node} legend untaken={untaken ? t('problem.place') : undefined}>
      {described => (
        <div className="mun-entry-place">
          {PARTS.map((part, at) => (
            <div key={part}>
              <Label htmlFor={`${described.id}-${part}`}>{t(`place.${part}`)}</Label>
              <TextInput
                {...described}
                id={`${described.id}-${part}`}
                name={`${described.name}-${part}`}
                type="text"
                inputMode="text"
                autoComplete="off"
                dir="ltr"
                value={parts[at]}
                readOnly={readOnly}
                onChange={event => take(at, event.target.value)}
              />
            </div>
          ))}
        </div>
      )}
    </Field>
  )
}
