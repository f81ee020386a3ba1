/** `muniment serve` with the real desk behind it. */
import { openDesk } from '../desk.ts'
import { run } from './serve.ts'

export const main = (argv: readonly string[]): Promise<void> => run(argv, openDesk)
