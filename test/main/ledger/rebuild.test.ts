/**
 * T28: what people see is what the ledger says. After any work, by several desks that hear of one another in any order, every
 * projection made again from nothing is the one that lives: index, chain table, registry, who may what.
 */
import { randomBytes } from 'node:crypto'
import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { randomOf, type Random } from '../../../src/main/cli/demo/random.ts'
import { native, verify } from '../../../src/main/keys/native.ts'
import { carry } from '../../../src/main/ledger/compose.ts'
import { append } from '../../../src/main/ledger/append.ts'
import { indexDigest } from '../../../src/main/ledger/index-digest.ts'
import { reopen, type Ledger } from '../../../src/main/ledger/ledger.ts'
import { payloadsArrived, registryGrew, renameAll } from '../../../src/main/ledger/project-again.ts'
import { catchUp, openProjection } from '../../../src/main/ledger/project.ts'
import type { Projection } from '../../../src/main/ledger/projection.ts'
import { readTitles } from '../../../src/main/ledger/titles.ts'
import { chains } from '../../../src/main/store/chains.ts'
import { linesFrom } from '../../../src/main/store/lines.ts'
import { prepareIndex } from '../../../src/main/store/index/schema.ts'
import { toBase64url } from '../../../src/shared/bytes.ts'
import { grow, newChain } from '../../../src/shared/ledger/chain.ts'
import { isRefused } from '../../../src/shared/ledger/line.ts'
import { uuid7 } from '../../../src/shared/names.ts'
import type { Ref } from '../../../src/shared/record/entry.ts'
import { Registry } from '../../../src/shared/record/registry.ts'
import { makeWorld, type TestDesk, type World } from '../../kit/desks.ts'
import { hashOf } from '../../kit/people.ts'

const SEEDS = Number(process.env['MUNIMENT_SEEDS'] ?? 4)
const FIRST = Number(process.env['MUNIMENT_SEED'] ?? 1)
const STEPS = 45

interface Live {
  readonly desk: TestDesk
  readonly projection: Projection
  cuts: number
  /** After registry lines, own or others'. */
  grown: () => void
}
interface Known {
  readonly record: Ref
  readonly versions: Ref[]
}

const newIndex = (): Projection['index'] => {
  const index = new Sqlite(':memory:')
  prepareIndex(index)
  return index
}
const projectionOf = (ledger: Ledger): Projection =>
  openProjection({ ledger, index: newIndex(), titles: readTitles(ledger), formTitle: hash => `form ${hash.slice(0, 4)}` })

/** A desk with its index, told of what comes as the office network tells it. */
function live(world: World, desk: TestDesk): Live {
  const projection = projectionOf(desk.ledger)
  const self: Live = { desk, projection, cuts: desk.ledger.registry.cuts.length, grown: () => undefined }
  const grown = (): void => {
    projection.titles = readTitles(desk.ledger)
    registryGrew(projection, self.cuts)
    self.cuts = desk.ledger.registry.cuts.length
  }
  world.start(desk, {
    onLines: chain => {
      if (chain === desk.ledger.registryChain.state.chain) grown()
    },
    onPayloads: (chain, positions) => {
      if (chain !== desk.ledger.registryChain.state.chain) return payloadsArrived(projection, positions)
      grown()
      renameAll(projection)
    }
  })
  self.grown = grown
  return self
}

function file({ desk }: Live, bare: Record<string, unknown>, random: Random): Ref {
  const { ledger, keys } = desk
  const id = uuid7(ledger.clock.now(), new Uint8Array(randomBytes(10)))
  const values =
    bare['t'] === 'void'
      ? [['@reason', 'it was so'] as const]
      : [['/data/title', `${random.pick(['Gate', 'Weir', 'Bridge'])} ${random.below(50)}`] as const, ['/data/note', random.chance(0.3) ? null : 'dry'] as const]
  const form = bare['t'] === 'void' ? {} : { form: 'inspection', version: '1', package: hashOf('package') }
  const made = carry(ledger.clock, { net: ledger.net, chain: ledger.own.state.chain }, { id, ...form, ...bare } as never, 'everyone', values)
  const [done] = append(ledger, ledger.own, keys.person, [made])
  return done!.ref
}

/** Files, amends, voids, in any desk's name that knows of the record; what two do at once is a conflict. */
function work(at: Live, known: Known[], random: Random): void {
  const { ledger } = at.desk
  if (!ledger.registry.deskAt(at.desk.chain, ledger.registry.size)) return // it has not heard of its admission yet
  const here = known.filter(({ versions }) =>
    versions.some(ref => ledger.store.ledger.prepare('SELECT 1 FROM lines WHERE hash = ?').get(Buffer.from(ref.line, 'base64url')))
  )
  const target = here.length > 0 && random.chance(0.6) ? random.pick(here) : undefined
  if (!target) {
    const record = file(at, { t: 'record', ref: ledger.nextRef++ }, random)
    known.push({ record, versions: [record] })
    return
  }
  const amends = random.pick(target.versions)
  target.versions.push(file(at, { t: random.chance(0.8) ? 'amend' : 'void', record: target.record, amends }, random))
}

function requireRebuilt({ desk, projection }: Live, what: string): void {
  const { ledger } = desk
  while (catchUp(projection) > 0);
  const made = projectionOf(ledger)
  while (catchUp(made) > 0);
  expect(indexDigest(projection.index), `${what}: index`).toEqual(indexDigest(made.index))
  made.index.close()
  const registry = new Registry(native, verify, ledger.registry.chain)
  for (const row of chains(ledger.store.ledger)) {
    let state = newChain(row.kind, row.key, ledger.net)
    for (const { line } of linesFrom(ledger.store.ledger, row.chainNo, 0, row.size)) {
      const opened = reopen(line)
      const grown = grow(native, { ...state, cut: null }, opened)
      if (isRefused(grown)) throw new Error(`${what}: ${grown.detail}`)
      state = grown.state
      if (row.kind === 'registry') registry.applyLine(opened)
    }
    const held = ledger.chains.get(row.key)!.state
    expect([held.size, held.head, held.frontier.map(toBase64url)], `${what}: ${row.key}`).toEqual([state.size, state.head, state.frontier.map(toBase64url)])
    expect([row.size, row.head && toBase64url(row.head)], `${what}: table of chains`).toEqual([state.size, state.head])
  }
  const facts = (of: Registry): unknown =>
    JSON.parse(JSON.stringify([[...of.desks], [...of.keys], of.forms, of.cuts, of.policies, of.size, of.voids, of.haltedAt]))
  expect(facts(ledger.registry), `${what}: registry`).toEqual(facts(registry))
}

it.each(Array.from({ length: SEEDS }, (_, i) => FIRST + i))(
  'seed %i: after each stretch of work every projection made again is the one that lives',
  async seed => {
    const world = makeWorld(seed)
    const random = randomOf(seed)
    const keeper = world.found('North')
    const lives = [live(world, keeper)]
    for (const name of ['South', 'East']) lives.push(live(world, world.join(name)))
    lives[0]!.grown()
    await world.settle(20_000)
    const known: Known[] = []
    for (let step = 0; step < STEPS; step++) {
      const at = random.pick(lives)
      if (random.chance(0.75)) work(at, known, random)
      else if (random.chance(0.1) && lives.length < 5) {
        const late = world.join(`Late ${step}`)
        lives[0]!.grown() // its own registry line: the desk is told where it is written
        lives.push(live(world, late))
      } else if (random.chance(0.5)) catchUp(at.projection, random.below(4))
      else await world.pass(random.below(15_000))
      if (random.chance(0.08)) requireRebuilt(at, `step ${step}, ${at.desk.name}`)
    }
    await world.settle(60_000)
    for (const each of lives) requireRebuilt(each, `in the end, ${each.desk.name}`)
    // and they all see the same records
    const seen = lives.map(({ projection }) => indexDigest(projection.index)['records'])
    expect(new Set(seen).size).toBeGreaterThan(0)
    expect(known.length).toBeGreaterThan(5)
  }
)
