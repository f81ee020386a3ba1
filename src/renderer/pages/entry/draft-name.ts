/** What a draft is called in lists: the first answers in words that it has. */
import { readForm } from '../../../shared/forms/read-form.ts'
import { valuesOf } from '../../../shared/forms/values.ts'

const LONGEST = 120

/** The first typed text of the form, as the desk names records; empty when there is none, or when the instance can not be read yet. */
export function nameOfDraft(instanceXml: string, xml: string): string {
  try {
    const form = readForm(xml)
    const texts = new Set(form.questions.filter(question => question.control === 'text' && !question.readonly).map(question => question.path))
    const order = new Map(form.questions.map((question, i) => [question.path, i]))
    const plain = (path: string): string => path.replaceAll(/\[\d+\]/g, '')
    const named = valuesOf(instanceXml, form, { attachment: name => ({ name, type: '', size: 0, sha256: '', chunks: '' }) })
      .filter((field): field is [string, string] => typeof field[1] === 'string' && field[1].trim() !== '' && texts.has(plain(field[0])))
      .sort((a, b) => order.get(plain(a[0]))! - order.get(plain(b[0]))!)[0]
    return named ? named[1].trim().slice(0, LONGEST) : ''
  } catch {
    return ''
  }
}
