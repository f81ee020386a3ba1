/**
 * Protections taken away in a test's own process, by turning the SQLite library round: the program has no such switch.
 * `normal`: commits are not synced. `no-journal`: pages are changed in place without a log.
 */
import Sqlite from 'better-sqlite3'

export type Control = 'normal' | 'no-journal'

/** What is done instead, and what the program is told when it reads it back. */
const turned: Record<Control, { readonly asked: string; readonly done: string; readonly name: string; readonly claimed: unknown }> = {
  normal: { asked: 'synchronous = 2', done: 'synchronous = 1', name: 'synchronous', claimed: 2 },
  'no-journal': { asked: 'journal_mode = wal', done: 'journal_mode = off', name: 'journal_mode', claimed: 'wal' }
}

export function weaken(control: string | undefined): void {
  if (control !== 'normal' && control !== 'no-journal') return
  const { asked, done, name, claimed } = turned[control]
  const prototype = Sqlite.prototype as { pragma: (this: Sqlite.Database, text: string, options?: Sqlite.PragmaOptions) => unknown }
  const real = prototype.pragma
  const weakened = new WeakSet<Sqlite.Database>()
  prototype.pragma = function (text, options) {
    if (text === name && weakened.has(this)) return claimed
    if (text !== asked) return real.call(this, text, options)
    weakened.add(this)
    if (control === 'no-journal') this.unsafeMode(true) // else SQLite refuses to go without
    return real.call(this, done, options)
  }
}
