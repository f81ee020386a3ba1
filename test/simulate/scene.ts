/**
 * A network that is simulated: real ledgers, registries and exchanges (test/kit/desks.ts) whose keys are overheard and whose
 * answers are watched; who is honest, who lies and how; and, kept beside it, what has been filed and acknowledged.
 */
import { createHash } from 'node:crypto'
import { toBase64url, utf8 } from '../../src/shared/bytes.ts'
import type { Key } from '../../src/shared/names.ts'
import type { Audience } from '../../src/shared/record/entry.ts'
import { packageHash } from '../../src/shared/record/package.ts'
import type { Form } from '../../src/shared/record/registry-facts.ts'
import { native } from '../../src/main/keys/native.ts'
import { forkedChains } from '../../src/main/ledger/forks.ts'
import { receivePackage } from '../../src/main/ledger/payloads.ts'
import { chainFroze, payloadsArrived, registryGrew, renameAll } from '../../src/main/ledger/project-again.ts'
import { catchUp, startAnew } from '../../src/main/ledger/project.ts'
import { hashesFrom } from '../../src/main/store/lines.ts'
import { World, type DeskKeyset, type TestDesk } from '../kit/desks.ts'
import { ruled, type TwoFaced } from '../kit/two-faced.ts'
import { lyingLink } from './lies.ts'
import { decidedOf, projectionOf, titlesOf, type Filed, type FiledRecord, type Player } from './player.ts'
import { Said, type Breach } from './said.ts'
import { watchedLink } from './wire-watch.ts'

class OverheardWorld extends World {
  readonly said = new Said()
  override keys(registry: boolean): DeskKeyset {
    const keys = super.keys(registry)
    const heard = (signer: DeskKeyset['desk']): DeskKeyset['desk'] => this.said.overheard(signer)
    return { ...keys, desk: heard(keys.desk), person: heard(keys.person), registry: keys.registry && heard(keys.registry) }
  }
}

export class Scene {
  readonly seed: number
  readonly world: OverheardWorld
  readonly players: Player[] = []
  readonly forkers: TwoFaced[] = []
  readonly filed: Filed[] = []
  readonly records: FiledRecord[] = []
  readonly forms: Form[] = []
  /** Hashes of the lines of chains that honest programs write, by height, as they were committed. */
  readonly log = new Map<Key, string[]>()
  readonly breaches: Breach[] = []
  readonly cutApart = new Set<string>()
  /** Sizes at which chains stood when they were frozen or cut, by desk. */
  readonly frozen = new Map<string, number>()
  /** Chains of desks that run twice, nobody being to blame. */
  readonly twofold = new Set<Key>()
  readonly #trace = createHash('sha256')
  step = 0
  /** Played as it is written (directed.ts). */
  isWritten = false
  /** Honest desks that invariants are asked of now. */
  asked: readonly Player[] = []

  constructor(seed: number) {
    this.seed = seed
    this.world = new OverheardWorld(seed)
  }

  get random(): () => number {
    return this.world.random
  }
  int(below: number): number {
    return Math.floor(this.random() * below)
  }
  pick<T>(from: readonly T[]): T | undefined {
    return from[this.int(from.length)]
  }
  get keeper(): Player {
    return this.players[0]!
  }
  get honest(): Player[] {
    return this.players.filter(({ kind }) => kind === 'honest')
  }
  /** Honest, and still of the network as far as its registry's writer has said. */
  get members(): Player[] {
    return this.honest.filter(({ revoked }) => revoked === null)
  }
  playerOf(chain: Key): Player | undefined {
    return this.players.find(({ desk }) => desk.chain === chain)
  }
  tell(text: string): void {
    this.#trace.update(`${text}\n`)
  }
  traced(bytes: Uint8Array): void {
    this.#trace.update(bytes)
  }
  traceHash(): string {
    return this.#trace.copy().digest('base64url')
  }

  add(desk: TestDesk, kind: Player['kind']): Player {
    desk.store.ledger.pragma('synchronous = OFF') // nothing here is about power cuts
    const player: Player = {
      desk,
      kind,
      on: false,
      revoked: null,
      backup: null,
      restored: 0,
      projection: projectionOf(desk),
      cuts: decidedOf(desk),
      floor: new Map(),
      forks: new Map(),
      known: new Set(),
      files: new Set(),
      grown: () => undefined
    }
    this.players.push(player)
    this.log.set(desk.chain, [])
    return player
  }

  start(player: Player): void {
    const { desk } = player
    if (player.on) return
    const registry = (): Key => desk.ledger.registryChain.state.chain
    let cuts = desk.ledger.registry.cuts.length
    const grown = (): void => {
      const { projection } = player
      projection.titles = titlesOf(desk.ledger)
      const now = decidedOf(desk)
      registryGrew(projection, now === player.cuts ? cuts : 0)
      player.cuts = now
      cuts = desk.ledger.registry.cuts.length
    }
    player.grown = grown
    player.projection.titles = titlesOf(desk.ledger)
    player.on = true
    this.world.start(
      desk,
      {
        onLines: chain => void (chain === registry() && grown()),
        onPayloads: (chain, positions) => {
          if (chain === registry()) {
            player.projection.titles = titlesOf(desk.ledger)
            renameAll(player.projection)
          } else payloadsArrived(player.projection, positions)
        },
        onRewritten: () => {
          startAnew(player.projection)
          grown()
        },
        onForked: chain => chainFroze(player.projection, chain),
        onPackages: () => renameAll(player.projection)
      },
      () => Object.assign(desk, { link: player.kind === 'liar' ? lyingLink(this, desk) : watchedLink(this, player) })
    )
  }

  async stop(player: Player): Promise<void> {
    player.on = false
    await this.world.stop(player.desk)
  }

  /** Everything in memory is gone; the index too, which is a cache. */
  async restart(player: Player): Promise<void> {
    player.on = false
    await this.world.restart(player.desk)
    this.reopened(player)
  }

  reopened(player: Player): void {
    const { desk } = player
    desk.store.ledger.pragma('synchronous = OFF')
    player.projection.index.close()
    player.projection = projectionOf(desk)
    player.cuts = decidedOf(desk)
  }

  /** What honest programs have committed to their own chains since. */
  followLogs(): void {
    for (const { desk } of this.players)
      for (const own of desk.ledger.ownRegistry ? [desk.ledger.own, desk.ledger.ownRegistry] : [desk.ledger.own]) {
        const { chain, size } = own.state
        const log = this.log.get(chain) ?? []
        this.log.set(chain, log)
        if (size > log.length) for (const hash of hashesFrom(desk.store.ledger, own.no, log.length, size - log.length)) log.push(toBase64url(hash))
      }
  }

  /** The indexes of honest desks, as the running desk fills them in the background. */
  index(): void {
    for (const player of this.asked) {
      catchUp(player.projection)
      for (const chain of forkedChains(player.desk.ledger).keys()) if (!player.forks.has(chain)) chainFroze(player.projection, chain)
    }
  }

  isForker(chain: Key): boolean {
    return this.twofold.has(chain) || this.forkers.some(forker => forker.chain === chain)
  }

  /** Publishes a form at the registry's desk. */
  publish(name: string, audience: Audience): void {
    const { ledger } = this.keeper.desk
    const xml = `<h:html>${name}</h:html>`
    const hash = packageHash(native, xml)
    ruled(this.world, { t: 'form', form: name, version: '1', package: hash, state: 'published', audience: audience as never, sensitive: false, review: 'none' })
    receivePackage(ledger, utf8(xml))
    const form = ledger.registry.formAt(hash, ledger.registry.size)
    if (!form) throw new Error('the form was not published')
    this.forms.push(form)
  }

  close(): void {
    for (const { projection } of this.players) projection.index.close()
  }
}
