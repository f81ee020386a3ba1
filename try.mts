import { makeBigStore } from './test/kit/big-store.ts'
import { backupStream } from './src/main/ledger/backup.ts'
import { passphraseRecipient } from './src/main/ledger/backup-keys.ts'
import { drillBackup } from './src/main/ledger/drill.ts'
import { saveStream } from './src/main/store/save-stream.ts'
import { keyOf, hashOf } from './test/kit/people.ts'
import { mkdtempSync, createReadStream, statSync } from 'node:fs'
const folder = mkdtempSync('/tmp/h/bx/s')
const vaultKey = makeBigStore(folder, { entries: Number(process.argv[2] ?? 2000), fields: 20 })
const desk = keyOf('bench desk')
const out = folder + '/b.backup'
let t = performance.now()
let m: any
await saveStream(out, backupStream({ folder, net: hashOf('bench net') as any, registry: desk.key, desk: desk as any, about: '{}', vaultKey },
  { sealedTo: { passphrase: await passphraseRecipient('kept in the safe', 10), recovery: [] }, made: Date.now(), expires: Date.now() + 1e9 }, x => (m = x)))
console.log('made', performance.now() - t, statSync(out).size, m.records, m.parts.length)
t = performance.now()
const r = await drillBackup(createReadStream(out), { file: 'b', opener: { passphrase: 'kept in the safe' }, now: Date.now(), place: '/tmp/h/bx', size: statSync(out).size })
console.log('drill', performance.now() - t, r.differs, r.verdict.verdict, r.verdict.payloads, JSON.stringify(r.verdict.findings).slice(0, 600), JSON.stringify(r.verdict.notEstablished), process.memoryUsage().rss / 1e6)
