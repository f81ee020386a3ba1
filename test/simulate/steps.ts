/** What can happen in a step, and how often each does. */
import { amend, fileForm, fileNotes, fileWithFile, voidOne } from './file-steps.ts'
import { forgeStatement, knock } from './forged-statements.ts'
import { askForEverything } from './greedy.ts'
import { forgeLines, showHalf } from './liar-steps.ts'
import {
  backUp,
  calm,
  crash,
  crashBeforeMark,
  deliver,
  heal,
  hint,
  join,
  lose,
  partition,
  pass,
  repeat,
  restore,
  revoke,
  switchOff,
  switchOn,
  turnClock
} from './network-steps.ts'
import type { Scene } from './scene.ts'
import { stick } from './stick.ts'

export interface Step {
  readonly weight: number
  readonly take: (scene: Scene) => string | Promise<string>
}
const worker = (scene: Scene): Parameters<typeof fileNotes>[1] => scene.pick(scene.honest)!

const steps: Readonly<Record<string, Step>> = {
  deliver: { weight: 300, take: deliver },
  pass: { weight: 200, take: pass },
  calm: { weight: 12, take: calm },
  file: { weight: 20, take: scene => fileWithFile(scene, worker(scene)) },
  stick: { weight: 12, take: stick },
  note: { weight: 50, take: scene => fileNotes(scene, worker(scene)) },
  record: { weight: 60, take: scene => fileForm(scene, worker(scene)) },
  amend: { weight: 40, take: scene => amend(scene, worker(scene)) },
  void: { weight: 15, take: scene => voidOne(scene, worker(scene)) },
  lose: { weight: 50, take: lose },
  repeat: { weight: 40, take: repeat },
  partition: { weight: 25, take: partition },
  heal: { weight: 25, take: heal },
  hint: { weight: 15, take: hint },
  crash: { weight: 20, take: crash },
  'crash before the mark': { weight: 6, take: crashBeforeMark },
  'switch on': { weight: 25, take: switchOn },
  'switch off': { weight: 10, take: switchOff },
  clock: { weight: 8, take: turnClock },
  'back up': { weight: 4, take: backUp },
  restore: { weight: 3, take: restore },
  join: { weight: 4, take: join },
  revoke: { weight: 2, take: revoke },
  'show a half': { weight: 20, take: showHalf },
  'forge lines': { weight: 25, take: forgeLines },
  knock: { weight: 10, take: knock },
  'forge a statement': { weight: 20, take: forgeStatement },
  'ask for everything': { weight: 8, take: askForEverything }
}

const total = Object.values(steps).reduce((sum, { weight }) => sum + weight, 0)

/** The next step, as the seed says. */
export function drawn(scene: Scene): [string, Step] {
  let left = scene.random() * total
  for (const entry of Object.entries(steps)) if ((left -= entry[1].weight) < 0) return entry
  return ['deliver', steps['deliver']!]
}
