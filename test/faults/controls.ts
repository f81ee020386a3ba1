/**
 * Protections taken away in a test's own process, by turning the SQLite library round: the program has no such switch.
 * `normal`: commits are not synced. `no-journal`: pages are changed in place without a log.
 */
import Sqlite from 'better-sqlite3'

export type Control = 'normal' | 'no-journal'

const turned: Record<Control, Readonly<Record<string, string>>> = {
  normal: { 'synchronous = 2': 'synchronous = 1' },
  'no-journal': { 'journal_mode = wal': 'journal_mode = off' }
}
const said: Record<Control, Readonly<Record<string, unknown>>> = { normal: { synchronous: 2 }, 'no-journal': { journal_mode: 'wal' } }

export function weaken(control: string | undefined): void {
  if (control !== 'normal' && control !== 'no-journal') return
  const prototype = Sqlite.prototype as { pragma: (this: Sqlite.Database, text: string, options?: Sqlite.PragmaOptions) => unknown }
  const real = prototype.pragma
  prototype.pragma = function (text, options) {
    if (control === 'no-journal') this.unsafeMode(true) // else SQLite refuses to go without
    const claimed = said[control][text]
    return claimed === undefined ? real.call(this, turned[control][text] ?? text, options) : claimed
  }
}
