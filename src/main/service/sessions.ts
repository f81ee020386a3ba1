/** Who is asking: sessions made by the desk, held by a shell, never named in an input. Locked after idling. */
import type { Rank } from '../../shared/contract.ts'
import type { PersonId } from '../../shared/names.ts'
import type { KeySigner } from '../ledger/ledger.ts'
import type { Session } from './door.ts'

export interface LiveSession extends Session {
  person: PersonId | null
  rank: Rank
  /** The person's own key, open from sign-in to lock. */
  signer: KeySigner | null
  name: string | null
  /** Wipes the seed behind the signer. */
  wipe: () => void
  lastAsked: number
}

export interface Sessions {
  readonly all: ReadonlySet<LiveSession>
  open(): LiveSession
  close(session: LiveSession): void
  of(session: Session): LiveSession | undefined
  signIn(session: LiveSession, who: { person: PersonId; name: string; rank: Rank; signer: KeySigner; wipe: () => void }): void
  signOut(session: LiveSession): void
  lockAll(): void
}

export function openSessions(newId: () => string): Sessions {
  const all = new Set<LiveSession>()
  const byId = new Map<string, LiveSession>()
  const signOut = (session: LiveSession): void => {
    session.wipe()
    Object.assign(session, { person: null, rank: 'anyone', signer: null, name: null, wipe: () => {} })
  }
  return {
    all,
    open() {
      const session: LiveSession = { id: newId(), person: null, rank: 'anyone', signer: null, name: null, wipe: () => {}, lastAsked: 0 }
      all.add(session)
      byId.set(session.id, session)
      return session
    },
    close(session) {
      signOut(session)
      all.delete(session)
      byId.delete(session.id)
    },
    of: session => byId.get(session.id),
    signIn(session, who) {
      signOut(session)
      Object.assign(session, who)
    },
    signOut,
    lockAll() {
      for (const session of all) signOut(session)
    }
  }
}
