/** Error code → the sentence for a page: what happened, and what to do next. The table in shared/errors.ts is the fallback. */
import type { TFunction } from 'i18next'
import { errors as sentences } from './text/en/common.ts'
import type { OfficeError } from '../../shared/errors.ts'

type Worded = keyof typeof sentences
const isWorded = (code: string): code is Worded => Object.hasOwn(sentences, code)

export interface ErrorText {
  readonly what: string
  readonly next: string
  readonly code: string
}

export function errorText(t: TFunction, error: OfficeError): ErrorText {
  const { code, detail } = error
  if (!isWorded(code)) return { what: error.message, next: error.next, code }
  // which details a code has is known to shared/errors.ts only
  const say = t as (key: string, detail: object) => string
  return { what: say(`errors.${code}.what`, detail), next: say(`errors.${code}.next`, detail), code }
}

/** For a person who reports it: the code, and the facts behind the sentence. */
export const errorReport = (error: OfficeError): string => `${error.code} ${JSON.stringify(error.detail)}`
