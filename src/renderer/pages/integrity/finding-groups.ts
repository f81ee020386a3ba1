/**
 * Findings by the place that they are about. One changed block makes several checks fail (its signature, its tree, the list
 * made from it); a person is told of one thing, with everything that follows from it beneath.
 */
import type { Finding } from '../../../shared/contract.ts'

export interface FindingGroup {
  /** What is said first: of the ledger rather than of the list made from it. */
  readonly lead: Finding
  readonly more: readonly Finding[]
}

const placeOf = (finding: Finding, i: number): string => (finding.height === null ? `alone ${i}` : `${finding.state} ${finding.chain} ${finding.height}`)
const isOfIndex = (finding: Finding): boolean => finding.code.startsWith('index-')

/** In the order in which the places were found, the open before the decided. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = [...Map.groupBy(findings, placeOf).values()].map(group => {
    const [lead, ...more] = group.toSorted((a, b) => Number(isOfIndex(a)) - Number(isOfIndex(b)))
    return { lead: lead!, more }
  })
  return groups.sort((a, b) => Number(a.lead.state === 'decided') - Number(b.lead.state === 'decided'))
}

/** How many things are wrong, as a person counts. */
export const countOpen = (findings: readonly Finding[]): number => groupFindings(findings.filter(finding => finding.state === 'open')).length
