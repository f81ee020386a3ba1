/** One task, done here and now. */
import { checkChain } from './check-chain.ts'
import { checkDatabase } from './check-database.ts'
import { checkGuarded } from './check-guarded.ts'
import { checkIndex } from './check-index.ts'
import { checkLines } from './check-lines.ts'
import { nameFindings } from './name-findings.ts'
import type { Reading } from './reading.ts'
import type { Request, TaskName, Tasks } from './tasks.ts'

export function perform(on: Reading, request: Request, step: (lines: number) => void): Tasks[TaskName]['output'] | Promise<Tasks[TaskName]['output']> {
  switch (request.task) {
    case 'lines':
      return checkLines(on, request.input, step)
    case 'chain':
      return checkChain(on, request.input)
    case 'database':
      return checkDatabase(on)
    case 'guarded':
      return checkGuarded(on)
    case 'index':
      return checkIndex(on, step)
    case 'names':
      return nameFindings(on, request.input)
  }
}
