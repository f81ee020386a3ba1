/**
 * A desk that is killed (`kill -9`) at seeded moments while a client files records through its door and keeps what was
 * acknowledged. None of it may be lost, the desk must file again, and its peer must see one chain. The seed is printed;
 * MUNIMENT_SEED plays it again, MUNIMENT_KILLS sets how many.
 */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { check, isSound } from '../../src/main/cli/demo/checking.ts'
import { startDesk, type DeskProcess } from '../../src/main/cli/demo/desk-process.ts'
import { folderOf, startNetwork, until } from '../../src/main/cli/demo/network.ts'
import { randomOf, type Random } from '../../src/main/cli/demo/random.ts'
import type { Output } from '../../src/shared/contract.ts'
import { OfficeError } from '../../src/shared/errors.ts'
import { uuid7 } from '../../src/shared/names.ts'
import type { Office } from '../../src/shared/wire.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { NODE_COMPILE_CACHE } from './parts/command.ts'

// The desk starts a hundred times.
process.env['NODE_COMPILE_CACHE'] = NODE_COMPILE_CACHE

const KILLS = Number(process.env['MUNIMENT_KILLS'] ?? 100)
const SEED = Number(process.env['MUNIMENT_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const PASSPHRASE = 'harbor lantern copper'
/** A kill comes so many answers into a round, and within so many ms after that: counted, so that a slow machine is killed at work too. */
const WITHIN_ANSWERS = 8
const WITHIN_MS = 25
const BATCH = 12

type Filed = Output<'fileRecords'>[number]
interface Client {
  readonly package: string
  readonly random: Random
  readonly acknowledged: Map<string, Filed>
  /** Sent, and never answered: sent again with the same ids. */
  unanswered: string[]
}

const values = (id: string): [string, string][] => [['/inspection/site/name', `Site ${id}`]]

async function send(office: Office, client: Client, ids: readonly string[]): Promise<void> {
  const records = ids.map(id => ({ id, values: values(id) }))
  const filed = await office.fileRecords({ package: client.package, records, provenance: { engine: null, language: null } })
  filed.forEach((one, i) => {
    const before = client.acknowledged.get(ids[i]!)
    if (before) expect(one).toMatchObject({ id: before.id, ref: before.ref, already: true })
    else client.acknowledged.set(ids[i]!, one)
  })
}

/** Files until the desk is gone. */
async function fileUntilKilled(desk: DeskProcess, client: Client): Promise<void> {
  const { random } = client
  const answers = random.below(WITHIN_ANSWERS)
  const delay = random.below(WITHIN_MS)
  let killed: Promise<void> | undefined
  try {
    for (let answered = 0; ; answered++) {
      if (answered === answers) killed = new Promise(done => setTimeout(() => void desk.kill().then(done), delay))
      const again = client.unanswered.splice(0, BATCH)
      const ids = again.length > 0 ? again : Array.from({ length: random.chance(0.7) ? 1 : 1 + random.below(BATCH) }, () => uuid7(Date.now(), randomBytes(10)))
      client.unanswered.unshift(...ids)
      await send(desk.office, client, ids)
      client.unanswered.splice(0, ids.length)
    }
  } catch (error) {
    if (!(error instanceof OfficeError) || error.code !== 'unknown-outcome') throw error
  }
  await killed
}

async function restart(folder: string, person: string): Promise<DeskProcess> {
  const desk = await startDesk(folder)
  await desk.office.signIn({ person, passphrase: PASSPHRASE })
  return desk
}

/** Everything acknowledged is asked for once more, by the ids: each must be there as it was said to be. */
async function requireNothingLost(office: Office, client: Client): Promise<void> {
  const ids = [...client.acknowledged.keys()]
  for (let i = 0; i < ids.length; i += 500) await send(office, client, ids.slice(i, i + 500))
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
      await until('the forms are there', 60, async () => (await desk.office.listForms({})).length === 2)
      const form = (await desk.office.listForms({})).find(one => one.form === 'site-inspection')!
      const client: Client = { package: form.package, random: randomOf(SEED), acknowledged: new Map(), unanswered: [] }
      for (let i = 0; i < KILLS; i++) {
        await fileUntilKilled(desk, client)
        desk = await restart(folderOf(folder, 1), writer!.person)
      }
      while (client.unanswered.length > 0) {
        await send(desk.office, client, client.unanswered.slice(0, BATCH))
        client.unanswered.splice(0, BATCH)
      }
      await requireNothingLost(desk.office, client)
      await send(desk.office, client, [uuid7(Date.now(), randomBytes(10))])
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
