/**
 * Places as people have them on the clipboard: ODK's own writing, `lat, lon`, degrees with minutes and seconds, WKT and GeoJSON.
 * Pure; what comes out are numbers as text, as they were written.
 */
export interface Point {
  readonly latitude: string
  readonly longitude: string
  readonly altitude: string
  readonly accuracy: string
}

const NUMBER = '[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)'
const PLAIN = new RegExp(`^(${NUMBER})(?:\\s*,\\s*|\\s+)(${NUMBER})(?:(?:\\s*,\\s*|\\s+)(${NUMBER}))?(?:(?:\\s*,\\s*|\\s+)(${NUMBER}))?$`)
const DEGREES = /^(\d+(?:\.\d+)?)\s*°?\s*(?:(\d+(?:\.\d+)?)\s*['′’]\s*)?(?:(\d+(?:\.\d+)?)\s*(?:"|″|”|'')\s*)?([NSEW])$/i
const MAX_POINTS = 5000

const point = (latitude: string, longitude: string, altitude = '', accuracy = ''): Point => ({ latitude, longitude, altitude, accuracy })
const inRange = ({ latitude, longitude }: Point): boolean => Math.abs(Number(latitude)) <= 90 && Math.abs(Number(longitude)) <= 180

/** One place in any of the ways; undefined when it is none. */
export function readPoint(text: string): Point | undefined {
  const points = readPoints(text)
  return points?.length === 1 ? points[0] : undefined
}

/** Every place in the text, in its order; undefined when a part of it is none. A polygon is its outer ring, closed. */
export function readPoints(text: string): Point[] | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return []
  const points = trimmed.startsWith('{')
    ? fromGeoJson(trimmed)
    : /^(SRID=\d+;)?\s*(POINT|LINESTRING|POLYGON)/i.test(trimmed)
      ? fromWkt(trimmed)
      : fromLines(trimmed)
  return points && points.length <= MAX_POINTS && points.every(inRange) ? points : undefined
}

function fromLines(text: string): Point[] | undefined {
  const lines = text.split(/[;\n]+/).map(line => line.trim())
  const points = lines.filter(line => line !== '').map(line => fromPlain(line) ?? fromDegrees(line))
  return points.every(one => one !== undefined) ? points : undefined
}

function fromPlain(line: string): Point | undefined {
  const [, latitude, longitude, altitude, accuracy] = PLAIN.exec(line.replace(/^\(|\)$/g, '')) ?? []
  return latitude === undefined || longitude === undefined ? undefined : point(bare(latitude), bare(longitude), bare(altitude), bare(accuracy))
}
const bare = (text: string | undefined): string => text?.replace(/^\+/, '') ?? ''

/** `35°11'54"N 111°39'05"W`, in either order. */
function fromDegrees(line: string): Point | undefined {
  const parts = line.match(/[^NSEW]+[NSEW]/gi)?.map(part => DEGREES.exec(part.replace(/^[\s,]+/, '').trim()))
  if (parts?.length !== 2 || parts.some(part => part === null)) return undefined
  const found = new Map<string, string>()
  for (const part of parts) {
    const [, degrees, minutes = '0', seconds = '0', side = ''] = part!
    if (Number(minutes) >= 60 || Number(seconds) >= 60) return undefined
    const size = Number(degrees) + Number(minutes) / 60 + Number(seconds) / 3600
    found.set(/[NS]/i.test(side) ? 'latitude' : 'longitude', String(Number((/[SW]/i.test(side) ? -size : size).toFixed(7))))
  }
  const latitude = found.get('latitude')
  const longitude = found.get('longitude')
  return latitude === undefined || longitude === undefined ? undefined : point(latitude, longitude)
}

/** WKT has longitude first. Z is height; M is passed over. */
function fromWkt(text: string): Point[] | undefined {
  const [, shape, inner] = /^(?:SRID=4326;)?\s*(POINT|LINESTRING|POLYGON)\s*Z?\s*\((.*)\)\s*$/is.exec(text) ?? []
  if (shape === undefined || inner === undefined) return undefined
  const ring = shape.toUpperCase() === 'POLYGON' ? /^\s*\(([^()]*)\)/.exec(inner)?.[1] : inner
  if (ring === undefined || /[()]/.test(ring)) return undefined
  const points = ring.split(',').map(pair => {
    const numbers = pair.trim().split(/\s+/)
    return numbers.length >= 2 && numbers.length <= 4 && numbers.every(one => new RegExp(`^${NUMBER}$`).test(one))
      ? point(bare(numbers[1]), bare(numbers[0]), bare(numbers[2]))
      : undefined
  })
  return points.every(one => one !== undefined) ? points : undefined
}

function fromGeoJson(text: string): Point[] | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const { type, geometry, coordinates } = value as { type?: unknown; geometry?: unknown; coordinates?: unknown }
  if (type === 'Feature' && typeof geometry === 'object' && geometry !== null) return fromGeoJson(JSON.stringify(geometry))
  const list =
    type === 'Point' ? [coordinates] : type === 'LineString' ? coordinates : type === 'Polygon' && Array.isArray(coordinates) ? coordinates[0] : undefined
  if (!Array.isArray(list)) return undefined
  const points = list.map((one: unknown) =>
    Array.isArray(one) && one.length >= 2 && one.every(number => typeof number === 'number' && Number.isFinite(number))
      ? point(String(one[1]), String(one[0]), one[2] === undefined ? '' : String(one[2]))
      : undefined
  )
  return points.every(one => one !== undefined) ? points : undefined
}

/** As ODK writes it: `latitude longitude altitude accuracy`; what stands behind the last given part is left out. */
export function writePoint({ latitude, longitude, altitude, accuracy }: Point): string {
  if (accuracy !== '') return `${latitude} ${longitude} ${altitude === '' ? '0' : altitude} ${accuracy}`
  return altitude === '' ? `${latitude} ${longitude}` : `${latitude} ${longitude} ${altitude}`
}

export const samePlace = (a: Point | undefined, b: Point | undefined): boolean =>
  a !== undefined && b !== undefined && Number(a.latitude) === Number(b.latitude) && Number(a.longitude) === Number(b.longitude)

export type WrongLine = 'line' | 'lineFew' | 'lineClosed' | 'shapeFew' | 'nowhere'

/** The value of a trace or shape; a shape is closed by itself. */
export function lineOf(points: readonly Point[], closed: boolean): { readonly value: string } | { readonly wrong: WrongLine } {
  if (points.length === 0) return { value: '' }
  // The engine takes 0° 0° for no place at all (0.22.0).
  if (points.some(one => Number(one.latitude) === 0 && Number(one.longitude) === 0)) return { wrong: 'nowhere' }
  const ends = points.length > 1 && samePlace(points[0], points.at(-1))
  if (!closed) return points.length < 2 ? { wrong: 'lineFew' } : ends ? { wrong: 'lineClosed' } : { value: points.map(writePoint).join('; ') }
  const ring = ends ? points : [...points, points[0]!]
  return ring.length < 4 ? { wrong: 'shapeFew' } : { value: ring.map(writePoint).join('; ') }
}

/** Length (m) along the points, on a sphere of 6,371,008.8 m. */
export function lengthOf(points: readonly Point[]): number {
  const rad = (text: string): number => (Number(text) * Math.PI) / 180
  let sum = 0
  for (let at = 1; at < points.length; at++) {
    const [a, b] = [points[at - 1]!, points[at]!]
    const half = (x: number): number => Math.sin(x / 2) ** 2
    const h = half(rad(b.latitude) - rad(a.latitude)) + Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * half(rad(b.longitude) - rad(a.longitude))
    sum += 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.sqrt(h)))
  }
  return sum
}
