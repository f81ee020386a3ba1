/** Every attack that is played, in the order of the table. */
import { blocks } from './cases/blocks.ts'
import { floods, frames, silent } from './cases/frames.ts'
import { kill } from './cases/kill.ts'
import { lines } from './cases/lines.ts'
import { offices } from './cases/offices.ts'
import { crowd, garbage } from './cases/sockets.ts'
import { strangers } from './cases/strangers.ts'
import { worker } from './cases/worker.ts'
import type { Hostile } from './hostile-case.ts'
import type { OnScene } from './scene.ts'

/** Attacks of peers on one desk. */
export const onOneDesk: readonly OnScene[] = [crowd, garbage, strangers, frames, floods, silent, blocks, worker]
export const attacks: readonly Hostile[] = [...onOneDesk, kill, offices, lines]
