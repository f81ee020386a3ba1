/**
 * Protections taken away in a test's own process, by turning its libraries round: the program has no such switch. Each is a way
 * to be wrong that a fault must bring to light, and that does no harm as long as nothing happens.
 */
import { deaf, forgetful, fullForGood, logRewritten, speechless } from './controls/answers.ts'
import { inPlace, unsynced } from './controls/database.ts'
import { cleaningUp, namedEarly, noReserve, syncAgain } from './controls/files.ts'

const controls = {
  /** Commits are not synced. */
  normal: unsynced,
  /** Pages are changed in place without a log. */
  'no-journal': inPlace,
  /** The log that a crash left is cut to nothing and written again before it is recovered. */
  'log-rewritten': logRewritten,
  /** What SQLite could not write is taken as done. */
  deaf,
  /** A change for which there was no memory is taken as done. */
  forgetful,
  /** A full disk is taken as a broken one. */
  'full-for-good': fullForGood,
  /** SQLite's errors lose their codes. */
  speechless,
  /** A sync that failed is tried again, and the second answer believed. */
  'sync-again': syncAgain,
  /** There is always room, whatever the disk says. */
  'no-reserve': noReserve,
  /** A saved file bears its name from its first byte on. */
  'named-early': namedEarly,
  /** What can not be opened is removed, to be made anew. */
  'cleaning-up': cleaningUp
} as const

export type Control = keyof typeof controls

export function weaken(control: string | undefined): void {
  if (control === undefined || control === '') return
  if (!(control in controls)) throw new Error(`there is no control ${control}`)
  controls[control as Control]()
}
