/**
 * The index against one made again from the lines in memory, up to where the index says that it has come. While the
 * program runs the index may be a moment behind a payload or a registry line, so what differs is looked at again before
 * it is said. Takes the vault.
 */
import { setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { toBase64url } from '../../shared/bytes.ts'
import { fault, type Fault } from '../../shared/ledger/findings.ts'
import { indexDifferences, type IndexDifference } from '../ledger/index-digest.ts'
import { Stopped } from '../ledger/pace.ts'
import { catchUp } from '../ledger/project.ts'
import { readTitles } from '../ledger/titles.ts'
import { prepareIndex, INDEX_VERSION } from '../store/index/schema.ts'
import { appliedSize } from '../store/index/versions.ts'
import { headOf, lineAt } from '../store/lines.ts'
import { chainNoOfLine, heightOfLine, indexOfPos, lineIdOf, lineIdOfPos } from '../store/positions.ts'
import type { Database } from '../store/prepared.ts'
import { formTitles, readingLedger } from './reading-ledger.ts'
import { readIndex } from './read-index.ts'
import { readRegistry, type Reading } from './reading.ts'
import type { IndexResult } from './tasks.ts'

const ATTEMPTS = 8
const PAUSE_MS = 250
const SLICE = 256

export async function checkIndex(reading: Reading, step: (lines: number) => void): Promise<IndexResult> {
  const { data, vault } = reading
  if (!vault || !data.vaultKey || data.net === null || data.registryNo === null) return { faults: [], notChecked: 'the vault is closed' }
  let held: ReturnType<typeof readIndex>
  try {
    held = readIndex(data.folder, data.vaultKey)
  } catch (error) {
    return { faults: [fault('index-damaged', null, null, error instanceof Error ? error.message : String(error), { table: 'index.db' })], notChecked: null }
  }
  if (!held) return { faults: [], notChecked: 'there is none' }
  try {
    if (held.db.pragma('user_version', { simple: true }) !== INDEX_VERSION) return { faults: [], notChecked: 'it was made by another version of the program' }
    let found = compare(reading, held.db, step)
    let before = ''
    for (let i = 1; data.live && found.length > 0 && i < ATTEMPTS; i++) {
      const now = JSON.stringify(found)
      if (i > 2 && now === before) break // it stays so: nothing is on its way
      before = now
      await pause(PAUSE_MS * i)
      found = compare(reading, held.db, () => {})
    }
    return { faults: [...found, ...checkFile(held.db)], notChecked: null }
  } catch (error) {
    if (error instanceof Stopped) throw error
    return { faults: [fault('index-damaged', null, null, error instanceof Error ? error.message : String(error), { table: 'index.db' })], notChecked: null }
  } finally {
    held.close()
  }
}

function checkFile(index: Database): Fault[] {
  const rows = index.prepare<[], { integrity_check: string }>('PRAGMA integrity_check(20)').all()
  return rows.filter(row => row.integrity_check !== 'ok').map(row => fault('index-damaged', null, null, row.integrity_check, { table: 'index.db' }))
}

function compare(reading: Reading, held: Database, step: (lines: number) => void): Fault[] {
  const { data, db, vault } = reading
  const faults: Fault[] = []
  held.exec('BEGIN')
  const made = new Sqlite(':memory:')
  try {
    const sizes = new Map<number, number>()
    for (const chain of data.chains) {
      const { size, head } = appliedSize(held, chain.no)
      const last = size > 0 ? lineAt(db, lineIdOf(chain.no, size - 1)) : undefined
      if (size > 0 && (!last || toBase64url(last.hash) !== head))
        faults.push(
          fault('index-differs', chain.key, null, `it has applied ${size} lines up to ${head}, which are not those of the ledger`, { table: 'applied' })
        )
      else sizes.set(chain.no, size)
    }
    const registryChain = data.chains.find(chain => chain.no === data.registryNo)!
    const places = (headOf(db, registryChain.no)?.height ?? -1) + 1
    const { registry } = readRegistry(db, data.chains, { ...registryChain, places, claimed: places }, data.net)
    const ledger = readingLedger(reading, vault!, data.vaultKey!, data.net!, registry, sizes)
    prepareIndex(made)
    const projection = { ledger, index: made, titles: readTitles(ledger), formTitle: formTitles(ledger) }
    for (let left = catchUp(projection, SLICE); left > 0; left = catchUp(projection, SLICE)) step(SLICE)
    if (faults.length === 0) faults.push(...indexDifferences(held, made).map(difference => faultOf(reading, difference)))
    return faults
  } finally {
    made.close()
    held.exec('COMMIT')
  }
}

function faultOf({ data }: Reading, { table, pos, detail }: IndexDifference): Fault {
  const lineId = pos === null ? null : lineIdOfPos(pos)
  const chain = lineId === null ? undefined : data.chains.find(one => one.no === chainNoOfLine(lineId))
  if (!chain || pos === null || lineId === null) return fault('index-differs', null, null, detail, { table })
  return fault('index-differs', chain.key, heightOfLine(lineId), detail, { table, index: indexOfPos(pos) })
}
