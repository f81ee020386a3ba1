/** What must hold: a name, how often it is asked, and a check that tells what does not hold. */
import type { Key } from '../../src/shared/names.ts'
import type { Player } from './player.ts'
import type { Scene } from './scene.ts'

export interface Invariant {
  readonly name: string
  /** `step`: after every step. `full`: at one step in 40 and at the end. `end`: when all is healed and has come to rest. */
  readonly when: 'step' | 'full' | 'end'
  readonly check: (scene: Scene) => string | undefined
}

/** The first thing that does not hold for any of them. */
export function each<T>(items: Iterable<T>, check: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const wrong = check(item)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

/** Asked of every honest desk at which anything has happened (touched.ts). */
export const ofEach = (name: string, when: Invariant['when'], check: (player: Player, scene: Scene) => string | undefined): Invariant => ({
  name,
  when,
  check: scene =>
    each(scene.asked, player => {
      const wrong = check(player, scene)
      return wrong === undefined ? undefined : `${player.desk.name}: ${wrong}`
    })
})

/** Asked of every chain that an honest desk holds. */
export const ofChains = (name: string, when: Invariant['when'], check: (player: Player, chain: Key, scene: Scene) => string | undefined): Invariant =>
  ofEach(name, when, (player, scene) =>
    each(player.desk.ledger.chains.keys(), chain => {
      const wrong = check(player, chain, scene)
      return wrong === undefined ? undefined : `${chain.slice(0, 8)}: ${wrong}`
    })
  )
