/** `verify DIR|FILE`: the verdict on a folder, running or not, or on an exported file. Nothing is written. */
import type { Answer, Voice } from '../answer.ts'
import type { Globals } from '../globals.ts'
import { startAudit } from '../../ledger/audit.ts'
import { resolve } from 'node:path'
import { verdictText } from '../verdict-text.ts'

export async function verify(_globals: Globals, path: string, voice: Voice): Promise<Answer> {
  const verdict = await startAudit({ folder: resolve(path), vaultKey: null, onProgress: (done, total) => voice.tell(`${done} of ${total}`) })
  return { value: verdict, text: verdictText(verdict), code: verdict.verdict === 'findings' ? 1 : 0 }
}
