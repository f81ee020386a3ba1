/**
 * Findings by the place that they are about. One changed block makes several checks fail: its signature, its tree, and the
 * lists made from it, there and where they speak of the same record. A person is told of one thing, with the rest beneath.
 */
import type { Finding, Output } from '../../../shared/contract.ts'

export interface FindingGroup {
  readonly lead: Finding
  /** Other checks that fail at the same place. */
  readonly more: readonly Finding[]
}
export interface GroupedFindings {
  /** The open before the decided, else in the order in which the places were found. */
  readonly groups: readonly FindingGroup[]
  /** Differences between lists and ledger elsewhere, which may do no more than follow from what is wrong with the ledger. */
  readonly lists: readonly Finding[]
}

const placeOf = (finding: Finding, i: number): string => (finding.height === null ? `alone ${i}` : `${finding.state} ${finding.chain} ${finding.height}`)
const isOfLists = (finding: Finding): boolean => finding.code === 'index-differs'
const isOfLedger = (finding: Finding): boolean => !isOfLists(finding) && finding.height !== null

export function groupFindings(findings: readonly Finding[]): GroupedFindings {
  const groups = [...Map.groupBy(findings, placeOf).values()].map(group => {
    const [lead, ...more] = group.toSorted((a, b) => Number(isOfLists(a)) - Number(isOfLists(b)))
    return { lead: lead!, more }
  })
  const follows = findings.some(isOfLedger) ? groups.filter(({ lead }) => isOfLists(lead)) : []
  const rest = groups.filter(group => !follows.includes(group))
  return {
    groups: rest.sort((a, b) => Number(a.lead.state === 'decided') - Number(b.lead.state === 'decided')),
    lists: follows.flatMap(({ lead, more }) => [lead, ...more])
  }
}

/** Of the last verification of everything, and of what came since. */
export const allFindings = (job: Pick<Output<'verifyJob'>, 'verdict' | 'recent'>): readonly Finding[] => [
  ...(job.verdict?.findings ?? []),
  ...(job.recent?.findings ?? [])
]

/** How many things are wrong, as a person counts. */
export const countOpen = (findings: readonly Finding[]): number => groupFindings(findings.filter(finding => finding.state === 'open')).groups.length
