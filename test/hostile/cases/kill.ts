/**
 * Either side killed (kill -9) when so many bytes of a sync of 20,000 records have passed: it completes afterwards, holds nothing
 * twice and nothing that is not proved, and no more bytes have passed than 1.2 times what it takes undisturbed.
 */
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { openCheckpoint } from '../../../src/shared/ledger/fork.ts'
import { verifyConsistency } from '../../../src/shared/ledger/merkle.ts'
import type { Key } from '../../../src/shared/names.ts'
import { native, verify } from '../../../src/main/keys/native.ts'
import { startAudit } from '../../../src/main/ledger/audit.ts'
import { countWanted } from '../../../src/main/ledger/payloads.ts'
import { unpackProof } from '../../../src/main/ledger/stored-proof.ts'
import { rootAt } from '../../../src/main/ledger/tree.ts'
import { checkpointCovering } from '../../../src/main/store/checkpoints.ts'
import { openDesk } from '../../bench/phases/ledger.ts'
import { openTally, type FaultRun, type Outcome } from '../../faults/fault.ts'
import { makeDesks, startDesk, type Holds, type RunningDesk, type TwoDesks } from '../desks.ts'
import type { Hostile, HostileRun } from '../hostile-case.ts'
import { openLine, type Line } from '../line.ts'

const RECORDS = 20_000
const MOST_RATIO = 1.2
/** One sync of so many records takes some seconds; a busy machine takes many times as long. */
const SECONDS = 240

interface Pair {
  source: RunningDesk
  sink: RunningDesk
}

export const through = ({ port }: Line, desk: RunningDesk): string => desk.addresses[0]!.replace(/\/tcp\/\d+/, `/tcp/${port}`)
const isLevel =
  ({ chain, lines }: TwoDesks) =>
  (holds: Holds): boolean =>
    holds[chain]?.size === lines && Object.values(holds).every(({ wanted }) => wanted === 0)

/** Both up; the sink reaches the source only by the line, and nobody reaches the sink. */
async function startBoth(desks: TwoDesks, line: Line): Promise<Pair> {
  const source = await startSource(desks, line)
  return { source, sink: await startSink(desks, line, source) }
}
export async function startSource({ full }: TwoDesks, line: Line): Promise<RunningDesk> {
  const source = await startDesk(full, { announced: [] })
  line.leadTo(source.port)
  return source
}
export const startSink = ({ empty, chain }: TwoDesks, line: Line, source: RunningDesk): Promise<RunningDesk> =>
  startDesk(empty, { listen: [], announced: [], dial: [{ chain, address: through(line, source) }] })

/** What is wrong with what the folder holds after a kill: a chain with lines that lead into no checkpoint, or content for no line. */
function unproved(folder: string, chain: Key): string | undefined {
  const desk = openDesk(folder)
  try {
    const { ledger } = desk
    const held = ledger.chains.get(chain)
    if (!held || held.state.size === 0) return undefined
    const { size } = held.state
    const row = checkpointCovering(ledger.store.ledger, held.no, size)
    const checkpoint = row && openCheckpoint(native, verify, ledger.net, chain, row.note)
    if (!row || !checkpoint) return `${size} lines without a checkpoint of the chain key`
    const root = rootAt(ledger.store.ledger, held.no, size)
    const proof = unpackProof(row.proof)
    if (checkpoint.size !== size && (proof?.from !== size || !proof)) return `${size} lines without a proof into the checkpoint of ${checkpoint.size}`
    const leads = verifyConsistency(native, { from: size, to: checkpoint.size, proof: proof?.proof ?? [], oldRoot: root, newRoot: checkpoint.root })
    return leads ? undefined : `${size} lines that do not lead into the checkpoint of ${checkpoint.size}`
  } finally {
    desk.close()
  }
}

/** Everything once, and sound from its bytes. */
async function wrongAtEnd({ empty, chain }: TwoDesks, thorough: boolean): Promise<string | undefined> {
  const db = new Sqlite(join(empty, 'ledger.db'), { readonly: true })
  const payloads = db.prepare<[], number>('SELECT count(*) FROM payloads').pluck().get()!
  const lines = db.prepare<[], { n: number; distinct_n: number }>('SELECT count(*) AS n, count(DISTINCT hash) AS distinct_n FROM lines').get()!
  db.close()
  const desk = openDesk(empty)
  const wanted = countWanted(desk.ledger, chain)
  const { vaultKey } = desk
  desk.close()
  if (wanted !== 0) return `${wanted} contents are lacking`
  if (payloads < RECORDS) return `${payloads} contents of ${RECORDS}`
  if (lines.n !== lines.distinct_n) return `${lines.n - lines.distinct_n} lines are there twice`
  if (!thorough) return undefined
  const verdict = await startAudit({ folder: empty, vaultKey, index: false, live: false })
  if (verdict.findings.length > 0) return JSON.stringify(verdict.findings[0])
  const records = verdict.chains.reduce((sum, one) => sum + one.records, 0)
  return records === RECORDS ? undefined : `${records} records of ${RECORDS}`
}

async function play(
  run: FaultRun,
  desks: TwoDesks,
  needed: number,
  base: string,
  moment: number,
  side: keyof Pair,
  thorough: boolean
): Promise<string | undefined> {
  rmSync(desks.empty, { recursive: true, force: true })
  cpSync(base, desks.empty, { recursive: true })
  const line = await openLine()
  try {
    const killed = Promise.withResolvers<void>()
    line.after(Math.floor(needed * moment), killed.resolve)
    const pair = await startBoth(desks, line)
    await Promise.race([killed.promise, pair.sink.until(isLevel(desks), SECONDS).then(() => Promise.reject(new Error('it was done before the kill')))])
    await pair[side].kill()
    const partly = side === 'sink' ? unproved(desks.empty, desks.chain) : undefined
    if (side === 'sink') pair.sink = await startSink(desks, line, pair.source)
    else pair.source = await startSource(desks, line)
    await pair.sink.until(isLevel(desks), SECONDS)
    const { bytes } = line
    await Promise.all([pair.sink.kill(), pair.source.kill()])
    const ratio = bytes / needed
    run.tell(`${side} killed at ${(moment * 100).toFixed(0)} %: ${(bytes / 1e6).toFixed(1)} MB, ${ratio.toFixed(3)} of what is needed`)
    if (partly !== undefined) return partly
    if (ratio > MOST_RATIO) return `${bytes} bytes: ${ratio.toFixed(3)} times what is needed`
    return await wrongAtEnd(desks, thorough)
  } finally {
    await line.close()
  }
}

/** Bytes of a sync that nothing disturbs. */
export async function undisturbed(desks: TwoDesks): Promise<number> {
  const line = await openLine()
  const pair = await startBoth(desks, line)
  await pair.sink.until(isLevel(desks), SECONDS)
  const { bytes } = line
  await Promise.all([pair.sink.kill(), pair.source.kill()])
  await line.close()
  return bytes
}

export const kill: Hostile = {
  id: 'kill',
  title: 'either side killed in the middle of a sync of 20,000 records',
  async run(run: HostileRun): Promise<Outcome> {
    const tally = openTally(run)
    const desks = makeDesks(run.folder, RECORDS, run.random)
    const base = join(run.folder, 'base')
    cpSync(desks.empty, base, { recursive: true })
    const needed = await undisturbed(desks)
    run.tell(`${desks.lines} lines, ${(needed / 1e6).toFixed(1)} MB undisturbed`)
    const count = run.few ?? (run.counts === 'nightly' ? 200 : 20)
    for (let i = 0; i < count; i++) {
      // over the whole of it, a little moved by the seed
      const moment = Math.min(0.97, (i + run.random.next()) / count)
      const side = i % 2 === 0 ? 'sink' : 'source'
      if (!run.takes(i)) continue
      const name = `${side} killed at ${(moment * 100).toFixed(2)} % of the bytes`
      try {
        tally.played(name, await play(run, desks, needed, base, moment, side, i % 4 === 0))
      } catch (error) {
        tally.played(name, error instanceof Error ? error.message : String(error))
      }
    }
    return tally.outcome()
  }
}
