/** What the handlers stand on: the desk as it is now. `running` is null before the first sign-in and after suspend. */
import type { KeyObject } from 'node:crypto'
import type { DeskState } from '../../shared/contract.ts'
import { OfficeError } from '../../shared/errors.ts'
import type { Key, OfficeId, PersonId } from '../../shared/names.ts'
import type { DeskKeys, Keyring } from '../keys/keyring.ts'
import type { Author } from '../ledger/file-record.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Projection } from '../ledger/projection.ts'
import type { NewsDesk } from '../news.ts'
import type { DeskOptions } from '../options.ts'
import type { Database } from '../store/prepared.ts'
import type { Store } from '../store/open.ts'
import type { Admissions, OfficeNetwork } from './office-network.ts'
import type { Jobs } from './jobs.ts'
import type { Backups } from './backup-job.ts'
import type { Tickets } from './tickets.ts'
import type { Uploads } from '../store/uploads.ts'
import type { LiveSession, Sessions } from './sessions.ts'
import type { Verifying } from './verifying.ts'

/** Open keys, chains and index: what runs from the first sign-in on, also while nobody is signed in. */
export interface Running {
  readonly keys: DeskKeys
  readonly guard: KeyObject
  readonly ledger: Ledger
  readonly index: Database
  readonly projection: Projection
  /** null while the network is off. */
  readonly network: OfficeNetwork | null
  /** null at desks that do not keep the registry. */
  readonly admissions: Admissions | null
  /** To be called after own registry lines: names, rights, and records that waited follow. */
  readonly registryGrew: () => void
  /** To be called after a motion, evidence or a registry line came by another way than the network: what follows is done. */
  readonly settle: () => void
  readonly verifying: Verifying
}

export interface Context {
  readonly options: DeskOptions
  readonly news: NewsDesk
  readonly sessions: Sessions
  readonly jobs: Jobs
  readonly tickets: Tickets
  readonly uploads: Uploads
  readonly backups: Backups
  store: Store | null
  ring: Keyring | null
  running: Running | null
  /** Why the desk is read-only, if it is. */
  trouble: DeskState['trouble']
  /** Set by `close`: nothing answers any more. */
  closed: boolean
  /** The desk is being opened anew: calls wait for it. */
  moving: Promise<void> | null
  /** A first run, joining or restoring is under way. */
  making: boolean
  /** Opens what the desk keys open; the keys are then the desk's to wipe. Idempotent. */
  open(keys: DeskKeys): Promise<Running>
  /** Opens store and keyring after they were made (first run) or restored. */
  adopt(): void
  /** Closes what `open` opened. */
  shut(): Promise<void>
  /** Goes on under the keys that the registry has admitted for this desk, when it has; who was signed in signs in again. */
  moveOn(): Promise<void>
  /** On the network under the key that this desk has asked for, where it stays away under the one it has. */
  reconnect(): Promise<void>
  /** Empties an index that is damaged; true when it was. */
  mendIndex(): boolean
}

export function requireRunning(context: Context): Running {
  if (!context.running) throw new OfficeError('keys-locked')
  return context.running
}

/** Who is asking, as someone whose signature may stand on a line. */
export function requireAuthor(session: LiveSession): Author & { readonly id: PersonId } {
  if (!session.signer || session.person === null) throw new OfficeError('not-signed-in')
  return { signer: session.signer, person: session.person, id: session.person }
}

export const officeOf = (running: Running): OfficeId | null => running.ledger.registry.desks.get(running.ledger.own.state.chain)?.office ?? null
export const ownChain = (running: Running): Key => running.ledger.own.state.chain
