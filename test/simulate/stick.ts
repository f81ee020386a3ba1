/** Somebody carries a stick: what one desk writes for an office is taken in at a desk, of that office or of another. */
import { utf8 } from '../../src/shared/bytes.ts'
import type { Key } from '../../src/shared/names.ts'
import { exportBundle } from '../../src/main/ledger/bundle.ts'
import { payloadsCame } from '../../src/main/ledger/project-again.ts'
import { importBundle } from '../../src/main/ledger/read-bundle.ts'
import { vouchFor } from '../../src/main/ledger/vouch.ts'
import { settleRegistry } from '../../src/main/ledger/settle.ts'
import { officeOf, type Player } from './player.ts'
import type { Scene } from './scene.ts'

const TOO_EARLY = 0.2

/** Taken in as the running desk does it (service/handlers/copies.ts). What is sealed to others' desks stays closed. */
export async function carryStick(scene: Scene, from: Player, to: Player, office = officeOf(to)): Promise<string> {
  const { ledger } = from.desk
  if (!ledger.registry.deskAt(to.desk.chain, ledger.registry.size)) return 'it knows no such desk'
  const { bytes } = await exportBundle(ledger, office)
  const short = scene.random() < TOO_EARLY ? bytes.subarray(0, scene.int(bytes.length)) : bytes // pulled out too early
  try {
    const { lines, payloads, refused, chains } = await importBundle(to.desk.ledger, to.desk.keys.sealSecret, short)
    tookIn(to, chains)
    return `${from.desk.name} to ${to.desk.name}: ${lines} lines, ${payloads} payloads, ${refused.join(' ')}`
  } catch (error) {
    if ((error as { code?: string }).code !== 'not-a-bundle') throw error
    return 'not a bundle'
  }
}

function tookIn(to: Player, chains: Iterable<Key>): void {
  const { ledger, exchange } = to.desk
  settleRegistry(ledger)
  to.grown()
  payloadsCame(to.projection)
  exchange?.give(vouchFor(ledger, chains, false).map(text => utf8(text)))
  exchange?.announce()
}

export async function stick(scene: Scene): Promise<string> {
  const [from, to] = [scene.pick(scene.honest)!, scene.pick(scene.honest)!]
  if (from === to) return 'nobody goes'
  return carryStick(scene, from, to)
}
