/** Every fault that is played, in the order of the table. */
import { storeFaults } from './cases-store.ts'
import { kill } from './cases/s01-kill.ts'
import { torn } from './cases/s02-torn.ts'
import { powerCut } from './cases/s03-power-cut.ts'
import { recovery } from './cases/s04-recovery.ts'
import { ioError } from './cases/s05-io-error.ts'
import { diskFull } from './cases/s06-disk-full.ts'
import { saving } from './cases/s07-saving.ts'
import { refused } from './cases/s08-refused.ts'
import { memory } from './cases/s09-memory.ts'
import type { Fault } from './fault.ts'

export const faults: readonly Fault[] = [kill, torn, powerCut, recovery, ioError, diskFull, saving, refused, memory, ...storeFaults]
