/** The column `parameters`: `start=1 end=10`, apart by blanks, commas or semicolons. */
import { suggestion } from './nearest.ts'
import type { Place, Problems } from './problems.ts'

export type Parameters = ReadonlyMap<string, string>

type Check = (value: string) => string | undefined
const oneOf =
  (...values: readonly string[]): Check =>
  value =>
    values.includes(value) ? undefined : `wanted ${values.join(', ')}`
const number: Check = value => (/^-?\d+(\.\d+)?$/.test(value) ? undefined : 'wanted a number')
const whole: Check = value => (/^\d+$/.test(value) ? undefined : 'wanted a whole number')
const column: Check = value => (/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(value) ? undefined : 'wanted the name of a column of the file')
const seed: Check = value => (number(value) === undefined || /^\$\{[^}]+\}$/.test(value) ? undefined : 'wanted a number or a question, as ${name}')
const truth = oneOf('true', 'false')
const text: Check = () => undefined

const SELECT = { randomize: truth, seed } as const
const GEO = { 'allow-mock-accuracy': truth } as const

/** By kind of question; `file` behind a select's name means one from a file. */
const KNOWN: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  text: { rows: whole },
  range: { start: number, end: number, step: number, tick_interval: number, placeholder: number, tick_labelset: column },
  image: { 'max-pixels': whole, app: text },
  audio: { quality: oneOf('voice-only', 'low', 'normal', 'external') },
  'background-audio': { quality: oneOf('voice-only', 'low', 'normal') },
  geopoint: { ...GEO, 'capture-accuracy': number, 'warning-accuracy': number },
  geotrace: GEO,
  geoshape: GEO,
  audit: {
    'location-priority': oneOf('no-power', 'low-power', 'balanced', 'high-accuracy'),
    'location-min-interval': whole,
    'location-max-age': whole,
    'track-changes': truth,
    'track-changes-reasons': oneOf('on-form-edit'),
    'identify-user': truth
  },
  select: SELECT,
  'select from file': { ...SELECT, value: column, label: column }
}

/** Parameters that the kind takes; others are complained of and left out. */
export function readParameters(text: string, kind: string, place: Place, problems: Problems): Parameters {
  const found = new Map<string, string>()
  const rest = text.replace(/([^\s=;,]+)\s*=\s*("[^"]*"|\$\{[^}]*\}|[^\s;,]+)/g, (_, name: string, value: string) => {
    found.set(name.toLowerCase(), value.replace(/^"(.*)"$/, '$1'))
    return ' '
  })
  const left = rest.replace(/[\s;,]+/g, ' ').trim()
  if (left !== '') problems.error(place, `"${left}" is not a parameter. Parameters are written name=value, with a blank between them.`)
  const known = KNOWN[kind] ?? {}
  for (const [name, value] of found) {
    const check = Object.hasOwn(known, name) ? known[name] : undefined
    if (!check) {
      const takes = Object.keys(known)
      const meant = suggestion(name, takes)
      const list = takes.length === 0 ? ' It takes none.' : ` It takes ${takes.join(', ')}.`
      if (meant !== '') problems.error(place, `"${name}" is not a parameter of a question of type ${kind}.${meant}`)
      else problems.warning(place, `"${name}" is not a parameter of a question of type ${kind}, and is not used.${list}`)
      found.delete(name)
      continue
    }
    const wrong = check(value)
    if (wrong === undefined) continue
    problems.error(place, `The parameter ${name} is "${value}": ${wrong}.`)
    found.delete(name)
  }
  return found
}

/** From where to where a range goes, and in which steps; what is not given is 1, 10 and 1. */
export function checkRange(parameters: Parameters, place: Place, problems: Problems): void {
  const [start, end, step] = [Number(parameters.get('start') ?? 1), Number(parameters.get('end') ?? 10), Number(parameters.get('step') ?? 1)]
  if (step === 0) problems.error(place, 'The step of a range can not be 0.')
  else if (start === end) problems.error(place, `The range begins and ends with ${start}.`)
  else if (Math.abs(step) > Math.abs(end - start)) problems.error(place, `The step ${step} is longer than the range from ${start} to ${end}.`)
}
