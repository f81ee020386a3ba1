/** `node test/backup-damage.ts [--cases 10000] [--seed N]`: damaged backups, each read to its end; prints one JSON document. Exit 1 where any was taken as sound. */
import { parseArgs } from 'node:util'
import { smallBackup } from './kit/backup-kit.ts'
import { damageBackup } from './suites/backup-damage.ts'

const { values } = parseArgs({ options: { cases: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } } })
const began = performance.now()
const tried = await damageBackup(await smallBackup(150), await smallBackup(150), Number(values.cases), Number(values.seed), done =>
  process.stderr.write(`${done} cases\n`)
)
process.stdout.write(`${JSON.stringify({ seed: Number(values.seed), ...tried, seconds: Math.round((performance.now() - began) / 1000) }, null, 1)}\n`)
process.exitCode = tried.failed.length === 0 ? 0 : 1
