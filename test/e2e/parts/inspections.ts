/** Site inspections as an office files them: real-looking, made from a number, the same in every run. */
import type { Answer } from './entry.ts'

const SITES = [
  'Gila Gravity Canal gate',
  'Church Rock substation',
  'Kayenta water tank',
  'Lupton weigh station',
  'Dateland pumping plant',
  'Page boat ramp',
  'Tuba City depot',
  'Wellton canal bridge'
]
const KINDS = ['construction', 'food', 'water', 'storage'] as const
const FINDINGS = ['Guard rail missing on the north side', 'Extinguisher out of date', 'Drum of solvent without a label', 'Exit blocked by pallets']

/** Values by element name, for the door. */
export function inspection(n: number): object {
  const day = `2026-${String(1 + (n % 10)).padStart(2, '0')}-${String(1 + ((n * 7) % 28)).padStart(2, '0')}`
  return {
    site: { name: `${SITES[n % SITES.length]!} ${n}`, kind: KINDS[n % KINDS.length]!, permit: `CP-${String(10_000 + n)}`, address: `${n} Old Mill Road` },
    visit: {
      date: day,
      reason: n % 5 === 0 ? 'complaint' : 'routine',
      ...(n % 5 === 0 ? { complaint: 'Noise at night' } : {}),
      present: 'R. Yazzie',
      workers: 3 + (n % 40)
    },
    conditions: { checked: ['exits', 'fire'], overall: ['good', 'fair', 'poor'][n % 3]! },
    ...(n % 3 === 0 ? { finding: [{ what: FINDINGS[n % FINDINGS.length]!, severity: 'minor', order: 'Put right and report' }] } : {}),
    result: { outcome: n % 3 === 0 ? 'corrections' : 'passed', remarks: n % 7 === 0 ? 'Seen with the site manager.' : '' }
  }
}

/** A picture of one dark pixel. */
export const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')

/** The shipped form filled in by hand, with one finding: its answers by path, in the order of the page. */
export const byHand: readonly (readonly [string, Answer])[] = [
  ['/inspection/site/name', 'Lowell Observatory annex'],
  ['/inspection/site/kind', 'Storage of goods or chemicals'],
  ['/inspection/site/permit', 'CP-00412'],
  ['/inspection/visit/date', '2026-11-04'],
  ['/inspection/visit/reason', 'Routine'],
  ['/inspection/conditions/checked', ['Exits and passages', 'Chemicals']],
  ['/inspection/conditions/overall', 'Fair'],
  ['/inspection/conditions/picture', { picture: 'yard.png', bytes: pixel }]
]
export const finding: readonly (readonly [string, Answer])[] = [
  ['/inspection/finding[1]/what', 'Drum of solvent without a label'],
  ['/inspection/finding[1]/severity', 'Minor'],
  ['/inspection/finding[1]/order', 'Label it'],
  ['/inspection/finding[1]/due', '2026-12-01']
]
export const outcome: readonly (readonly [string, Answer])[] = [['/inspection/result/outcome', 'Passed with corrections']]
