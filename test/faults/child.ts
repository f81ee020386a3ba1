/**
 * A workload in a process of its own, where a fault can end it. Loads the program, asks the shim for a copy of itself
 * (`/fault/fork`: from there on each copy has its own environment), and does what FAULTS_WORKLOAD says to FAULT_ROOT. What it
 * says goes to stdout, each line written when `say` returns. A call that is refused is said and ends the work.
 */
import { openSync, writeSync } from 'node:fs'
import { OfficeError } from '../../src/shared/errors.ts'
import { weaken } from './controls.ts'
import type { Said } from './said.ts'
import { found, openWorkDesk, PASSPHRASE, PERSON, signedIn, type WorkDesk } from './work-desk.ts'
import { workloadOf } from './workloads.ts'

/** Asks for a file of that name, which is never there: the shim hears it. */
function signal(path: string): void {
  try {
    openSync(path, 'r')
  } catch {
    // as it should be
  }
}

/** Below this many characters, so that a line is written whole whatever happens. */
const LONGEST = 4_000
function say(said: Said): void {
  const text = JSON.stringify(said)
  writeSync(1, `${text.length > LONGEST && said.said === 'refused' ? JSON.stringify({ ...said, message: said.message.slice(0, 500) }) : text}\n`)
}

function refused(call: string, error: unknown): void {
  const code = error instanceof OfficeError ? error.code : 'internal'
  say({ said: 'refused', call, code, message: error instanceof Error ? error.message : String(error) })
}

const setting = (name: string): string => process.env[name] ?? ''

async function work(): Promise<void> {
  const workload = workloadOf(setting('FAULTS_WORKLOAD'))
  let desk: WorkDesk | undefined
  try {
    desk = await openWorkDesk(setting('FAULT_ROOT'))
    if (!workload.empty) await desk.call('signIn', { person: PERSON, passphrase: PASSPHRASE })
    const arm = setting('FAULT_ARM')
    if (arm !== '') signal(arm)
    await workload.run({ desk, say, beside: setting('FAULTS_BESIDE'), over: () => signal(`${arm}.off`) })
    say({ said: 'end' })
  } catch (error) {
    refused(workload.name, error)
  }
  try {
    await desk?.close()
  } catch (error) {
    refused('close', error)
  }
}

/** What was done once is done faster by every copy: its code is compiled and warm. */
async function rehearse(folder: string): Promise<void> {
  const desk = await openWorkDesk(folder)
  await found(desk)
  await desk.close()
  for (let round = 0; round < 2; round++) {
    for (const name of ['append', 'import', 'checkpoint', 'draft', 'change']) {
      const again = await signedIn(folder)
      await workloadOf(name).run({ desk: again, say: () => undefined, beside: '', over: () => undefined })
      await again.close()
    }
  }
}

const [rehearsal = ''] = process.argv.slice(2)
await rehearse(rehearsal)
signal('/fault/fork')
process.on('exit', code => signal(`/fault/exit/${code}`)) // a copy has none of the threads that Node would wait for
weaken(process.env['FAULTS_CONTROL'])
await work()
process.exit()
