/** A place: latitude and longitude in degrees, altitude and accuracy in metres. By hand, pasted, from the device, or on the map. */
import type { GeopointInputNode } from '@getodk/xforms-engine'
import { Label, TextInput } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { DevicePlace } from './device-place.tsx'
import { PlaceMap } from './place-map.tsx'
import { readPoint, type Point } from './place-text.ts'
import { placeOf } from './typed-values.ts'
import { useTyping } from './typed.ts'

const PARTS = ['latitude', 'longitude', 'altitude', 'accuracy'] as const

export function GeopointControl({ node }: { readonly node: GeopointInputNode }): ReactNode {
  const { t } = useTranslation('entry')
  // Typed parts are kept apart by a character that no number has.
  const { text, type, untaken } = useTyping(node, value => value.replaceAll(' ', '|'))
  const readOnly = useEngine(() => node.currentState.readonly)
  const parts = PARTS.map((_, at) => text.split('|')[at] ?? '')
  const takeAll = (next: readonly string[]): void => type(next.join('|'), placeOf(next))
  const take = (at: number, typed: string): void => takeAll(parts.map((part, index) => (index === at ? typed.replaceAll('|', '') : part)))
  const takePoint = (point: Point): void => takeAll(PARTS.map(part => point[part]))
  const { appearances } = node
  const onMap = appearances['placement-map'] || appearances.maps
  const shown = placeOf(parts) ? [{ latitude: parts[0]!, longitude: parts[1]!, altitude: '', accuracy: '' }] : []
  return (
    <Field node={node} legend untaken={untaken ? t('problem.place') : undefined}>
      {described => (
        <>
          <div
            className="mun-entry-place"
            onPaste={event => {
              const point = readPoint(event.clipboardData.getData('text'))
              if (!point || readOnly) return
              event.preventDefault()
              takePoint(point)
            }}
          >
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
          {!readOnly && <p className="usa-hint">{t('place.paste')}</p>}
          {!readOnly && <DevicePlace take={takePoint} />}
          <details className="mun-entry-map" open={onMap}>
            <summary>{t('map.show')}</summary>
            <PlaceMap label={t('map.one')} points={shown} onPlace={readOnly ? undefined : takePoint} />
          </details>
        </>
      )}
    </Field>
  )
}
