/** Runs a phase in a child process and gives its number. */
import { fork } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Phase } from './phase.ts'

const program = join(import.meta.dirname, 'phase.ts')

export function runPhase(phase: Phase): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(program, [JSON.stringify(phase)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    let value: number | undefined
    child.on('message', message => (value = Number(message)))
    child.on('error', reject)
    child.on('exit', code => (value === undefined ? reject(new Error(`${phase.store} ${phase.work} ${phase.kind} ended with ${code}`)) : resolve(value)))
  })
}

/** In an empty folder that is gone afterwards. */
export async function runInFreshFolder(parent: string, phase: Omit<Phase, 'folder'>): Promise<number> {
  const folder = join(parent, `${phase.store}-${phase.work}-${phase.kind}`)
  mkdirSync(folder)
  try {
    return await runPhase({ ...phase, folder })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
