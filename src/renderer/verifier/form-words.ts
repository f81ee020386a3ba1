/** Questions and answers in the words of the form, where the evidence carries it; else in those of the path. */
import { labelIn } from '../../shared/forms/form-text.ts'
import type { FormInfo, Question } from '../../shared/forms/form-info.ts'
import { readForm } from '../../shared/forms/read-form.ts'
import type { FieldValue } from '../../shared/record/payload.ts'
import { words } from './words.ts'

export interface FormWords {
  readonly title: string | null
  readonly languages: readonly string[]
  question(path: string, language: string): string
  answer(path: string, value: FieldValue, language: string): string
  /** Order of the form's questions, then of the paths. */
  compare(a: string, b: string): number
}

const plain = (path: string): string => path.replaceAll(/\[\d+\]/g, '')
const indexes = (path: string): string => [...path.matchAll(/\[(\d+)\]/g)].map(match => match[1]).join('.')
const natural = new Intl.Collator('en', { numeric: true })

function infoOf(xml: string | undefined): FormInfo | undefined {
  try {
    return xml === undefined ? undefined : readForm(xml)
  } catch {
    return undefined
  }
}

export function formWords(xml: string | undefined): FormWords {
  const info = infoOf(xml)
  const questions = new Map<string, Question>(info?.questions.map(question => [question.path, question]))
  const places = new Map<string, number>(info?.questions.map(({ path }, i) => [path, i]))
  const item = (path: string, value: string, language: string): string => {
    const choice = questions.get(plain(path))?.choices?.find(one => one.value === value)
    return (choice && labelIn(choice.labels, language)) || value
  }
  return {
    title: info?.title || null,
    languages: info?.languages ?? [],
    question: (path, language) => {
      const question = questions.get(plain(path))
      const said =
        (question && labelIn(question.labels, language)) ||
        (words.own as Readonly<Record<string, string>>)[path] ||
        plain(path).split('/').at(-1)!.replaceAll('_', ' ')
      const nth = indexes(path)
      return nth === '' ? said : `${said} (${nth})`
    },
    answer: (path, value, language) => {
      if (value === null) return words.notAsked
      if (typeof value === 'string') return value === '' ? words.noAnswer : item(path, value, language)
      if ('sha256' in value) return words.attachment(value.name, value.size)
      return value.length === 0 ? words.noAnswer : value.map(one => item(path, one, language)).join(', ')
    },
    compare: (a, b) => (places.get(plain(a)) ?? Infinity) - (places.get(plain(b)) ?? Infinity) || natural.compare(a, b)
  }
}
