/** `init`, `recovery` and `recover`: found a network in an empty folder, confirm that its recovery key was kept, and come back with it. */
import { OfficeError } from '../../../shared/errors.ts'
import type { Answer } from '../answer.ts'
import { readText } from '../files.ts'
import type { Globals } from '../globals.ts'
import { readPassphrase } from '../passphrase.ts'
import { withDesk, withPerson } from '../reach.ts'

/** The first person of a desk, where no name is given. */
export const FOUNDER = 'Administrator'

export function init(
  globals: Globals,
  { network, office, mode }: { readonly network: string; readonly office: string; readonly mode: 'permissioned' | 'private' }
): Promise<Answer> {
  return withDesk(globals, {}, async reached => {
    if ((await reached.office.deskState({})).state !== 'new') throw new OfficeError('desk-exists', { folder: globals.data })
    const passphrase = await readPassphrase(globals.passphraseFile, '--passphrase-file', 'A new passphrase: ')
    const person = globals.person ?? FOUNDER
    const { recoveryKey } = await reached.office.startNetwork({ network, office, person, passphrase, mode })
    const state = await reached.office.deskState({})
    await reached.office.signOut({})
    const words = recoveryKey.split(/\s+/)
    return {
      value: {
        network: state.network?.id ?? null,
        name: network,
        office,
        officeId: state.office?.id ?? null,
        chain: state.desk?.chain ?? null,
        person,
        recoveryKey,
        folder: globals.data
      },
      text: [
        `The network "${network}" is founded; ${office} is its first office, ${person} its administrator.`,
        `Network id: ${state.network?.id ?? ''}`,
        `Folder: ${globals.data}`,
        '',
        'Recovery key. Print it or write it down now: it is not shown again, and nothing else opens the records when all passphrases are lost.',
        ...rows(words).map(row => `  ${row}`),
        '',
        'When it is kept: muniment recovery FILE (a file with these words) confirms it.'
      ]
    }
  })
}

const ROW = 6
const rows = (words: readonly string[]): string[] =>
  Array.from({ length: Math.ceil(words.length / ROW) }, (_, i) => words.slice(ROW * i, ROW * i + ROW).join(' '))

/** The file holds the words as they were printed. */
export function confirmRecovery(globals: Globals, file: string): Promise<Answer> {
  return withPerson(globals, {}, async ({ office }) => {
    await office.confirmRecovery({ recoveryKey: readText(file).trim() })
    return { value: { confirmed: true }, text: ['The recovery key is confirmed.'] }
  })
}

/** The passphrase is the new one. */
export function recover(globals: Globals, file: string): Promise<Answer> {
  return withDesk(globals, {}, async ({ office }) => {
    const { person: name } = globals
    if (name === undefined) throw new OfficeError('bad-input', { field: '--person', wanted: 'the name of who is to come back', got: 'none' })
    const passphrase = await readPassphrase(globals.passphraseFile, '--passphrase-file', 'A new passphrase: ')
    const { person, key, role, active } = await office.recover({ recoveryKey: readText(file).trim(), person: name, passphrase })
    await office.signOut({})
    return {
      value: { person, key, name, role, admitted: active },
      text: [
        active
          ? `${name} has a new key at this desk (${role ?? 'no role here'}), and the old one no longer counts.`
          : `${name} has a new key at this desk. It waits until the desk that keeps the registry, and as many administrators as a change takes, have admitted it.`
      ]
    }
  })
}
