/**
 * Who has been let in: a browser that came with a one-time address (known by its cookie), or a script that showed a token or
 * the secret (known by its bearer). Each has one session of the desk, opened when first needed. Only hashes of tokens are
 * kept, and they are compared in constant time.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Door, Session } from '../service/door.ts'

/** A visitor that neither asks nor listens for so long has gone: its session, and with it the person's key, is closed. */
const IDLE_MS = 15 * 60_000
/** One-time addresses die after a day, so that an old one in a shell history opens nothing. */
const TOKEN_MS = 24 * 60 * 60_000
/** More than any office needs; the one idle longest makes room. */
const MOST = 256

export interface Visitor {
  readonly id: Buffer
  session: Session | undefined
  heard: number
  /** Open event streams; while there is one the visitor is not idle. */
  streams: number
}

export interface Visitors {
  readonly secret: string
  newToken(): string
  /** True once for each token. */
  spend(token: string): boolean
  isSecret(text: string): boolean
  /** A new visitor; the text is its cookie or bearer. */
  admit(): string
  find(text: string | undefined): Visitor | undefined
  sessionOf(visitor: Visitor): Session
  remove(visitor: Visitor): void
  /** Close the sessions of those who went away. */
  sweep(): void
  clear(): void
}

const fresh = (): string => randomBytes(32).toString('base64url')
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

export function makeVisitors(door: Pick<Door, 'openSession' | 'closeSession'>, now: () => number): Visitors {
  const secret = fresh()
  const secretHash = digest(secret)
  let tokens: { hash: Buffer; made: number }[] = []
  let visitors: Visitor[] = []

  const close = (visitor: Visitor): void => {
    if (visitor.session !== undefined) door.closeSession(visitor.session)
    visitor.session = undefined
  }
  const remove = (visitor: Visitor): void => {
    close(visitor)
    visitors = visitors.filter(other => other !== visitor)
  }

  return {
    secret,
    newToken() {
      const token = fresh()
      tokens = [...tokens.filter(({ made }) => now() - made <= TOKEN_MS), { hash: digest(token), made: now() }].slice(-MOST)
      return token
    },
    spend(token) {
      const hash = digest(token)
      const found = tokens.find(held => timingSafeEqual(held.hash, hash))
      tokens = tokens.filter(held => held !== found)
      return found !== undefined && now() - found.made <= TOKEN_MS
    },
    isSecret: text => timingSafeEqual(digest(text), secretHash),
    admit() {
      const text = fresh()
      const away = visitors.filter(({ streams }) => streams === 0).sort((a, b) => a.heard - b.heard)
      if (visitors.length >= MOST && away[0] !== undefined) remove(away[0])
      visitors.push({ id: digest(text), session: undefined, heard: now(), streams: 0 })
      return text
    },
    find(text) {
      if (text === undefined) return undefined
      const hash = digest(text)
      return visitors.find(({ id }) => timingSafeEqual(id, hash))
    },
    sessionOf(visitor) {
      visitor.heard = now()
      visitor.session ??= door.openSession()
      return visitor.session
    },
    remove,
    sweep() {
      for (const visitor of visitors) if (visitor.streams === 0 && now() - visitor.heard > IDLE_MS) close(visitor)
    },
    clear() {
      for (const visitor of visitors) close(visitor)
      visitors = []
      tokens = []
    }
  }
}
