/** Downloads made by a call (a backup, a bundle, an export): bytes kept for the session that asked, for ten minutes, until it is signed out. */
import { isStreamed, type Download, type Session, type StreamedDownload } from './door.ts'

export interface Tickets {
  put(session: Session, download: Download | StreamedDownload): string
  take(session: Session, ticket: string): Download | StreamedDownload | undefined
  /** Who asked has gone. */
  drop(session: Session): void
}

const KEEP_MS = 600_000

export function openTickets(now: () => number, newId: () => string): Tickets {
  const kept = new Map<string, { session: string; until: number; download: Download | StreamedDownload }>()
  const prune = (): void => {
    for (const [ticket, { until }] of kept) if (until < now()) kept.delete(ticket)
  }
  return {
    put(session, download) {
      prune()
      const ticket = newId()
      kept.set(ticket, { session: session.id, until: now() + KEEP_MS, download })
      return `download/${ticket}`
    },
    take(session, ticket) {
      prune()
      const found = kept.get(ticket)
      if (found?.session !== session.id) return undefined
      if (isStreamed(found.download)) kept.delete(ticket)
      return found.download
    },
    drop(session) {
      for (const [ticket, { session: of }] of kept) if (of === session.id) kept.delete(ticket)
    }
  }
}
