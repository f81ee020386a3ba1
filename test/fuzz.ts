/** `node test/fuzz.ts [--cases 1000000] [--only line,note] [--seed N]`: every decoder against changed inputs; prints one JSON document. Exit 1 on any failure. */
import { parseArgs } from 'node:util'
import { fuzz } from './fuzz/run.ts'
import { targets } from './fuzz/targets.ts'

const { values } = parseArgs({ options: { cases: { type: 'string', default: '1000000' }, only: { type: 'string' }, seed: { type: 'string', default: '1' } } })
const wanted = values.only?.split(',')
const chosen = (await targets()).filter(({ name }) => wanted?.includes(name) ?? true)
if (chosen.length === 0) throw new Error(`--only: wanted some of ${(await targets()).map(({ name }) => name).join(', ')}`)
const fuzzed = await fuzz(chosen, { cases: Number(values.cases), seed: Number(values.seed), tell: done => process.stderr.write(`${done} cases\n`) })
process.stdout.write(`${JSON.stringify(fuzzed, null, 1)}\n`)
process.exitCode = fuzzed.failures.length === 0 ? 0 : 1
