/**
 * Verification beside the limit of the machine: raw SQLite, one row a record of 1,024 bytes in a SHA-256 chain, unsigned, read
 * and checked in one thread. `node test/bench/verify.ts [records] [runs]`; the median of paired runs is what counts.
 */
import { hash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { startAudit } from '../../src/main/ledger/audit.ts'
import { makeBigStore } from '../kit/big-store.ts'

const records = Number(process.argv[2] ?? 200_000)
const runs = Number(process.argv[3] ?? 5)

function makeRaw(path: string): void {
  const db = new Sqlite(path)
  db.pragma('journal_mode = wal')
  db.exec('CREATE TABLE r (id INTEGER PRIMARY KEY, prev BLOB NOT NULL, data BLOB NOT NULL, hash BLOB NOT NULL)')
  const insert = db.prepare('INSERT INTO r VALUES (?, ?, ?, ?)')
  let prev: Buffer = Buffer.alloc(32)
  db.transaction(() => {
    for (let i = 0; i < records; i++) {
      const data = randomBytes(1024)
      const next = hash('sha256', Buffer.concat([prev, data]), 'buffer')
      insert.run(i, prev, data, next)
      prev = next
    }
  })()
  db.close()
}

function checkRaw(path: string): { raw: number; rawCpu: number } {
  const cpu = process.cpuUsage()
  const began = performance.now()
  const db = new Sqlite(path, { readonly: true })
  let prev: Buffer = Buffer.alloc(32)
  for (const row of db.prepare<[], { prev: Buffer; data: Buffer; hash: Buffer }>('SELECT prev, data, hash FROM r ORDER BY id').iterate()) {
    if (!row.prev.equals(prev) || !hash('sha256', Buffer.concat([prev, row.data]), 'buffer').equals(row.hash)) throw new Error('raw: broken')
    prev = row.hash
  }
  db.close()
  const used = process.cpuUsage(cpu)
  return { raw: records / ((performance.now() - began) / 1000), rawCpu: (used.user + used.system) / 1e6 }
}

/** Records a second, and the longest that this thread's event loop was held up, in ms. */
async function check(folder: string, vaultKey: Uint8Array): Promise<{ rate: number; held: number; cpu: number }> {
  let held = 0
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    held = Math.max(held, now - last - 2)
    last = now
  }, 2)
  const cpu = process.cpuUsage()
  const began = performance.now()
  const verdict = await startAudit({ folder, vaultKey, live: false, index: false })
  const seconds = (performance.now() - began) / 1000
  clearInterval(timer)
  if (verdict.verdict !== 'sound') throw new Error(JSON.stringify(verdict.findings.slice(0, 3)))
  const used = process.cpuUsage(cpu)
  return { rate: records / seconds, held, cpu: (used.user + used.system) / 1e6 }
}

const median = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!
const work = mkdtempSync(join(tmpdir(), 'muniment-bench-'))
try {
  const raw = join(work, 'raw.db')
  makeRaw(raw)
  const kinds = [
    { name: 'core, many to a line', fields: 0, alone: false },
    { name: '1 field', fields: 1, alone: false },
    { name: '20 fields', fields: 20, alone: false },
    { name: '1 field, one to a line', fields: 1, alone: true }
  ]
  for (const { name, fields, alone } of kinds) {
    const folder = mkdtempSync(join(work, 'store-'))
    const vaultKey = makeBigStore(folder, { entries: records, fields, alone })
    const pairs = []
    for (let i = 0; i < runs; i++) pairs.push({ ...checkRaw(raw), ...(await check(folder, vaultKey)) })
    const figure = (n: number): string => Math.round(n).toLocaleString('en')
    console.log(
      `${name}: ${figure(median(pairs.map(pair => pair.rate)))}/s, raw ${figure(median(pairs.map(pair => pair.raw)))}/s, ratio ${median(pairs.map(pair => pair.rate / pair.raw)).toFixed(2)}, loop held at most ${Math.max(...pairs.map(pair => pair.held)).toFixed(0)} ms; by processor time, on two free cores: ratio ${median(pairs.map(pair => (2 * pair.rawCpu) / pair.cpu)).toFixed(2)}`
    )
    rmSync(folder, { recursive: true, force: true })
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
