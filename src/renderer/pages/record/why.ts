import type { TFunction } from 'i18next'
import { record } from '../../office/text/en/record.ts'

type Why = keyof typeof record.why
type Clock = keyof typeof record.proof.clock
const isWhy = (code: string): code is Why => Object.hasOwn(record.why, code) && code !== 'other'
const isClock = (mark: string): mark is Clock => Object.hasOwn(record.proof.clock, mark) && mark !== 'other'

/** Why an entry does not count (codes of shared/record/judge.ts), as a sentence. */
export const whyWords = (t: TFunction, code: string | null): string =>
  code !== null && isWhy(code) ? t(`record.why.${code}`, { code }) : t('record.why.other', { code: code ?? '?' })

export const clockWords = (t: TFunction, mark: string): string =>
  isClock(mark) ? t(`record.proof.clock.${mark}`, { mark }) : t('record.proof.clock.other', { mark })
