/** A question's words for a path, from the form's XML; without them the last parts of the path. */
import type { Value } from '../../../shared/contract.ts'
import { labelIn } from '../../../shared/forms/form-text.ts'
import type { FormInfo, Question } from '../../../shared/forms/form-info.ts'
import { readForm } from '../../../shared/forms/read-form.ts'

export interface Labels {
  question(path: string): string
  answer(path: string, value: Value | undefined): string | null
}

const plain = (path: string): string => path.replaceAll(/\[\d+\]/g, '')
const indexes = (path: string): string => [...path.matchAll(/\[(\d+)\]/g)].map(match => match[1]).join('.')
const last = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replaceAll('_', ' ')

export function labelsOf(xml: string | undefined, language: string): Labels {
  const info = xml === undefined ? undefined : infoOf(xml)
  const questions = new Map<string, Question>(info?.questions.map(question => [question.path, question]))
  const item = (path: string, value: string): string => {
    const choice = questions.get(plain(path))?.choices?.find(one => one.value === value)
    return (choice && labelIn(choice.labels, language)) || value
  }
  return {
    question: path => {
      const question = questions.get(plain(path))
      const words = (question && labelIn(question.labels, language)) || last(plain(path))
      const nth = indexes(path)
      return nth === '' ? words : `${words} (${nth})`
    },
    answer: (path, value) => {
      if (value === null || value === undefined || value === '') return null
      if (Array.isArray(value)) return value.length === 0 ? null : value.map(one => item(path, one)).join(', ')
      if (typeof value === 'object') return value.name
      return item(path, value)
    }
  }
}

function infoOf(xml: string): FormInfo | undefined {
  try {
    return readForm(xml)
  } catch {
    return undefined
  }
}
