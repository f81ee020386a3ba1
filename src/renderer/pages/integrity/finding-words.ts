/** A finding in plain words: what, and what is wrong with it. The checker's own sentence stays reachable beside. */
import type { TFunction } from 'i18next'
import type { Finding } from '../../../shared/contract.ts'
import { integrity } from '../../office/text/en/integrity.ts'
import { deskName } from '../../office/words.ts'

type Wrong = Exclude<keyof typeof integrity.found, 'other'>

/** First that fits: codes name their check, e.g. `payload-commitment`, `index-differs`, `checkpoint-root`. */
const kinds: readonly (readonly [RegExp, Wrong])[] = [
  [/fork|equivoc/, 'fork'],
  [/index/, 'index'],
  [/mark|rolled/, 'mark'],
  [/sqlite|database|integrity-check|disk/, 'database'],
  [/table|guard|row/, 'table'],
  [/attachment|piece|chunk/, 'attachment'],
  [/payload|commitment|seed/, 'payload'],
  [/checkpoint|root|cosign|consistency|tree/, 'checkpoint'],
  [/missing|absent|gone/, 'missing'],
  [/signature|sig\b/, 'signature'],
  [/authority|role|admit|revoked|cut/, 'authority'],
  [/height|prev|order|link|sequence/, 'order'],
  [/canonical|shape|form|utf|json|version|kind|limit|size/, 'form'],
  [/hash|changed|line|differs/, 'changed']
]

export const wrongOf = (code: string): Wrong | undefined => kinds.find(([pattern]) => pattern.test(code))?.[1]

/** "Block 1,203 of Yuma desk 2", "The registry", "The table drafts", … */
export function subjectOf(t: TFunction, finding: Finding): string {
  const { height, table, chain } = finding
  const desk = deskName(finding)
  if (height !== null) return desk === '' ? t('integrity.registryBlock', { height }) : t('integrity.block', { height, desk })
  if (table !== null) return t('integrity.table', { table })
  if (desk !== '') return t('integrity.chainOf', { desk })
  return chain === null ? t('integrity.thisDesk') : t('integrity.theRegistry')
}

export function sentenceOf(t: TFunction, finding: Finding): string {
  const wrong = wrongOf(finding.code)
  return `${subjectOf(t, finding)} ${wrong ? t(`integrity.found.${wrong}`) : t('integrity.found.other', { code: finding.code })}`
}
