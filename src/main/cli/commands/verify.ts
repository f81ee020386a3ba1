/** `verify DIR|FILE`: the verdict on a folder, whether a desk runs on it or not, or on an exported file. Nothing is written. */
import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Verdict } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { verifyFile, verifyFolder } from '../../verify-folder.ts'
import { counted, type Answer, type Voice } from '../answer.ts'
import type { Globals } from '../globals.ts'
import { readPassphrase } from '../passphrase.ts'
import { verdictText } from '../verdict-text.ts'
import { forkVerdict } from './fork-verdict.ts'
import { evidenceIn, evidenceVerdict } from './prove.ts'

/** Progress is told at most so often, in ms. */
const TELL_MS = 1000

/** The folder that a path means: the folder itself, or that of its ledger.db. */
function folderOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) throw new OfficeError('file-unreadable', { file: path, detail: 'there is no such file or folder' })
  if (stat.isDirectory()) return path
  return path.endsWith('ledger.db') ? join(path, '..') : undefined
}

const inWords = (seconds: number): string => (seconds < 90 ? counted(Math.max(1, Math.ceil(seconds)), 'second') : counted(Math.round(seconds / 60), 'minute'))

/** Blocks are counted twice where they are also compared with the index. */
function progress(voice: Voice): (done: number, total: number) => void {
  const began = performance.now()
  let told = began
  return (done, total) => {
    const now = performance.now()
    if (now - told < TELL_MS) return
    told = now
    const left = done > 0 ? `, about ${inWords(((now - began) * (total - done)) / done / 1000)} left` : ''
    voice.tell(`checked ${done.toLocaleString('en')} of ${total.toLocaleString('en')} blocks${left}`)
  }
}

/** Content is opened where a passphrase is given; without one the verdict says that it was not. */
export async function verify(globals: Globals, path: string, voice: Voice, network?: string): Promise<Answer> {
  const folder = folderOf(resolve(path))
  const evidence = folder === undefined ? evidenceIn(resolve(path)) : undefined
  if (evidence !== undefined) return evidenceVerdict(evidence, network)
  const conviction = folder === undefined ? forkVerdict(resolve(path), network) : undefined
  if (conviction !== undefined) return conviction
  if (folder === undefined) return answerOf(await verifyFile(resolve(path)))
  const opener = globals.passphraseFile === undefined ? null : { person: globals.person ?? '', passphrase: await readPassphrase(globals.passphraseFile) }
  const verdict = await verifyFolder({ folder, opener, now: () => Date.now(), onProgress: progress(voice) })
  return answerOf(verdict)
}

const answerOf = (verdict: Verdict): Answer => ({
  value: verdict,
  text: verdictText(verdict),
  code: verdict.findings.some(finding => finding.state === 'open') ? 1 : 0
})
