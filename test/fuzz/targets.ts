/** Every decoder of what strangers write. A new one is added here, or nothing speaks for it. */
import type { Target } from './target.ts'
import { backupTargets } from './targets/backups.ts'
import { contentTargets } from './targets/content.ts'
import { lineTargets } from './targets/lines.ts'
import { statementTargets } from './targets/statements.ts'
import { wholeBackupTargets } from './targets/whole-backup.ts'
import { wireTargets } from './targets/wire.ts'

export const targets = async (): Promise<readonly Target[]> => [
  ...lineTargets(),
  ...statementTargets(),
  ...contentTargets(),
  ...backupTargets(),
  ...wholeBackupTargets(),
  ...wireTargets()
]
