/** A place, entered by hand: latitude and longitude in degrees, altitude and accuracy in metres. */
import type { GeopointInputNode } from '@getodk/xforms-engine'
import { Label, TextInput } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { useTyping } from './typed.ts'

const PARTS = ['latitude', 'longitude', 'altitude', 'accuracy'] as const
const LIMITS = [90, 180, 100_000, 1_000_000]
const NUMBER = /^-?(\d+(\.\d*)?|\.\d+)$/

/** Four typed parts → ODK's `latitude longitude altitude accuracy`; undefined when that is no place (yet). */
export function placeOf(parts: readonly string[]): string | undefined {
  const [latitude = '', longitude = '', altitude = '', accuracy = ''] = parts.map(part => part.trim())
  if ([latitude, longitude, altitude, accuracy].every(part => part === '')) return ''
  if (latitude === '' || longitude === '') return undefined
  const given = [latitude, longitude, altitude, accuracy]
  if (given.some((part, at) => part !== '' && (!NUMBER.test(part) || Math.abs(Number(part)) > LIMITS[at]!))) return undefined
  if (accuracy !== '') return `${latitude} ${longitude} ${altitude === '' ? '0' : altitude} ${accuracy}`
  return altitude === '' ? `${latitude} ${longitude}` : `${latitude} ${longitude} ${altitude}`
}

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
