/**
 * Which desks anything has happened at since they were last asked: what has not changed is not asked again after every step.
 * Everyone is asked at one step in ten whatever happened, for what is shown here is also about what others hold.
 */
import type { Ledger } from '../../src/main/ledger/ledger.ts'
import { prepared } from '../../src/main/store/prepared.ts'
import type { Player } from './player.ts'
import type { Scene } from './scene.ts'

const EVERYONE_EVERY = 10
const before = new WeakMap<Ledger, string>()

/** Of the store and of what memory says beside it. A desk that was started again has another ledger, and is touched. */
function printOf({ desk: { ledger, store, troubles }, revoked, restored, on }: Player): string {
  const changes = prepared<[], number>(store.ledger, 'SELECT total_changes()').pluck().get()
  const { own, ownRegistry, registry, seen } = ledger
  const memory = [registry.size, seen, own.state.size, own.trouble?.code, ownRegistry?.trouble?.code]
  return [changes, troubles.length, revoked, restored, on, ...memory].join(' ')
}

/** Honest desks that are to be asked now; `everyone`: whatever happened. */
export function touched(scene: Scene, everyone: boolean): Player[] {
  const all = everyone || scene.step % EVERYONE_EVERY === 0
  return scene.honest.filter(player => {
    const now = printOf(player)
    const isTouched = before.get(player.desk.ledger) !== now
    before.set(player.desk.ledger, now)
    return all || isTouched
  })
}
