/**
 * A desk that is killed (`kill -9`) at seeded moments while a client files records through its door and keeps what was
 * acknowledged. None of it may be lost, the desk must file again, and its peer must see one chain. The seed is printed;
 * MUNIMENT_SEED plays it again, MUNIMENT_KILLS sets how many.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { check, isSound } from '../../src/main/cli/demo/checking.ts'
import { startDesk, type DeskProcess } from '../../src/main/cli/demo/desk-process.ts'
import { folderOf, startNetwork, until } from '../../src/main/cli/demo/network.ts'
import { randomOf } from '../../src/main/cli/demo/random.ts'
import type { Output } from '../../src/shared/contract.ts'
import { shippedForms } from '../../src/shared/forms/shipped/shipped.ts'
import type { Office } from '../../src/shared/wire.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { NODE_COMPILE_CACHE } from './parts/command.ts'
import { fileUntilGone, freshId, requireNothingLost, send, type Client } from './parts/filing.ts'

// The desk starts a hundred times.
process.env['NODE_COMPILE_CACHE'] = NODE_COMPILE_CACHE

const KILLS = Number(process.env['MUNIMENT_KILLS'] ?? 100)
const SEED = Number(process.env['MUNIMENT_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const PASSPHRASE = 'harbor lantern copper'
/** A kill comes so many answers into a round, and within so many ms after that: counted, so that a slow machine is killed at work too. */
const WITHIN_ANSWERS = 8
const WITHIN_MS = 25

/** Files until the desk is killed. */
async function fileUntilKilled(desk: DeskProcess, client: Client): Promise<void> {
  const { random } = client
  const answers = random.below(WITHIN_ANSWERS)
  const delay = random.below(WITHIN_MS)
  let killed: Promise<void> | undefined
  await fileUntilGone(desk.office, client, answered => {
    if (answered === answers) killed = new Promise(done => setTimeout(() => void desk.kill().then(done), delay))
  })
  await killed
}

async function restart(folder: string, person: string): Promise<DeskProcess> {
  const desk = await startDesk(folder)
  await desk.office.signIn({ person, passphrase: PASSPHRASE })
  return desk
}

it(
  `nothing acknowledged is lost to kill -9 at ${KILLS} moments, the desk files again, and its peer sees one chain`,
  async () => {
    process.stderr.write(`kill test: MUNIMENT_SEED=${SEED}\n`)
    const folder = tempFolder()
    writeFileSync(join(folder, 'passphrase'), PASSPHRASE)
    const [peer, writer] = await startNetwork({ folder, offices: 2, passphrase: PASSPHRASE, tell: () => {} })
    const registry = peer!.desk.office
    let desk = writer!.desk
    try {
      await until('the forms are there', 60, async () => (await desk.office.listForms({})).length === shippedForms.length)
      const form = (await desk.office.listForms({})).find(one => one.form === 'site-inspection')!
      const client: Client = { package: form.package, random: randomOf(SEED), acknowledged: new Map(), unanswered: [] }
      for (let i = 0; i < KILLS; i++) {
        await fileUntilKilled(desk, client)
        desk = await restart(folderOf(folder, 1), writer!.person)
      }
      await requireNothingLost(desk.office, client)
      await send(desk.office, client, [freshId()])
      const { total } = await desk.office.listRecords({ limit: 1 })
      expect(total).toBe(client.acknowledged.size)
      expect(total).toBeGreaterThan(KILLS)
      const chain = (await desk.office.deskState({})).desk!.chain
      const seenBy = async (office: Office): Promise<Output<'listChains'>[number] | undefined> => (await office.listChains({})).find(one => one.chain === chain)
      const own = (await seenBy(desk.office))!
      await until('the peer holds it', 120, async () => {
        await desk.office.syncNow({})
        return (await seenBy(registry))?.lines === own.lines
      })
      expect((await seenBy(registry))!.trouble).toEqual([])
      expect((await registry.listRecords({ limit: 1 })).total).toBe(total)
      await desk.stop()
      await peer!.desk.stop()
      for (const [i, office] of [peer!, writer!].entries()) {
        const checked = await check(folderOf(folder, i), office.person, join(folder, 'passphrase'))
        expect(checked.verdict?.findings).toEqual([])
        expect(isSound(checked, total)).toBe(true)
      }
      process.stderr.write(`kill test: ${KILLS} kills, ${total} records acknowledged and there\n`)
    } finally {
      await desk.kill()
      await peer!.desk.kill()
    }
  },
  20 * 60_000
)
