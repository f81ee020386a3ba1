/** Real-looking people, offices, forms and records for the fake office; the same every time. */
import type { DeskState, FieldValue, Output, Person, RecordRow, Role } from '../../src/shared/contract.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const LAST = 'AEIMQUYcgkosw048'

/** mulberry32: a small seeded generator, values in [0, 1). */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** 43 characters shaped like a hash or key. */
export function hashOf(seed: number): string {
  const next = random(seed * 7919 + 11)
  let text = ''
  for (let i = 0; i < 42; i++) text += ALPHABET[Math.floor(next() * 64)]
  return text + LAST[Math.floor(next() * 16)]
}
export const uuidOf = (seed: number): string =>
  `0193${(seed + 0x1000).toString(16).padStart(4, '0')}-7b2c-7${(seed % 4096).toString(16).padStart(3, '0')}-8a11-${seed.toString(16).padStart(12, '0')}`

/** All times count back from here, so that pictures do not change. */
export const NOW = Date.parse('2026-11-20T14:02:00.000Z')
export const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString()

export const offices = [
  { id: uuidOf(1), name: 'Flagstaff Field Office', short: 'FLG', oversight: true },
  { id: uuidOf(2), name: 'Yuma Field Office', short: 'YUM', oversight: false },
  { id: uuidOf(3), name: 'Kayenta Field Office', short: 'KAY', oversight: false }
] as const
export const LONG_NAME = 'عبد الرحمن بن محمد بن عبد العزيز الحسيني العبد الله'

const human = (seed: number, name: string, role: Person['role'], here: boolean): Person => ({
  person: hashOf(seed),
  key: hashOf(seed + 1000),
  name,
  role,
  here,
  active: true
})
export const people: Person[] = [
  human(11, 'Dana Begay', 'admin', true),
  human(12, 'Marcus Hale', 'supervisor', true),
  human(13, LONG_NAME, 'clerk', true),
  human(14, 'Luis Ortega', 'clerk', false),
  human(15, 'Ruth Nez', 'clerk', false)
]

export const network = { id: hashOf(1), name: 'Northern Arizona Site Services', mode: 'permissioned' as const }
export const desks = [
  { chain: hashOf(21), office: offices[0].name, desk: 'Flagstaff Field Office desk 1', number: 1, mine: true, short: 'FLG-1', lines: 5204 },
  { chain: hashOf(22), office: offices[0].name, desk: 'Flagstaff Field Office desk 2', number: 2, mine: false, short: 'FLG-2', lines: 1911 },
  { chain: hashOf(23), office: offices[1].name, desk: 'Yuma Field Office desk 2', number: 2, mine: false, short: 'YUM-2', lines: 3906 },
  { chain: hashOf(24), office: offices[2].name, desk: 'Kayenta Field Office desk 1', number: 1, mine: false, short: 'KAY-1', lines: 1459 }
] as const
export const registryChain = hashOf(20)

export const deskState = (state: DeskState['state'], me: Person | null): DeskState => ({
  state,
  trouble: null,
  network: state === 'new' ? null : network,
  office: state === 'new' || state === 'joining' ? null : { id: offices[0].id, name: offices[0].name },
  desk: state === 'new' || state === 'joining' ? null : { chain: desks[0].chain, number: 1, name: 'Flagstaff Field Office desk 1' },
  people: state === 'new' ? [] : people,
  me,
  live: true,
  registryHere: true,
  folder: '/home/records/muniment',
  version: '0.1.0'
})

type FormRow = Output<'listForms'>[number]
const form = (seed: number, id: string, version: string, title: string, rest: Partial<FormRow>): FormRow => ({
  form: id,
  version,
  title,
  package: hashOf(seed),
  state: 'published',
  languages: ['English'],
  questions: 18,
  unsupported: [],
  audience: 'everyone',
  newest: true,
  records: 0,
  review: 'none',
  ...rest
})
export const forms: FormRow[] = [
  form(31, 'site-inspection', '3', 'Site inspection', { languages: ['English', 'Español', 'العربية'], records: 812 }),
  form(32, 'contract-award', '2', 'Contract award', { questions: 26, records: 392, review: 'four-eyes' }),
  form(33, 'distribution-assessment', '2026.1', 'Distribution site assessment', {
    languages: ['English', 'Français'],
    questions: 64,
    unsupported: [
      { path: '/data/sketch', what: 'drawing (draw)' },
      { path: '/data/priorities', what: 'ranking (rank)' }
    ]
  }),
  form(34, 'site-inspection', '2', 'Site inspection', { newest: false, state: 'closed', questions: 16, records: 0 })
]

const places = [
  'Fort Valley Road culvert',
  'Gila Gravity Canal gate 4',
  'Monument Valley pump house',
  'Antelope Point landing',
  'Bellemont depot roof',
  'Somerton clinic annex',
  'Church Rock substation',
  'Dennehotso chapter house',
  'Wellton-Mohawk weir',
  'Leupp bridge, north abutment'
]
const suppliers = ['Painted Desert Paving LLC', 'Cibola Electric', 'Navajo Ready-Mix', 'Harquahala Survey Group', 'Sunset Crater Roofing']

/** Row i of n, the newest first when sorted by time. */
export function recordRow(i: number, n: number): RecordRow {
  const next = random(i + 1)
  const desk = desks[Math.floor(next() * desks.length)]!
  const award = next() < 0.33
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!
  const chance = next()
  const state =
    chance < 0.86 ? 'filed' : chance < 0.94 ? 'amended' : chance < 0.975 ? 'voided' : chance < 0.985 ? 'conflict' : chance < 0.995 ? 'waiting' : 'noEffect'
  const minutes = i * (n > 5000 ? 5 : 37) + Math.floor(next() * 30)
  const author = desk.mine ? pick([people[0]!, people[2]!]) : desk.short === 'FLG-2' ? people[1]! : desk.short === 'YUM-2' ? people[3]! : people[4]!
  return {
    id: { line: hashOf(100_000 + i), index: 0 },
    ref: `${desk.short}-${String(n - i).padStart(6, '0')}`,
    form: award ? 'contract-award' : 'site-inspection',
    formTitle: award ? 'Contract award' : 'Site inspection',
    version: award ? '2' : '3',
    office: desk.office,
    desk: desk.desk,
    author: author.name,
    time: ago(minutes),
    state,
    review: !award || (state !== 'filed' && state !== 'amended') ? 'none' : i % 3 === 0 ? 'in-review' : i % 7 === 1 ? 'returned' : 'approved',
    versions: state === 'amended' ? 2 + Math.floor(next() * 2) : state === 'conflict' ? 3 : state === 'voided' ? 2 : 1,
    title: award ? `${pick(suppliers)}, ${pick(places)}` : pick(places),
    copies: i < 30 && desk.mine ? 0 : desk.short === 'KAY-1' ? 1 : 2,
    witnessed: i < 30 && desk.mine ? 0 : 2,
    held: next() > 0.02
  }
}

export const values = (row: RecordRow, changed: boolean): FieldValue[] => [
  ['/data/site/name', row.title],
  ['/data/site/date', '2026-11-04'],
  ['/data/site/condition', changed ? 'poor' : 'fair'],
  ['/data/site/hazards', ['water', 'traffic']],
  ['/data/notes', changed ? 'Second visit: the north edge has moved by about 4 cm. Barrier placed.' : 'Small crack along the north edge.'],
  ['/data/inspector', row.author],
  ['/data/follow_up', null]
]

/** Who is signed in: the first of them, with another role, or with a key that is not admitted yet or was revoked. */
export function signedIn({ role, rights }: { role?: Role; rights?: 'waiting' | 'revoked' }): Person {
  const [dana] = people
  const me = { ...dana!, ...(role ? { role } : {}) }
  return rights === undefined ? me : { ...me, role: null, active: false, person: rights === 'waiting' ? me.key : me.person }
}
