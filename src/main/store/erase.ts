/** What has been deleted is overwritten in the file itself (`secure_delete`), but its old pages stand in the log until that is cut. */
import type { Database } from './prepared.ts'

/**
 * Writes the log into the file and cuts it to nothing; called after something was deleted, outside a transaction. Waits for
 * nobody: false while a reader still needs the log (a verification, say), and then it is to be called again. What a drive keeps
 * of overwritten blocks is beyond us: destroyed seeds are what makes the ciphertext useless.
 */
export function cutLog(db: Database): boolean {
  const patience = Number(db.pragma('busy_timeout', { simple: true }))
  db.pragma('busy_timeout = 0')
  try {
    const [result] = db.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[]
    return result?.busy === 0
  } finally {
    db.pragma(`busy_timeout = ${patience}`)
  }
}
