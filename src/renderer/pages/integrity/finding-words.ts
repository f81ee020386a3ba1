/** A finding in plain words: what, and what is wrong with it. What the check saw stays reachable beside. */
import type { TFunction } from 'i18next'
import type { Finding } from '../../../shared/contract.ts'
import { isFindingCode } from '../../../shared/ledger/findings.ts'
import { isolated } from '../../office/text/text.ts'
import { deskName } from '../../office/words.ts'

/** "Block 1,203 of Yuma desk 2", "The registry", "The table “drafts”", … */
export function placeOf(t: TFunction, finding: Finding, registry: string | null): string {
  const { height, table, chain } = finding
  if (chain === null) return table === null ? t('integrity.thisDesk') : t('integrity.table', { table })
  if (chain === registry) return height === null ? t('integrity.theRegistry') : t('integrity.registryBlock', { height })
  // without a name (the vault is closed, or the registry itself is damaged) a chain is called by its key
  const desk = deskName(finding) || t('integrity.unnamed', { key: chain.slice(0, 8) })
  return height === null ? t('integrity.chainOf', { desk }) : t('integrity.block', { height, desk })
}

export function sentenceOf(t: TFunction, finding: Finding, registry: string | null): string {
  const place = isolated(placeOf(t, finding, registry))
  if (!isFindingCode(finding.code)) return t('integrity.otherwise', { place, code: finding.code })
  const say = t as (key: string, detail: object) => string
  return say(`findings.${finding.code}`, { place })
}
