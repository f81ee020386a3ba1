/** Random XLSForm workbooks, with what a reader of the form that they make should find. */
import fc from 'fast-check'
import type { SheetTexts } from '../../../../src/shared/forms/xlsform/write-xlsx.ts'

export interface Expected {
  readonly path: string
  readonly control: string
  readonly required: boolean
  readonly label: Record<string, string>
  /** Names of the choices; null for what is no select over a list. */
  readonly choices: readonly string[] | null
  readonly repeat: string | null
}

export interface RandomForm {
  readonly sheets: SheetTexts
  readonly questions: readonly Expected[]
  readonly repeats: readonly string[]
  readonly languages: readonly string[]
}

const KINDS: readonly (readonly [type: string, control: string])[] = [
  ['text', 'text'],
  ['integer', 'integer'],
  ['decimal', 'decimal'],
  ['date', 'date'],
  ['time', 'time'],
  ['dateTime', 'dateTime'],
  ['note', 'note'],
  ['geopoint', 'geopoint'],
  ['acknowledge', 'acknowledge'],
  ['image', 'image'],
  ['select_one', 'select1'],
  ['select_multiple', 'select'],
  ['calculate', 'hidden'],
  ['today', 'hidden']
]
const LANGUAGES = ['English (en)', 'Español (es)', 'العربية (ar)']
/** What may stand in a cell, markup and letters of any script; no `${`, no typographic quotes, no blanks at the ends. */
const label = fc
  .string({ unit: fc.constantFrom('a', 'Z', '7', ' ', '<', '&', '>', '"', "'", '\n', 'é', '日', '😀', '_', '|', '{', '$', ')'), minLength: 1, maxLength: 12 })
  .map(text => `x${text}y`.replace(/\$\{+/g, '$').replace(/ {2,}/g, ' '))

export interface Seed {
  readonly kind: number
  readonly required: boolean
  readonly label: string
  /** 0–1: sections begin and end. */
  readonly turn: 'stay' | 'group' | 'repeat' | 'end'
  readonly refer: boolean
}
const seed: fc.Arbitrary<Seed> = fc.record({
  kind: fc.nat(KINDS.length - 1),
  required: fc.boolean(),
  label,
  turn: fc.constantFrom('stay' as const, 'stay' as const, 'stay' as const, 'group' as const, 'repeat' as const, 'end' as const),
  refer: fc.boolean()
})

export const randomForm: fc.Arbitrary<RandomForm> = fc
  .record({
    seeds: fc.array(seed, { minLength: 1, maxLength: 25 }),
    languages: fc.integer({ min: 0, max: 3 }),
    choices: fc.array(label, { minLength: 1, maxLength: 4 })
  })
  .map(({ seeds, languages, choices }) => formOf(seeds, LANGUAGES.slice(0, languages), choices))

function formOf(seeds: readonly Seed[], languages: readonly string[], choices: readonly string[]): RandomForm {
  const labels = languages.length === 0 ? ['label'] : languages.map(language => `label::${language}`)
  const texts = (text: string): string[] => (languages.length === 0 ? [text] : languages.map(language => `${text} ${language}`))
  const tidy = (text: string): string => text.replace(/\s+/g, ' ').trim()
  const survey: string[][] = [['type', 'name', ...labels, 'required', 'relevant', 'calculation']]
  const questions: Expected[] = []
  const repeats: string[] = []
  const open: { path: string; type: string; questions: number; hasAny: boolean }[] = [{ path: '/data', type: 'form', questions: 0, hasAny: true }]
  const innermost = (): string | null => open.findLast(one => one.type === 'repeat')?.path ?? null
  let count = 0
  const add = (one: Seed): void => {
    const here = open.at(-1)!
    const [type, control] = KINDS[one.kind]!
    const name = `q${count++}`
    const earlier = questions.at(-1)
    const select = type.startsWith('select')
    const relevant = one.refer && earlier ? `\${${earlier.path.split('/').at(-1)!}} != ''` : ''
    survey.push([select ? `${type} list` : type, name, ...texts(one.label), one.required ? 'yes' : '', relevant, type === 'calculate' ? '1 + 1' : ''])
    const names = Object.fromEntries(languages.length === 0 ? [['', tidy(one.label)]] : languages.map(language => [language, tidy(`${one.label} ${language}`)]))
    questions.push({
      path: `${here.path}/${name}`,
      control,
      required: one.required,
      label: control === 'hidden' ? {} : names,
      choices: select ? choices.map((_, at) => `c${at}`) : null,
      repeat: innermost()
    })
    here.hasAny = true
  }
  const begin = (type: 'group' | 'repeat', text: string): void => {
    const path = `${open.at(-1)!.path}/${type[0]}${count++}`
    open.at(-1)!.hasAny = true
    survey.push([`begin_${type}`, path.split('/').at(-1)!, ...texts(text)])
    open.push({ path, type, questions: 0, hasAny: false })
    if (type === 'repeat') repeats.push(path)
  }
  const end = (one: Seed): void => {
    if (!open.at(-1)!.hasAny) add(one)
    survey.push([`end_${open.pop()!.type}`])
  }
  for (const one of seeds) {
    if (one.turn === 'end' && open.length > 1) end(one)
    else if (one.turn === 'group' || one.turn === 'repeat') begin(one.turn, one.label)
    add(one)
  }
  while (open.length > 1) end(seeds[0]!)
  const list = [['list_name', 'name', ...labels], ...choices.map((text, at) => ['list', `c${at}`, ...texts(text)])]
  return {
    sheets: {
      survey,
      choices: list,
      settings: [
        ['form_id', 'default_language'],
        ['random', languages[0] ?? '']
      ]
    },
    questions,
    repeats,
    languages
  }
}
