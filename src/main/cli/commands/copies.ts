/** `bundle`, `backup`, `restore`: the ledger in files. Nothing is overwritten. */
import { OfficeError } from '../../../shared/errors.ts'
import { counted, type Answer } from '../answer.ts'
import { readBytes, writeNew } from '../files.ts'
import type { Globals } from '../globals.ts'
import { readPassphrase } from '../passphrase.ts'
import { withDesk, withPerson } from '../reach.ts'
import { FOUNDER } from './found.ts'

export function exportBundle(globals: Globals, file: string, office: string | undefined): Promise<Answer> {
  return withPerson(globals, {}, async reached => {
    const made = await reached.office.exportBundle(office === undefined ? {} : { office })
    writeNew(file, await reached.files.get(made.download))
    const { size, lines, payloads } = made
    return {
      value: { file, office: office ?? null, size, lines, payloads },
      text: [
        `${counted(lines, 'block')} and the content of ${counted(payloads, 'entry', 'entries')} for ${office ?? 'every office'}: ${file} (${counted(size, 'byte')})`
      ]
    }
  })
}

export function importBundle(globals: Globals, file: string): Promise<Answer> {
  const bytes = readBytes(file)
  return withPerson(globals, {}, async reached => {
    const { sha256 } = await reached.files.put(bytes)
    const taken = await reached.office.importBundle({ sha256 })
    return {
      value: { file, ...taken },
      text: [
        `Taken in: ${counted(taken.lines, 'block')}, the content of ${counted(taken.payloads, 'entry', 'entries')}; ${counted(taken.already, 'block')} were here already.`,
        ...taken.refused.map(why => `Refused: ${why}`)
      ]
    }
  })
}

export function backup(globals: Globals, file: string, passphraseFile: string | undefined): Promise<Answer> {
  return withPerson(globals, {}, async reached => {
    const passphrase = await readPassphrase(passphraseFile ?? globals.passphraseFile, '--backup-passphrase-file', 'Passphrase of the backup: ')
    const { download, size, lines, records } = await reached.office.createBackup({ passphrase })
    writeNew(file, await reached.files.get(download))
    return {
      value: { file, size, lines, records },
      text: [
        `${counted(lines, 'block')} and ${counted(records, 'record')} in ${file} (${counted(size, 'byte')}). It opens with its passphrase and holds no key of this desk.`
      ]
    }
  })
}

export function restore(globals: Globals, file: string): Promise<Answer> {
  const bytes = readBytes(file)
  return withDesk(globals, {}, async reached => {
    if ((await reached.office.deskState({})).state !== 'new') throw new OfficeError('desk-exists', { folder: globals.data })
    const passphrase = await readPassphrase(globals.passphraseFile, '--passphrase-file', 'Passphrase of the backup: ')
    const { sha256 } = await reached.files.put(bytes)
    const restored = await reached.office.restoreBackup({ sha256, passphrase, person: globals.person ?? FOUNDER })
    return {
      value: { ...restored, folder: globals.data },
      text: [
        `Restored ${restored.network}: ${counted(restored.lines, 'block')} in ${globals.data}.`,
        'It is for reading until an administrator admits it as a new desk: a backup never holds the key of the old one.'
      ]
    }
  })
}
