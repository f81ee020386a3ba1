/** All that must hold, and asking whether it does. */
import { each, type Invariant } from './invariant.ts'
import { chainInvariants } from './invariants-chains.ts'
import { holdingInvariants } from './invariants-holding.ts'
import { rightsInvariants } from './invariants-rights.ts'
import { endInvariants, indexInvariants, verifyAll } from './invariants-whole.ts'
import type { Scene } from './scene.ts'
import { touched } from './touched.ts'

export const invariants: readonly Invariant[] = [...chainInvariants, ...holdingInvariants, ...rightsInvariants, ...indexInvariants, ...endInvariants]
/** Heard where they happen (said.ts, wire-watch.ts, the steps), and verified from bytes. */
export const HEARD: readonly string[] = [
  'one-line-per-height',
  'one-root-per-size',
  'one-cosignature-per-size',
  'one-receipt-per-number',
  'receipt-numbers-rise',
  'receipts-say-what-is-held',
  'cosignatures-follow-lines',
  'what-is-forked-is-not-witnessed',
  'handlers-never-fail',
  'answers-are-bounded',
  'answers-are-frames',
  'strangers-get-nothing',
  'the-door-gives-the-registry-only',
  'nothing-leaves-before-the-mark',
  'lines-leave-as-they-were-signed',
  'payloads-go-to-their-audience-only',
  'heads-are-what-is-held',
  'nothing-is-signed-in-trouble',
  'who-may-file-can',
  'what-is-forged-is-refused',
  'all-is-sound-from-its-bytes',
  'the-desks-come-to-rest',
  'what-was-promised-must-come',
  'two-roots-of-one-size-are-evidence',
  'the-best-evidence-counts',
  'what-was-missed-is-asked-for',
  'who-was-put-back-goes-on',
  'who-was-put-back-waits-for-all',
  'the-revoked-are-asked-for-nothing',
  'one-administrator-is-not-enough',
  'two-administrators-are-enough',
  'motions-reach-all',
  'what-was-withdrawn-has-no-effect',
  'a-taken-role-cuts',
  'both-halves-are-kept',
  'what-was-decided-is-held',
  'late-lines-are-kept-aside',
  'what-was-accepted-enters',
  'one-key-goes-on-from-another',
  'one-disk-twice-is-found',
  'receipts-come-back-by-stick'
]
export const invariantNames: readonly string[] = [...invariants.map(({ name }) => name), ...HEARD]

/** What does not hold now; undefined when all does. */
export async function wrongNow(scene: Scene, when: readonly Invariant['when'][]): Promise<string | undefined> {
  scene.followLogs()
  scene.asked = touched(scene, when.includes('full'))
  scene.index()
  const heard = scene.breaches.find(({ chain }) => !scene.isForker(chain))
  if (heard) return `${heard.invariant}: ${heard.detail}`
  const found = scene.world.said.breaches.find(
    ({ chain, invariant }) => !scene.isForker(chain) && !(invariant === 'receipt-numbers-rise' && (scene.playerOf(chain)?.restored ?? 0) > 0)
  )
  if (found) return `${found.invariant}: ${found.detail}`
  for (const { name, when: mine, check } of invariants) {
    if (!when.includes(mine)) continue
    const wrong = check(scene)
    if (wrong !== undefined) return `${name}: ${wrong}`
  }
  if (!when.includes('full')) return undefined
  const wrong = await verifyAll(scene)
  return wrong && `all-is-sound-from-its-bytes: ${wrong}`
}

/** What keeps all from agreeing, of what must be so when all is healed. */
export function wrongAtTheEnd(scene: Scene): string | undefined {
  scene.followLogs()
  return each(endInvariants, ({ name, check }) => {
    const wrong = check(scene)
    return wrong && `${name}: ${wrong}`
  })
}
