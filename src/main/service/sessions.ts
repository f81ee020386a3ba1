/**
 * Who is asking: sessions made by the desk, held by a shell, never named in an input. With a sign-out the person's signer is
 * dead, also where a handler still holds it. A session of which no person was heard for a while is signed out.
 */
import type { Rank } from '../../shared/contract.ts'
import type { PersonId } from '../../shared/names.ts'
import { OfficeError } from '../../shared/errors.ts'
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
  /** Monotonic ms when a person was last heard. */
  heard: number
  /** The last input of each question, as JSON: a page that asks the same again is not a person. */
  readonly asked: Map<string, string>
}

export interface Sessions {
  readonly all: ReadonlySet<LiveSession>
  open(): LiveSession
  close(session: LiveSession): void
  of(session: Session): LiveSession | undefined
  /** Times that everybody was locked out. Read before a passphrase is tried, and handed to `signIn`. */
  readonly locks: number
  /** Throws not-signed-in, and wipes, when the desk was locked or the window closed since. */
  signIn(session: LiveSession, locks: number, who: { person: PersonId; name: string; rank: Rank; signer: KeySigner; wipe: () => void }): void
  signOut(session: LiveSession): void
  lockAll(): void
  /** A call came in. `question`: it only reads, so pages ask it by themselves; the same again does not count. */
  hear(session: LiveSession, name: string, input: unknown, question: boolean): void
  /** Signs out who was not heard for IDLE_MS; true when somebody was. */
  lockIdle(): boolean
}

/** After so many ms without a person the key is closed (T2). */
export const IDLE_MS = 15 * 60_000

/** A signer that is dead once `isOpen` says so. */
const mortal = (signer: KeySigner, isOpen: () => boolean): KeySigner => ({
  ...signer,
  sign(message) {
    if (!isOpen()) throw new OfficeError('not-signed-in')
    return signer.sign(message)
  }
})

/** `monotonic`: ms by a counter that never goes back. `ended`: what else belongs to who was signed in. */
export function openSessions(newId: () => string, monotonic: () => number, ended: (session: LiveSession) => void): Sessions {
  const all = new Set<LiveSession>()
  const byId = new Map<string, LiveSession>()
  let locks = 0
  const signOut = (session: LiveSession): void => {
    session.wipe()
    if (session.person !== null) ended(session)
    session.asked.clear()
    Object.assign(session, { person: null, rank: 'anyone', signer: null, name: null, wipe: () => {} })
  }
  const isIdle = (session: LiveSession): boolean => session.person !== null && monotonic() - session.heard >= IDLE_MS
  return {
    all,
    open() {
      const session: LiveSession = { id: newId(), person: null, rank: 'anyone', signer: null, name: null, wipe: () => {}, heard: monotonic(), asked: new Map() }
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
    get locks() {
      return locks
    },
    signIn(session, since, who) {
      signOut(session)
      if (!all.has(session) || since !== locks) {
        who.wipe()
        throw new OfficeError('not-signed-in')
      }
      const signer = mortal(who.signer, () => session.signer === signer)
      Object.assign(session, { ...who, signer, heard: monotonic() })
    },
    signOut,
    lockAll() {
      locks++
      for (const session of all) signOut(session)
    },
    hear(session, name, input, question) {
      if (session.person === null || isIdle(session)) return
      if (question) {
        const text = JSON.stringify(input) ?? ''
        if (session.asked.get(name) === text) return
        session.asked.set(name, text)
      }
      session.heard = monotonic()
    },
    lockIdle() {
      const idle = [...all].filter(isIdle)
      for (const session of idle) signOut(session)
      return idle.length > 0
    }
  }
}
