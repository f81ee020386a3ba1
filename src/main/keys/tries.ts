/** The wait after wrong passphrases: five are free, then 2 s, doubling, at most an hour. Kept in keys.json. */
import { OfficeError } from '../../shared/errors.ts'

export interface Tries {
  /** In a row, counted before each is tried. */
  readonly count: number
  /** ms since 1970. */
  readonly until: number
}

const FREE = 5
const FIRST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 3_600_000

export const NO_TRIES: Tries = { count: 0, until: 0 }

const waitOf = (count: number): number => (count < FREE ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (count - FREE), LONGEST_WAIT_MS))

/** A clock that was set back does not make the wait longer than it is. */
export function requirePatience(person: string, { count, until }: Tries, now: number): void {
  const left = Math.min(until - now, waitOf(count))
  if (left > 0) throw new OfficeError('too-many-tries', { person, seconds: Math.ceil(left / 1_000) })
}

export const afterTry = ({ count }: Tries, now: number): Tries => ({ count: count + 1, until: now + waitOf(count + 1) })
