/** `node test/evidence-mutations.ts [FILE] [--cases 100000] [--seed N]`: changed evidence, each checked; prints one JSON document. Exit 1 where any was believed. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { tryMutations } from './suites/mutations.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cases: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } }
})
const file = positionals[0] ?? join(import.meta.dirname, 'vectors/evidence/well.json')
const began = performance.now()
const tried = tryMutations(readFileSync(file, 'utf8'), Number(values.cases), Number(values.seed), done => process.stderr.write(`${done} cases\n`))
process.stdout.write(`${JSON.stringify({ file, seed: Number(values.seed), ...tried, seconds: Math.round((performance.now() - began) / 1000) }, null, 1)}\n`)
process.exitCode = tried.sound.length === 0 ? 0 : 1
