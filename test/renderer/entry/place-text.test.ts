import fc from 'fast-check'
import { expect, it } from 'vitest'
import { stepsOf, grouped, ungrouped } from '../../../src/renderer/entry/controls/typed-values.ts'
import { lengthOf, lineOf, readPoint, readPoints, writePoint } from '../../../src/renderer/entry/controls/place-text.ts'
import { judgeFile } from '../../../src/renderer/entry/file-kind.ts'

const written = (text: string): string | undefined => readPoints(text)?.map(writePoint).join('; ')

it.each([
  ['35.1983, -111.6513', '35.1983 -111.6513'],
  ['(35.1983,-111.6513)', '35.1983 -111.6513'],
  ['35.1 -111.6 2100 5', '35.1 -111.6 2100 5'],
  ['35.1 -111.6 0 0;35.2 -111.7 0 0;', '35.1 -111.6 0 0; 35.2 -111.7 0 0'],
  [`35°11'54"N 111°39'5"W`, '35.1983333 -111.6513889'],
  [`111°39'5" W, 35°30′ N`, '35.5 -111.6513889'],
  ['POINT(-111.65 35.19)', '35.19 -111.65'],
  ['SRID=4326;POINT Z (-111.65 35.19 2100)', '35.19 -111.65 2100'],
  ['LINESTRING (-111 35, -112 36)', '35 -111; 36 -112'],
  ['POLYGON ((-111 35, -112 36, -112 35, -111 35))', '35 -111; 36 -112; 35 -112; 35 -111'],
  ['{"type":"Feature","geometry":{"type":"LineString","coordinates":[[-111,35],[-112,36,9]]}}', '35 -111; 36 -112 9'],
  ['', '']
])('"%s" is read as %s', (text, points) => expect(written(text)).toBe(points))

it.each(['abc', '35', '95 0', '0 181', '35,1983 -111,6513 x', `35°70'N 111°W`, 'POINT(a b)', '{"type":"Point"}', '{bad', 'POINT EMPTY'])(
  '"%s" is no place',
  text => expect(readPoints(text)).toBe(undefined)
)

it('what is written is read as the same', () => {
  const degree = (most: number): fc.Arbitrary<string> => fc.double({ min: -most, max: most, noNaN: true }).map(value => value.toFixed(7))
  fc.assert(
    fc.property(degree(90), degree(180), (latitude, longitude) => {
      expect(readPoint(`${latitude} ${longitude}`)).toEqual({ latitude, longitude, altitude: '', accuracy: '' })
    })
  )
})

it('a line has two ends, an area closes by itself, and no place is at 0, 0', () => {
  const points = readPoints('35 -111; 36 -111; 36 -110')!
  expect(lineOf(points, false)).toEqual({ value: '35 -111; 36 -111; 36 -110' })
  expect(lineOf(points, true)).toEqual({ value: '35 -111; 36 -111; 36 -110; 35 -111' })
  expect(lineOf([...points, points[0]!], false)).toEqual({ wrong: 'lineClosed' })
  expect(lineOf([...points, points[0]!], true)).toEqual({ value: '35 -111; 36 -111; 36 -110; 35 -111' })
  expect(lineOf(points.slice(0, 1), false)).toEqual({ wrong: 'lineFew' })
  expect(lineOf(points.slice(0, 2), true)).toEqual({ wrong: 'shapeFew' })
  expect(lineOf(readPoints('0 0; 1 1')!, false)).toEqual({ wrong: 'nowhere' })
  expect(Math.round(lengthOf(readPoints('0 10; 1 10')!))).toBe(111_195)
})

it('the steps of a scale are exact, downwards too', () => {
  expect(stepsOf('1', '5', '1')).toEqual(['1', '2', '3', '4', '5'])
  expect(stepsOf('0.1', '0.4', '0.1')).toEqual(['0.1', '0.2', '0.3', '0.4'])
  expect(stepsOf('10', '0', '5')).toEqual(['10', '5', '0'])
  expect(stepsOf('-1', '1', '0.5')).toEqual(['-1', '-0.5', '0', '0.5', '1'])
  expect(stepsOf('0', '10', '4')).toEqual(['0', '4', '8'])
})

it('thousands stand apart on screen only', () => {
  expect(grouped('1234567.8901')).toBe('1\u202F234\u202F567.8901')
  expect(ungrouped(grouped('-1234567'))).toBe('-1234567')
  expect(['12', 'abc', '1e9'].map(grouped)).toEqual(['12', 'abc', '1e9'])
})

it('what a file is, its first bytes say; documents and what can hold scripts are never shown', () => {
  const kind = (...parts: (string | number)[]): string =>
    judgeFile(Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from([part]))))).kind
  expect(kind(0x89, 'PNG')).toBe('image')
  expect(kind('RIFF', 'xxxx', 'WAVE')).toBe('audio')
  expect(kind('xxxx', 'ftypisom')).toBe('video')
  for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<html>', '%PDF-1.7', 'PK\u0003\u0004', 'MZ', '']) expect(kind(text)).toBe('other')
})
