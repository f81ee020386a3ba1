/** "Where this device is", when it is asked for and the machine knows. */
import { Button } from '@trussworks/react-uswds'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Point } from './place-text.ts'

/** A receiver in the open finds itself within half a minute (ms). */
const PATIENCE = 30_000

/** Chromium's way to ask whether the page's own headers let it; elsewhere the button may say that the device does not tell. */
const allowed = (): boolean => {
  const { featurePolicy } = document as { featurePolicy?: { allowsFeature(name: string): boolean } }
  return 'geolocation' in navigator && (featurePolicy?.allowsFeature('geolocation') ?? true)
}

const metres = (value: number | null): string => (value === null ? '' : value.toFixed(1))

export function DevicePlace({ take }: { readonly take: (point: Point) => void }): ReactNode {
  const { t } = useTranslation('entry')
  const [state, setState] = useState<'idle' | 'asking' | 'failed'>('idle')
  if (!allowed()) return null
  const ask = (): void => {
    setState('asking')
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        take({
          latitude: coords.latitude.toFixed(7),
          longitude: coords.longitude.toFixed(7),
          altitude: metres(coords.altitude),
          accuracy: metres(coords.accuracy)
        })
        setState('idle')
      },
      () => setState('failed'),
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 0 }
    )
  }
  return (
    <p className="mun-entry-device">
      <Button type="button" unstyled onClick={ask} disabled={state === 'asking'}>
        {t('place.device')}
      </Button>{' '}
      <span role="status" className="usa-hint">
        {state === 'asking' ? t('place.deviceAsking') : state === 'failed' ? t('place.deviceFailed') : ''}
      </span>
    </p>
  )
}
