/** Plausible values for any form, from a seed: of each question's own type and choices. The form's logic is not asked. */
import { isUpload, type FormInfo, type FormNode, type Group, type Question } from '../../../shared/forms/form-info.ts'
import type { Random } from './random.ts'

type Json = Record<string, unknown>

const PLACES = ['Pump house', 'Depot', 'School kitchen', 'Clinic', 'Weir', 'Quarry', 'Market hall', 'Bridge', 'Reservoir', 'Workshop']
const NAMES = ['Ana Begay', 'Tomás Ruiz', 'Ngozi Obi', 'Mei Lin', 'Karl Weiß', 'Fatima Zahra', 'Jon Ríos', 'Aiyana Tso']
const NOTES = [
  'guard rail loose on the north side',
  'all in order',
  'sign faded, to be replaced',
  'door blocked by pallets',
  'second visit agreed',
  'seals intact',
  'crack in the east wall',
  'extinguisher past its date'
]
const TOWNS = ['Yuma', 'Kayenta', 'Flagstaff', 'Winslow', 'Globe', 'Page']

const two = (n: number): string => String(n).padStart(2, '0')
const date = (random: Random): string => `2026-${two(1 + random.below(10))}-${two(1 + random.below(28))}`
const time = (random: Random): string => `${two(6 + random.below(12))}:${two(random.below(60))}`

function text(name: string, random: Random): string {
  if (/phone|tel/i.test(name)) return `+1 928 555 ${String(random.below(10_000)).padStart(4, '0')}`
  if (/address|town|city|location|district|region/i.test(name)) return `${1 + random.below(900)} ${random.pick(TOWNS)} Road, ${random.pick(TOWNS)}`
  if (/person|contact|inspector|author|signer|manager|by$/i.test(name)) return random.pick(NAMES)
  if (/name|title|site|supplier/i.test(name)) return `${random.pick(PLACES)} ${1 + random.below(99)}`
  return `${random.pick(PLACES)}: ${random.pick(NOTES)}`
}

/** By the bind's type, for questions that are typed in. */
const BY_TYPE: Readonly<Record<string, (random: Random) => unknown>> = {
  int: random => random.below(200),
  integer: random => random.below(200),
  decimal: random => `${random.below(10_000)}.${two(random.below(100))}`,
  date,
  time,
  dateTime: random => `${date(random)}T${time(random)}:00.000Z`,
  geopoint: random => `${(31 + random.next() * 6).toFixed(5)} -${(109 + random.next() * 5).toFixed(5)} ${random.below(2000)} 5`,
  geotrace: random => `35.${two(random.below(100))} -111.6 0 5; 35.1 -111.${two(random.below(100))} 0 5`,
  geoshape: random => `35.${two(random.below(100))} -111.6 0 5; 35.1 -111.2 0 5; 34.9 -111.4 0 5`.replace(/^([^;]+).*/, '$&; $1')
}

/** null: not asked, and for what only the engine or a camera can answer. */
function answer(question: Question, random: Random): unknown {
  if (question.control === 'hidden' || question.control === 'not-yet' || isUpload(question.control) || question.control === 'note' || question.readonly)
    return null
  if (!question.required && random.chance(0.2)) return null
  const { choices } = question
  if (question.control === 'select') return choices?.filter(() => random.chance(0.4)).map(choice => choice.value) ?? null
  if (question.control === 'rank') return choices?.map(choice => choice.value).sort(() => (random.chance(0.5) ? 1 : -1)) ?? null
  if (question.control === 'range') return null
  if (question.control === 'select1') return choices && choices.length > 0 ? random.pick(choices).value : null
  if (question.control === 'acknowledge') return 'OK'
  return (BY_TYPE[question.type] ?? (() => text(question.name, random)))(random)
}

function fill(group: Group, random: Random): Json {
  const entries = group.children.map((node): [string, unknown] => [node.name, valueOf(node, random)])
  return Object.fromEntries(entries.filter(([, value]) => value !== null))
}

function valueOf(node: FormNode, random: Random): unknown {
  if (node.kind === 'question') return answer(node, random)
  if (node.kind === 'group') return fill(node, random)
  return Array.from({ length: 1 + random.below(3) }, () => fill(node, random))
}

/** Values as `valuesFromJson` reads them. */
export const plausible = (form: FormInfo, random: Random): Json => fill(form.tree, random)
