/** `status` and `open`: what a desk says of itself, and a fresh address of the one that runs. */
import { OfficeError } from '../../../shared/errors.ts'
import { counted, type Answer } from '../answer.ts'
import { newAddress } from '../door.ts'
import type { Globals } from '../globals.ts'
import { readPassphrase } from '../passphrase.ts'
import { requireDesk, withDesk } from '../reach.ts'

/** Without a passphrase what anybody at the desk may see; with one also the counts. */
export async function status(globals: Globals): Promise<Answer> {
  requireDesk(globals.data)
  return withDesk(globals, {}, async ({ office, running }) => {
    const before = await office.deskState({})
    if (before.state === 'new') throw new OfficeError('no-desk', { folder: globals.data })
    const signedIn = globals.passphraseFile !== undefined
    if (signedIn) await office.signIn({ person: globals.person ?? '', passphrase: await readPassphrase(globals.passphraseFile) })
    const { state, trouble, network, office: at, desk, live, registryHere, folder, version } = signedIn ? await office.deskState({}) : before
    const counts = signedIn && state === 'open' ? await office.status({}) : null
    if (signedIn) await office.signOut({})
    return {
      value: {
        state: before.state === 'joining' ? 'joining' : state,
        running,
        trouble,
        network,
        office: at,
        desk,
        live,
        registryHere,
        folder,
        version,
        counts
      },
      text: [
        `${desk?.name ?? 'A desk'}, ${at?.name ?? 'not yet of an office'}, in ${network?.name ?? 'no network'}`,
        running ? 'It is running.' : 'It is not running.',
        ...(trouble ? [trouble.message, trouble.next] : []),
        ...(state === 'joining' ? ['It waits to be admitted.'] : []),
        ...(live ? [] : ['The recovery key is not confirmed yet: muniment recovery FILE.']),
        ...(counts
          ? [
              `${counted(counts.records, 'record')} here · ${counts.copied} filed here have copies at other offices · ${counts.onlyHere} exist only here`,
              counts.lastContact ? `last contact: ${counts.lastContact.office}, ${counts.lastContact.time}` : 'no contact yet'
            ]
          : [])
      ]
    }
  })
}

export async function openAddress(globals: Globals): Promise<Answer> {
  const url = await newAddress(globals.data)
  return { value: { url }, text: [url] }
}
