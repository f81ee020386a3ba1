/**
 * A map that needs no network: a grid of degrees with a scale, and the points on it. It shows where points lie to one another
 * and to the grid, takes points by pointer or keyboard, and says so in words; it has no land or roads, for none are on this desk.
 */
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { lengthOf, type Point } from './place-text.ts'

const WIDTH = 480
const HEIGHT = 280
/** Degrees across, from the world to some 40 m. */
const WIDEST = 360
const NARROWEST = 0.0004
const STEPS = [60, 30, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001]

interface View {
  readonly latitude: number
  readonly longitude: number
  /** Degrees of longitude across. */
  readonly span: number
}

export interface MapPoint extends Point {
  /** What stands beside it; its number when absent. */
  readonly label?: string
  readonly chosen?: boolean
}

interface Props {
  readonly label: string
  readonly points: readonly MapPoint[]
  readonly line?: 'open' | 'closed' | undefined
  /** A place was pointed at; absent for a map to look at. */
  readonly onPlace?: ((point: Point) => void) | undefined
  readonly onChoose?: ((at: number) => void) | undefined
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

/** Everything in sight, with a margin. */
function viewOf(points: readonly Point[]): View {
  if (points.length === 0) return { latitude: 15, longitude: 0, span: WIDEST }
  const latitudes = points.map(one => Number(one.latitude))
  const longitudes = points.map(one => Number(one.longitude))
  const [south, north, west, east] = [Math.min(...latitudes), Math.max(...latitudes), Math.min(...longitudes), Math.max(...longitudes)]
  const tall = ((north - south) * WIDTH) / HEIGHT / Math.max(Math.cos((((north + south) / 2) * Math.PI) / 180), 0.05)
  return { latitude: (south + north) / 2, longitude: (west + east) / 2, span: clamp(Math.max(east - west, tall) * 1.4, 0.02, WIDEST) }
}

export function PlaceMap({ label, points, line, onPlace, onChoose }: Props): ReactNode {
  const { t } = useTranslation('entry')
  const [moved, setView] = useState<View>()
  const [cross, setCross] = useState<{ x: number; y: number }>()
  const drag = useRef<{ x: number; y: number; view: View; far: boolean } | undefined>(undefined)
  const view = moved ?? viewOf(points)
  const stretch = Math.max(Math.cos((view.latitude * Math.PI) / 180), 0.05)
  const scale = WIDTH / view.span
  const xOf = (longitude: number): number => WIDTH / 2 + (longitude - view.longitude) * scale
  const yOf = (latitude: number): number => HEIGHT / 2 - ((latitude - view.latitude) * scale) / stretch
  const placeAt = (x: number, y: number): Point => {
    const digits = Math.max(0, Math.ceil(Math.log10(scale)))
    const text = (value: number): string => value.toFixed(Math.min(digits, 6))
    return {
      latitude: text(clamp(view.latitude + ((HEIGHT / 2 - y) * stretch) / scale, -90, 90)),
      longitude: text(clamp(view.longitude + (x - WIDTH / 2) / scale, -180, 180)),
      altitude: '',
      accuracy: ''
    }
  }
  const zoom = (by: number): void => setView({ ...view, span: clamp(view.span * by, NARROWEST, WIDEST) })
  const pan = (x: number, y: number): void =>
    setView({
      ...view,
      latitude: clamp(view.latitude + (y * view.span * stretch * HEIGHT) / WIDTH / 8, -90, 90),
      longitude: clamp(view.longitude + (x * view.span) / 8, -180, 180)
    })
  const at = (event: React.PointerEvent<SVGSVGElement>): { x: number; y: number } => {
    const box = event.currentTarget.getBoundingClientRect()
    return { x: ((event.clientX - box.left) * WIDTH) / box.width, y: ((event.clientY - box.top) * HEIGHT) / box.height }
  }
  const onKey = (event: KeyboardEvent): void => {
    const step = event.shiftKey ? 40 : 8
    const by = ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as const)[event.key as 'ArrowLeft']
    const here = cross ?? { x: WIDTH / 2, y: HEIGHT / 2 }
    if (by) setCross({ x: clamp(here.x + by[0] * step, 0, WIDTH), y: clamp(here.y + by[1] * step, 0, HEIGHT) })
    else if (event.key === 'Enter' && onPlace) onPlace(placeAt(here.x, here.y))
    else if (event.key === '+' || event.key === '=') zoom(0.5)
    else if (event.key === '-') zoom(2)
    else return
    event.preventDefault()
  }
  const step = STEPS.findLast(one => view.span / one <= 12) ?? 60
  return (
    <div className="mun-map">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="application"
        aria-label={`${label}. ${onPlace ? t('map.keys') : ''}`}
        tabIndex={0}
        onKeyDown={onKey}
        onPointerDown={event => {
          drag.current = { ...at(event), view, far: false }
          event.currentTarget.setPointerCapture(event.pointerId)
        }}
        onPointerMove={event => {
          const from = drag.current
          if (!from) return
          const now = at(event)
          if (Math.hypot(now.x - from.x, now.y - from.y) > 5) from.far = true
          if (from.far)
            setView({
              ...from.view,
              latitude: clamp(from.view.latitude + ((now.y - from.y) * stretch) / scale, -90, 90),
              longitude: clamp(from.view.longitude - (now.x - from.x) / scale, -180, 180)
            })
        }}
        onPointerUp={event => {
          const from = drag.current
          drag.current = undefined
          if (!from || from.far) return
          const now = at(event)
          setCross(now)
          const hit = points.findIndex(one => Math.hypot(xOf(Number(one.longitude)) - now.x, yOf(Number(one.latitude)) - now.y) < 12)
          if (hit >= 0 && onChoose) onChoose(hit)
          else onPlace?.(placeAt(now.x, now.y))
        }}
      >
        <rect className="mun-map-sheet" width={WIDTH} height={HEIGHT} />
        <Grid view={view} step={step} xOf={xOf} yOf={yOf} />
        {line && points.length > 1 && (
          <path
            className={line === 'closed' ? 'mun-map-area' : 'mun-map-line'}
            d={`M${points.map(one => `${xOf(Number(one.longitude))} ${yOf(Number(one.latitude))}`).join('L')}${line === 'closed' ? 'Z' : ''}`}
          />
        )}
        {points.map((one, index) => (
          <g key={index} className={one.chosen ? 'mun-map-point mun-map-point--chosen' : 'mun-map-point'}>
            <circle cx={xOf(Number(one.longitude))} cy={yOf(Number(one.latitude))} r={one.chosen ? 8 : 5} />
            <text x={xOf(Number(one.longitude)) + 9} y={yOf(Number(one.latitude)) + 4}>
              {one.label ?? (points.length > 1 ? index + 1 : '')}
            </text>
          </g>
        ))}
        {cross && onPlace && <path className="mun-map-cross" d={`M${cross.x - 8} ${cross.y}h16M${cross.x} ${cross.y - 8}v16`} />}
      </svg>
      <div className="mun-map-tools">
        <button type="button" className="usa-button usa-button--outline" onClick={() => zoom(0.5)} aria-label={t('map.closer')}>
          +
        </button>
        <button type="button" className="usa-button usa-button--outline" onClick={() => zoom(2)} aria-label={t('map.farther')}>
          −
        </button>
        {(
          [
            ['west', '←', -1, 0],
            ['north', '↑', 0, 1],
            ['south', '↓', 0, -1],
            ['east', '→', 1, 0]
          ] as const
        ).map(([name, sign, x, y]) => (
          <button key={name} type="button" className="usa-button usa-button--outline" onClick={() => pan(x, y)} aria-label={t(`map.${name}`)}>
            {sign}
          </button>
        ))}
        <button type="button" className="usa-button usa-button--unstyled" onClick={() => setView(undefined)}>
          {t('map.all')}
        </button>
        <span className="usa-hint">{t('map.scale', { step, across: distance(view.span * 111_195 * stretch) })}</span>
        {line === 'open' && points.length > 1 && <span className="usa-hint">{t('map.length', { length: distance(lengthOf(points)) })}</span>}
      </div>
    </div>
  )
}

const distance = (metres: number): string => (metres < 1000 ? `${Math.round(metres)} m` : `${(metres / 1000).toFixed(metres < 10_000 ? 1 : 0)} km`)

interface GridProps {
  readonly view: View
  readonly step: number
  readonly xOf: (longitude: number) => number
  readonly yOf: (latitude: number) => number
}

function Grid({ view, step, xOf, yOf }: GridProps): ReactNode {
  const lines: ReactNode[] = []
  const digits = Math.max(0, Math.ceil(-Math.log10(step)))
  const half = view.span / 2
  for (let index = Math.ceil((view.longitude - half) / step); index * step <= view.longitude + half; index++) {
    const degree = index * step
    if (Math.abs(degree) > 180) continue
    lines.push(
      <g key={`x${index}`}>
        <path d={`M${xOf(degree)} 0V${HEIGHT}`} className={index === 0 ? 'mun-map-zero' : undefined} />
        <text x={xOf(degree) + 2} y={HEIGHT - 3}>
          {degree.toFixed(digits)}
        </text>
      </g>
    )
  }
  for (let index = Math.floor(-90 / step); index * step <= 90; index++) {
    const y = yOf(index * step)
    if (index * step < -90 || y < 0 || y > HEIGHT) continue
    lines.push(
      <g key={`y${index}`}>
        <path d={`M0 ${y}H${WIDTH}`} className={index === 0 ? 'mun-map-zero' : undefined} />
        <text x={2} y={y - 2}>
          {(index * step).toFixed(digits)}
        </text>
      </g>
    )
    if (lines.length > 400) break
  }
  return (
    <g className="mun-map-grid" aria-hidden="true">
      {lines}
    </g>
  )
}
