/**
 * Appends lines for a long time in a process of its own, fifty to a transaction, and says now and then how large its log, its
 * memory and its open files have become. In the middle somebody reads for a long while (a transaction that is held open), and a
 * verification walks the folder; afterwards the log must be small again.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { startAudit } from '../../src/main/ledger/audit.ts'
import { LEDGER_FILE } from '../../src/main/store/open.ts'
import { endAll } from '../kit/at-end.ts'
import { compose, file, makeWorld, sizeOf, type TestDesk } from '../kit/desks.ts'

const [lines = 0, every = 1, bounded = 1] = process.argv.slice(2).map(Number)
const BATCH = 50
const say = (what: object): void => void process.stdout.write(`${JSON.stringify(what)}\n`)

const world = makeWorld(22)
const desk: TestDesk = world.found('Soak')
const path = join(desk.folder, LEDGER_FILE)
if (bounded !== 1) desk.store.ledger.pragma('wal_autocheckpoint = 0')

function sample(phase: string): void {
  globalThis.gc?.()
  const open = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0
  say({ phase, lines: sizeOf(desk, desk.chain), log, rss: process.memoryUsage().rss, open, file: statSync(path).size })
}

function append(count: number, phase: string): void {
  for (let done = 0; done < count; done += BATCH) {
    file(
      desk,
      Array.from({ length: BATCH }, (_, i) => compose(desk, [['@text', `soak ${done + i}${bounded === 1 ? '' : ' and on'.repeat(1_000)}`]], [desk.office]))
    )
    if ((done + BATCH) % every === 0) sample(phase)
  }
}

const part = Math.floor(lines / 5 / BATCH) * BATCH
append(part, 'alone')
const reader = new Sqlite(path, { readonly: true })
reader.exec('BEGIN')
reader.prepare('SELECT count(*) FROM lines').get()
append(part, 'read')
reader.exec('COMMIT')
reader.close()
append(part, 'after the reader')
const audit = startAudit({ folder: desk.folder, vaultKey: desk.keys.vault, workers: 1, index: false, live: true })
for (let i = 0; i < part; i += every) {
  append(Math.min(every, part - i), 'verified')
  await new Promise(resolve => setImmediate(resolve))
}
const { verdict, findings } = await audit
append(part, 'after all')
sample('after all')
say({ end: true, verdict, findings: findings.length, lines: sizeOf(desk, desk.chain) })
await endAll()
process.exit()
