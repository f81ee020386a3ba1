/**
 * `npm run -s simulate -- [--seeds N] [--seed S] [--steps N] [--seconds N] [--workers N] [--nightly] [--json]`: plays the written
 * scenes (`--scene TEXT`: those with it in their name), then seeds, divided among processes (two, where there are two cores); every seed twice with
 * `--twice`. `--mutants all` (or some of their names, by commas) plays broken builds instead, each in a process of its own until
 * something is noticed; `--mutant NAME` plays one here. `--first` stops at the first failure. The answer is one line of JSON;
 * what happens meanwhile goes to standard error, unless `--json` asks for the answer alone. SIMULATE_TELL=1 tells every step.
 */
import { accessSync, constants } from 'node:fs'
import { parseArgs } from 'node:util'
import { changeSource, REMEMBERED, type Change } from './changed-source.ts'
import { mutants } from './mutants.ts'

const MEMORY = '/dev/shm'

/** Folders in memory, where the machine has such a place: nothing here is about disks. */
function workInMemory(): void {
  try {
    accessSync(MEMORY, constants.W_OK)
    process.env['TMPDIR'] = MEMORY
  } catch {
    // then in the ordinary place
  }
}

export async function main(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seeds: { type: 'string' },
      seed: { type: 'string' },
      steps: { type: 'string' },
      seconds: { type: 'string' },
      mutant: { type: 'string' },
      mutants: { type: 'string' },
      scene: { type: 'string' },
      workers: { type: 'string' },
      stride: { type: 'string' },
      first: { type: 'boolean' },
      nightly: { type: 'boolean' },
      json: { type: 'boolean' },
      twice: { type: 'boolean' }
    }
  })
  workInMemory()
  const changes: Change[] = [REMEMBERED]
  if (values.mutant !== undefined) {
    const mutant = mutants.find(({ name }) => name === values.mutant)
    if (!mutant) throw new Error(`no such mutant: ${values.mutant}`)
    changes.push(mutant, ...(mutant.also ? [mutant.also] : []))
  }
  if (values.mutants !== undefined) {
    const { runMutants } = await import('./run-mutants.ts')
    process.exitCode = await runMutants(values.mutants, values)
    return
  }
  changeSource(changes)
  const { run } = await import('./run.ts')
  process.exitCode = await run(values)
}
