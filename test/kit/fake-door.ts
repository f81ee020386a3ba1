/** A small door for tests of the shells: it remembers who asked what, and answers as told. No desk behind it. */
import { createHash } from 'node:crypto'
import type { News } from '../../src/shared/contract.ts'
import { OfficeError } from '../../src/shared/errors.ts'
import type { Reply } from '../../src/shared/wire.ts'
import type { Door, Download, Session, StreamedDownload } from '../../src/main/service/door.ts'

export interface FakeDoor extends Door {
  readonly sessions: Set<Session>
  readonly asked: { session: Session; name: string; input: unknown }[]
  readonly files: Map<string, Download>
  readonly streams: Map<string, StreamedDownload>
  readonly listeners: Set<(news: News) => void>
  tell(kind: News['kind']): void
  /** Replaces the answers; by default a call is answered with its own name and input. */
  reply: (name: string, input: unknown) => Promise<Reply> | Reply
  locked: number
  closed: number
}

export function fakeDoor(): FakeDoor {
  let made = 0
  const door: FakeDoor = {
    sessions: new Set(),
    asked: [],
    files: new Map(),
    streams: new Map(),
    listeners: new Set(),
    locked: 0,
    closed: 0,
    reply: (name, input) => ({ ok: true, value: { name, input } }),
    tell: kind => door.listeners.forEach(receive => receive({ kind })),
    openSession() {
      const session: Session = { id: `session-${++made}`, person: null, rank: 'anyone' }
      door.sessions.add(session)
      return session
    },
    closeSession: session => void door.sessions.delete(session),
    async dispatch(session, name, input) {
      if (!door.sessions.has(session)) return { ok: false, code: 'no-session', detail: {} }
      door.asked.push({ session, name, input })
      return door.reply(name, input)
    },
    async putFile(_session, bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('base64url')
      door.files.set(`staged/${sha256}`, { bytes, type: 'application/octet-stream', name: 'staged' })
      return { sha256, size: bytes.length }
    },
    async getFile(_session, path) {
      const found = door.files.get(path)
      if (found === undefined) throw new OfficeError('not-found', { what: 'file', id: path })
      return found
    },
    async openFile(session, path) {
      return door.streams.get(path) ?? door.getFile(session, path)
    },
    async upload(_session, pieces) {
      const hash = createHash('sha256')
      let size = 0
      for await (const piece of pieces) {
        hash.update(piece)
        size += piece.length
      }
      return { sha256: hash.digest('base64url'), size }
    },
    listen(receive) {
      door.listeners.add(receive)
      return () => door.listeners.delete(receive)
    },
    lock: () => void door.locked++,
    async close() {
      door.closed++
    }
  }
  return door
}
