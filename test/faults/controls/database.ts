/** How SQLite is set, turned round: the program reads back what it asked for. */
import Sqlite from 'better-sqlite3'

export type Pragma = (this: Sqlite.Database, text: string, options?: Sqlite.PragmaOptions) => unknown

/** `around` is called in place of every `db.pragma`, and calls it. */
export function aroundPragma(around: (db: Sqlite.Database, text: string, real: () => unknown, other: (text: string) => unknown) => unknown): void {
  const prototype = Sqlite.prototype as { pragma: Pragma }
  const real = prototype.pragma
  prototype.pragma = function (text, options) {
    return around(
      this,
      text,
      () => real.call(this, text, options),
      done => real.call(this, done, options)
    )
  }
}

interface Turned {
  readonly asked: string
  readonly done: string
  readonly name: string
  /** What the program is told when it reads it back. */
  readonly claimed: unknown
}

function turn({ asked, done, name, claimed }: Turned): void {
  const weakened = new WeakSet<Sqlite.Database>()
  aroundPragma((db, text, real, other) => {
    if (text === name && weakened.has(db)) return claimed
    if (text !== asked) return real()
    weakened.add(db)
    if (done === 'journal_mode = off') db.unsafeMode(true) // else SQLite refuses to go without
    return other(done)
  })
}

export const unsynced = (): void => turn({ asked: 'synchronous = 2', done: 'synchronous = 1', name: 'synchronous', claimed: 2 })
export const inPlace = (): void => turn({ asked: 'journal_mode = wal', done: 'journal_mode = off', name: 'journal_mode', claimed: 'wal' })
