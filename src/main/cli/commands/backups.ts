/** `backup`, `restore`, `restore --check`, `salvage`. Nothing is overwritten. */
import { resolve } from 'node:path'
import { OfficeError } from '../../../shared/errors.ts'
import { drillFile, fileHere, salvageFolder, saveStream } from '../../copy-files.ts'
import { counted, type Answer, type Voice } from '../answer.ts'
import type { Globals } from '../globals.ts'
import { readPassphrase } from '../passphrase.ts'
import { readText } from '../files.ts'
import { requireDesk, withDesk, withPerson } from '../reach.ts'
import { verdictText } from '../verdict-text.ts'
import { FOUNDER } from './found.ts'

export interface BackupFlags {
  readonly out?: string
  readonly backupPassphraseFile?: string
  readonly recovery?: boolean
  readonly keepDays: number
}

/** Made by the desk, through its door where it runs, and written here as it comes. */
export function backup(globals: Globals, given: string | undefined, flags: BackupFlags): Promise<Answer> {
  const file = flags.out ?? given
  if (file === undefined) throw new OfficeError('bad-input', { field: '--out', wanted: 'the file to write', got: 'none' })
  return withPerson(globals, {}, async ({ office, files }) => {
    const named = flags.backupPassphraseFile ?? (flags.recovery === true ? undefined : globals.passphraseFile)
    const passphrase =
      named === undefined && flags.recovery === true ? undefined : await readPassphrase(named, '--backup-passphrase-file', 'Passphrase of the backup: ')
    const recovery = flags.recovery === true
    const { download, expires } = await office.createBackup({ recovery, keepDays: flags.keepDays, ...(passphrase === undefined ? {} : { passphrase }) })
    const size = await saveStream(file, files.open(download!))
    const { last } = await office.backups({})
    const { lines = 0, records = 0 } = last ?? {}
    const opens = [passphrase === undefined ? [] : ['its passphrase'], recovery ? ['the recovery key'] : []].flat().join(' or ')
    return {
      value: { file, size, lines, records, expires },
      text: [
        `${counted(lines, 'block')} and ${counted(records, 'record')} in ${file} (${counted(size, 'byte')}). It opens with ${opens} and holds no key of this desk.`,
        `It expires on ${expires.slice(0, 10)}. Try it with: muniment restore ${file} --check`
      ]
    }
  })
}

export interface RestoreFlags {
  readonly check?: boolean
  readonly backupPassphraseFile?: string
  readonly recoveryFile?: string
  readonly expired?: boolean
}

interface Keys {
  readonly passphrase?: string
  readonly recoveryKey?: string
}

async function keysOf(globals: Globals, flags: RestoreFlags): Promise<Keys> {
  if (flags.recoveryFile !== undefined) return { recoveryKey: readText(flags.recoveryFile).trim() }
  return { passphrase: await readPassphrase(flags.backupPassphraseFile ?? globals.passphraseFile, '--backup-passphrase-file', 'Passphrase of the backup: ') }
}

export async function restore(globals: Globals, file: string, flags: RestoreFlags, voice: Voice): Promise<Answer> {
  if (flags.check === true) return check(globals, file, flags, voice)
  const { size, pieces } = fileHere(file)
  return withDesk(globals, {}, async ({ office, files }) => {
    if ((await office.deskState({})).state !== 'new') throw new OfficeError('desk-exists', { folder: globals.data })
    const keys = await keysOf(globals, flags)
    const newPassphrase = globals.passphraseFile === undefined && keys.passphrase !== undefined ? keys.passphrase : await readPassphrase(globals.passphraseFile)
    const { sha256 } = await files.upload({ size, stream: pieces })
    const restored = await office.restoreBackup({ sha256, ...keys, newPassphrase, person: globals.person ?? FOUNDER, expired: flags.expired === true })
    return {
      value: { ...restored, folder: globals.data },
      text: [
        `Restored ${restored.network}: ${counted(restored.lines, 'block')}, ${counted(restored.records, 'record')} in ${globals.data}.`,
        'It is for reading until an administrator admits it as a new desk: a backup never holds the key of the old one.'
      ]
    }
  })
}

/** Progress is told at most so often, in ms. */
const TELL_MS = 1000

async function check(globals: Globals, file: string, flags: RestoreFlags, voice: Voice): Promise<Answer> {
  let told = performance.now()
  const { manifest, verdict, differs, about } = await drillFile(file, await keysOf(globals, flags), {
    now: Date.now(),
    expired: flags.expired === true,
    onProgress: (stage, done, total) => {
      if (performance.now() - told < TELL_MS) return
      told = performance.now()
      voice.tell(`${stage} ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`)
    }
  })
  const lines = manifest.chains.reduce((sum, { size }) => sum + size, 0)
  const open = verdict.findings.filter(finding => finding.state === 'open')
  const sound = open.length === 0 && differs.length === 0
  const { made, expires, records } = manifest
  return {
    value: {
      file,
      ...verdict,
      verdict: sound ? 'sound' : 'findings',
      made,
      expires,
      madeBy: { desk: about.desk, office: about.office, chain: manifest.desk },
      lines,
      records,
      differs
    },
    text: [
      sound
        ? `The backup of ${made.slice(0, 16).replace('T', ' ')} UTC can be restored: ${counted(lines, 'block')}, ${counted(records, 'record')}, the content of ${counted(verdict.payloads.checked, 'entry', 'entries')}, all verified and as signed for.`
        : 'The backup can be read, but what it restores does not verify:',
      ...differs,
      ...verdictText(verdict)
    ],
    code: sound ? 0 : 1
  }
}

export interface SalvageFlags {
  readonly out: string
  readonly also: readonly string[]
}

export async function salvage(globals: Globals, { out, also }: SalvageFlags, voice: Voice): Promise<Answer> {
  requireDesk(globals.data)
  const passphrase = await readPassphrase(globals.passphraseFile)
  let told = performance.now()
  const made = await salvageFolder({
    folder: globals.data,
    out: resolve(out),
    also: also.map(folder => resolve(folder)),
    person: globals.person ?? '',
    passphrase,
    now: () => Date.now(),
    onProgress: lines => {
      if (performance.now() - told < TELL_MS) return
      told = performance.now()
      voice.tell(`looked at ${counted(lines, 'block')}`)
    }
  })
  const lines = made.chains.reduce((sum, chain) => sum + chain.lines, 0)
  const gapsText = made.chains.flatMap(({ chain, missing, beyond }) => [
    ...missing.map(([from, to]) => `Missing: blocks ${from} to ${to - 1} of chain ${chain.slice(0, 8)}…`),
    ...(beyond === 0
      ? []
      : [`${counted(beyond, 'block')} of chain ${chain.slice(0, 8)}… were found sound beyond what is missing, and have no place before that is here.`])
  ])
  return {
    value: { folder: resolve(out), ...made },
    text: [
      `Salvaged into ${resolve(out)}: ${counted(lines, 'block')} and the content of ${counted(made.payloads.held, 'entry', 'entries')}, each verified.`,
      ...gapsText,
      ...(made.payloads.missing.length === 0 ? [] : [`Missing: the content of ${counted(made.payloads.missing.length, 'entry', 'entries')}.`]),
      ...(made.files.missing.length === 0 ? [] : [`Missing: attachments of ${counted(made.files.missing.length, 'entry', 'entries')}.`]),
      made.complete
        ? 'Nothing that is known to have been there is missing.'
        : 'What is missing is fetched from other offices when this desk reaches them. Keep the damaged folder; should blocks without a place remain, salvage it once more with --also this one.',
      'It signs nothing before you open it and say that the desk has moved here.'
    ],
    code: made.complete ? 0 : 1
  }
}
