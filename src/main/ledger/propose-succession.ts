/** A succession as a motion: the registry comes into the hands of this desk, once more than half of the administrators approve. */
import { OfficeError } from '../../shared/errors.ts'
import type { Json } from '../../shared/ledger/jcs.ts'
import type { OfficeId } from '../../shared/names.ts'
import type { Continuation } from '../../shared/record/continuation.ts'
import type { MotionItem } from '../../shared/record/motion.ts'
import { nextBase } from '../../shared/record/succession.ts'
import { newId } from './compose.ts'
import { answer } from './continuing.ts'
import { forkOf } from './forks.ts'
import type { KeySigner, Ledger } from './ledger.ts'
import { carried, type On } from './motion-of.ts'
import { competing } from './competing.ts'
import { pointOf } from './succession.ts'

export interface ProposedSuccession {
  readonly reason: string
  /** Lines of the registry that count; null: `usualSize`. */
  readonly upTo: number | null
  /** What this desk has asked for where it is not admitted (restored from a backup): the new registry begins by answering it. */
  readonly asked: Continuation | null
  readonly nameOf: (office: OfficeId) => string
}

/** Lines of the registry that a succession takes over where nobody says how many: of two histories, what others have witnessed. */
export function usualSize(ledger: Ledger): number {
  const { state } = ledger.registryChain
  const fork = forkOf(ledger, state.chain)
  return fork ? Math.max(1, Math.min(fork.kept, fork.evidence.at - 1, state.size)) : state.size
}

/** Puts the registry into the hands of this desk, under the key `next`. Throws bad-input. */
export function successionItems(ledger: Ledger, next: Pick<KeySigner, 'key'>, how: ProposedSuccession): MotionItem[] {
  const { registry, clock, own } = ledger
  const size = how.upTo ?? usualSize(ledger)
  const held = ledger.registryChain.state.size
  if (size < 1 || size > held)
    throw new OfficeError('bad-input', { field: 'upTo', wanted: `1 to ${held}, the lines of the registry that are here`, got: String(size) })
  const on: On = { chain: next.key, size: nextBase(registry.base) }
  const succession = carried(
    ledger,
    {
      t: 'succeed',
      id: newId(clock),
      from: pointOf(ledger, size) as unknown as Json,
      key: next.key,
      desk: how.asked?.at ?? own.state.chain,
      over: competing(ledger) as unknown as Json
    },
    [['@reason', how.reason]],
    on
  )
  // of all that begin a registry from here, at most one can be taken: none outlasts it
  const first: MotionItem = { ...succession, proposal: { ...succession.proposal, expiresAtSize: on.size + 1 } }
  const more = how.asked ? answer(ledger, how.asked, 'clerk', how.nameOf, (bare, name) => carried(ledger, bare, [['@name', name]], on)) : []
  return [first, ...more]
}
