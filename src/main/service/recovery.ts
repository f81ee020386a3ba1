/**
 * What the recovery key opens at this desk: its desk secret, sealed (age) to the recovery recipients that the registry names
 * (`network`, `policy`). Every desk keeps it, from its admission on; it is sealed anew when the recipients or the desk's key change.
 * Beside it stands what keys.json holds but its people, so that the recovery key also leads back when that file is lost.
 */
import { withoutPeople } from '../keys/key-file.ts'
import { getMeta, putMeta } from '../store/meta.ts'
import { sealTo } from '../keys/recovery.ts'
import type { Keyring } from '../keys/keyring.ts'
import type { Running } from './context.ts'

/** The desk secret, sealed to the recovery key (age), base64. */
export const RECOVERY = 'recovery'
/** For whom: the desk's key and the recipients, in words of one space between. */
export const RECOVERY_FOR = 'recovery-for'

/** When somebody typed the recovery key after it was shown, ISO 8601. */
export const RECOVERY_CONFIRMED = 'recovery-confirmed'
/** keys.json without its people, sealed as they are there. */
export const DESK_KEYS = 'desk-keys'

export const recoveryFor = (chain: string, recipients: readonly string[]): string => [chain, ...recipients.toSorted()].join(' ')

/** Seals where that has not been done yet for these recipients; without recipients nothing stays sealed. */
export async function keepRecoverable({ keys, guard, ledger }: Pick<Running, 'keys' | 'guard' | 'ledger'>, ring: Pick<Keyring, 'file'>): Promise<void> {
  const { registry, store, own } = ledger
  const db = store.ledger
  if (!db.open || store.readonly || !registry.deskAt(own.state.chain, registry.size)) return
  const kept = withoutPeople(ring.file)
  if (getMeta(db, guard, DESK_KEYS) !== kept) putMeta(db, guard, DESK_KEYS, kept)
  const recipients = registry.policyAt(registry.size).recovery.map(({ seal }) => seal)
  const wanted = recoveryFor(own.state.chain, recipients)
  if (getMeta(db, guard, RECOVERY_FOR) === wanted) return
  const sealed = recipients.length === 0 ? '' : Buffer.from(await sealTo(recipients, keys.secret)).toString('base64')
  if (!db.open) return // closed meanwhile: the next start does it
  putMeta(db, guard, RECOVERY, sealed)
  putMeta(db, guard, RECOVERY_FOR, wanted)
}
