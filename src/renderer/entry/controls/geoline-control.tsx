/** A trace or a shape: its points as lines of text, one each, and on the map. */
import type { GeoshapeInputNode, GeotraceInputNode } from '@getodk/xforms-engine'
import { Button, Textarea } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { DevicePlace } from './device-place.tsx'
import { PlaceMap } from './place-map.tsx'
import { lineOf, readPoints, samePlace, writePoint, type Point } from './place-text.ts'
import { useTyping } from './typed.ts'

/** ODK's value → a line for each point. */
const asLines = (value: string): string => value.replace(/\s*;\s*/g, '\n').trim()

export function GeolineControl({ node }: { readonly node: GeotraceInputNode | GeoshapeInputNode }): ReactNode {
  const { t } = useTranslation('entry')
  const closed = node.valueType === 'geoshape'
  const { text, type, untaken } = useTyping(node, asLines)
  const readOnly = useEngine(() => node.currentState.readonly)
  const points = readPoints(text)
  const line = points && lineOf(points, closed)
  const take = (typed: string): void => {
    const next = readPoints(typed)
    const made = next && lineOf(next, closed)
    type(typed, made && 'value' in made ? made.value : undefined)
  }
  const takePoints = (next: readonly Point[]): void => take(next.map(writePoint).join('\n'))
  // A closed shape ends where it began: a further point goes before its end.
  const add = (point: Point): void =>
    takePoints(closed && (points?.length ?? 0) > 3 && samePlace(points?.[0], points?.at(-1)) ? [...points!.slice(0, -1), point] : [...(points ?? []), point])
  const corners = points && closed && points.length > 3 && samePlace(points[0], points.at(-1)) ? points.slice(0, -1) : (points ?? [])
  const wrong = untaken ? t(`problem.${line && 'wrong' in line ? line.wrong : 'line'}`) : undefined
  return (
    <Field node={node} untaken={wrong}>
      {described => (
        <>
          <Textarea
            {...described}
            rows={Math.min(8, Math.max(3, text.split('\n').length))}
            dir="ltr"
            spellCheck={false}
            value={text}
            readOnly={readOnly}
            onPaste={event => {
              const pasted = readPoints(event.clipboardData.getData('text'))
              if (!pasted || pasted.length === 0 || text.trim() !== '' || readOnly) return
              event.preventDefault()
              takePoints(pasted)
            }}
            onChange={event => take(event.target.value)}
          />
          {!readOnly && <p className="usa-hint">{t(closed ? 'place.shapeHint' : 'place.lineHint')}</p>}
          {!readOnly && <DevicePlace take={add} />}
          <PlaceMap label={t(closed ? 'map.shape' : 'map.line')} points={corners} line={closed ? 'closed' : 'open'} onPlace={readOnly ? undefined : add} />
          {!readOnly && corners.length > 0 && (
            <Button type="button" unstyled onClick={() => takePoints(corners.slice(0, -1))}>
              {t('place.removeLast')}
            </Button>
          )}
        </>
      )}
    </Field>
  )
}
