/**
 * What a backup takes of memory: the peak of a process that makes one into a file, and of one that reads it back into an empty
 * folder, in MiB above a process that only opens the ledger. `node test/bench/backup-memory.ts [records …]` prints a JSON line for each count (20,000 and 200,000).
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { backupStream } from '../../src/main/ledger/backup.ts'
import { passphraseRecipient } from '../../src/main/ledger/backup-keys.ts'
import { fillFromBackup } from '../../src/main/ledger/read-backup.ts'
import { openDesk } from './phases/ledger.ts'
import { make } from './phases/ours.ts'

const PASSPHRASE = 'kept in the safe'
const FILE = 'made.backup'
type Work = 'make' | 'open' | 'write' | 'read'

async function write(folder: string): Promise<void> {
  const { ledger, vaultKey, close } = openDesk(join(folder, 'desk'))
  const source = { folder: join(folder, 'desk'), net: ledger.net, registry: ledger.registry.chain, desk: ledger.own.signer, about: '{}', vaultKey }
  const wishes = { sealedTo: { passphrase: await passphraseRecipient(PASSPHRASE, 10), recovery: [] }, made: Date.now(), expires: Date.now() + 86_400_000 }
  await pipeline(
    Readable.from(
      backupStream(source, wishes, () => undefined),
      { objectMode: false }
    ),
    createWriteStream(join(folder, FILE))
  )
  close()
}

async function read(folder: string): Promise<void> {
  const into = join(folder, 'restored')
  mkdirSync(into)
  const wishes = { file: FILE, opener: { passphrase: PASSPHRASE }, now: Date.now() }
  await fillFromBackup(createReadStream(join(folder, FILE)), wishes, into)
}

const works: Readonly<Record<Work, (folder: string, records: number) => void | Promise<void>>> = {
  make: (folder, records) => make(join(folder, 'desk'), records, 'record20'),
  open: folder => openDesk(join(folder, 'desk')).close(),
  write,
  read
}

/** Peak of a process that did this, MiB. */
async function peak(work: Work, folder: string, records: number): Promise<number> {
  const child = fork(import.meta.filename, ['--do', work, folder, String(records)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [rss] = (await once(child, 'message')) as [number]
  await once(child, 'exit')
  return rss / 1024
}

async function measure(records: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'muniment-backup-'))
  try {
    mkdirSync(join(folder, 'desk'))
    await peak('make', folder, records)
    const open = await peak('open', folder, records)
    const writing = await peak('write', folder, records)
    const reading = await peak('read', folder, records)
    const file = Math.round(statSync(join(folder, FILE)).size / 1_048_576)
    process.stdout.write(`${JSON.stringify({ records, file, open: Math.round(open), write: Math.round(writing - open), read: Math.round(reading - open) })}\n`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const [first, work, folder, count] = process.argv.slice(2)
if (first === '--do') {
  await works[work as Work](folder!, Number(count))
  process.send?.(process.resourceUsage().maxRSS, () => process.exit(0))
} else for (const records of process.argv.length > 2 ? process.argv.slice(2).map(Number) : [20_000, 200_000]) await measure(records)
