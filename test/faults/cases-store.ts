/** Faults of what lies on the disk: damage, older copies, other processes and places, in the order of the table. */
import { flips } from './cases/s10-flips.ts'
import { pages } from './cases/s11-pages.ts'
import { log } from './cases/s12-log.ts'
import { shm } from './cases/s13-shm.ts'
import { older } from './cases/s14-older.ts'
import { mark } from './cases/s15-mark.ts'
import { backups } from './cases/s16-backups.ts'
import { copies } from './cases/s17-copies.ts'
import { races } from './cases/s18-races.ts'
import { network } from './cases/s19-places.ts'
import { salvaged } from './cases/s20-salvage.ts'
import { migrationsFault } from './cases/s21-migrations.ts'
import { soakTest } from './cases/s22-soak.ts'
import { traces } from './cases/s23-traces.ts'
import type { Fault } from './fault.ts'

export const storeFaults: readonly Fault[] = [flips, pages, log, shm, older, mark, backups, copies, races, network, salvaged, migrationsFault, soakTest, traces]
