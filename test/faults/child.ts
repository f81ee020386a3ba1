/**
 * A workload in a process of its own, where a fault can end it. Loads the program, asks the shim for a copy of itself
 * (`/fault/fork`: from there on each copy has its own environment), and does what FAULTS_WORKLOAD says to FAULT_ROOT. What it
 * says goes to stdout, each line written when `say` returns. A call that is refused is said and ends the work.
 */
import { openSync, writeSync } from 'node:fs'
import { OfficeError } from '../../src/shared/errors.ts'
import { weaken } from './controls.ts'
import type { Said } from './said.ts'
import { found, openWorkDesk, PASSPHRASE, PERSON, signedIn } from './work-desk.ts'
import { fileOne, founded, workloadOf, type At } from './workloads.ts'

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

/** Where something was refused: how the desk stands, whether it reads, and whether it files, now and once the fault is over. */
async function afterwards(at: At, empty: boolean): Promise<void> {
  const { desk, over } = at
  const tried = async (call: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
      say({ said: 'tried', call, code: 'ok' })
    } catch (error) {
      refused(call, error)
    }
  }
  if (empty) {
    over()
    await tried('resumed', () => founded(at))
    return
  }
  await tried('read', () => desk.call('listRecords', { limit: 1 }))
  await tried('again', () => fileOne(at, 'Again'))
  const { state, trouble } = await desk.call('deskState', {})
  say({ said: 'state', state, trouble: trouble?.code ?? null })
  over()
  await tried('read-after', () => desk.call('listRecords', { limit: 1 }))
  await tried('export-after', () => desk.call('exportBundle', {}))
  await tried('resumed', () => fileOne(at, 'Resumed'))
}

async function work(): Promise<void> {
  const workload = workloadOf(setting('FAULTS_WORKLOAD'))
  const arm = setting('FAULT_ARM')
  let at: At | undefined
  try {
    const desk = await openWorkDesk(setting('FAULTS_FOLDER'))
    at = { desk, say, beside: setting('FAULTS_BESIDE'), over: () => signal(`${arm}.off`) }
    if (!workload.empty) await desk.call('signIn', { person: PERSON, passphrase: PASSPHRASE })
    if (arm !== '') signal(arm)
    await workload.run(at)
    say({ said: 'end' })
  } catch (error) {
    refused(workload.name, error)
    try {
      if (at && setting('FAULTS_AFTERWARDS') !== '') await afterwards(at, workload.empty === true)
    } catch (after) {
      refused('afterwards', after)
    }
  }
  try {
    await at?.desk.close()
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
