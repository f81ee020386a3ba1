/** A small network in which everything is so that each invariant has something to look at; and how it is broken, one thing at a time. */
import { revokeItem } from '../../src/main/ledger/motion-of.ts'
import { receiveLines } from '../../src/main/ledger/receive.ts'
import { forgetVouching } from '../../src/main/ledger/witness.ts'
import type { Key } from '../../src/shared/names.ts'
import type { TwoFaced } from '../kit/two-faced.ts'
import { evidenceOf, give, isolate, makeForker, named } from './directed.ts'
import { carry, decideAtKeeper } from './directed-sync.ts'
import { fileNotes, fileRecordOf } from './file-steps.ts'
import { heal } from './network-steps.ts'
import { found } from './play.ts'
import type { Filed, Player } from './player.ts'
import { Scene } from './scene.ts'

export interface Picture {
  readonly scene: Scene
  /** Keeps the registry. */
  readonly north: Player
  readonly south: Player
  /** Revoked; one line of its chain counts, one is kept aside at South. */
  readonly west: Player
  /** Known to have signed two histories; and one of whom nobody knows it. */
  readonly forker: TwoFaced
  readonly other: TwoFaced
  /** A record of North's for everyone, held by South. */
  readonly filed: Filed
}

export async function pictureOf(seed: number): Promise<Picture> {
  const scene = new Scene(seed)
  found(scene)
  for (const player of scene.players) scene.start(player)
  await scene.world.settle(2_000)
  const [north, south, west] = [scene.keeper, named(scene, 'South'), named(scene, 'East')]
  const forker = await makeForker(scene, 1, 2)
  const other = await makeForker(scene, 1, 2)
  for (const player of [west, north, south]) fileRecordOf(scene, player, scene.forms[0]!)
  fileNotes(scene, north, 2)
  fileRecordOf(scene, north, scene.forms[0]!, 1, scene.world.bytes(300))
  await scene.world.settle(20_000)
  await receiveLines(south.desk.ledger, forker.halves[0].batch())
  await give(south, evidenceOf(scene, forker, 2))
  decideAtKeeper(scene, revokeItem(north.desk.ledger, 'desk', west.desk.chain, 'lost', 'held'))
  west.revoked = north.desk.ledger.registry.size
  isolate(scene, west)
  await scene.world.settle(70_000)
  west.desk.exchange?.announce()
  fileRecordOf(scene, west, scene.forms[0]!)
  await carry(west, south, west.desk.chain)
  heal(scene)
  await scene.world.settle(70_000)
  await scene.stop(west)
  const filed = scene.filed.find(({ by, audience }) => by === north && audience === 'everyone')!
  return { scene, north, south, west, forker, other, filed }
}

/** Fields put in place of others; undone by what comes back. */
export function put<T extends object>(on: T, fields: Partial<T>): () => void {
  const before = Object.fromEntries(Object.keys(fields).map(name => [name, on[name as keyof T]]))
  Object.assign(on, fields)
  return () => void Object.assign(on, before)
}

export function pushed<T>(list: readonly T[], item: T): () => void {
  const all = list as T[]
  all.push(item)
  return () => void all.splice(all.lastIndexOf(item), 1)
}

export function set<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): () => void {
  const all = map as Map<K, V>
  const before = all.get(key)
  const had = all.has(key)
  all.set(key, value)
  return () => void (had ? all.set(key, before!) : all.delete(key))
}

/** A change of a desk's store that is rolled back. */
export function stored({ desk }: Player, sql: string, ...values: readonly (string | number)[]): () => void {
  const db = desk.store.ledger
  const forget = (): void => {
    for (const chain of desk.ledger.chains.keys()) forgetVouching(desk.ledger, chain)
  }
  db.exec('BEGIN')
  if (values.length === 0) db.exec(sql)
  else db.prepare(sql).run(...values)
  forget()
  return () => {
    db.exec('ROLLBACK')
    forget()
  }
}

export const noOf = ({ desk }: Player, chain: Key): number => desk.ledger.chains.get(chain)!.no
