/** Downloads made by a call (a backup, a bundle, an export): bytes kept for the session that asked, for ten minutes. */
import type { Download, Session } from './door.ts'

export interface Tickets {
  put(session: Session, download: Download): string
  take(session: Session, ticket: string): Download | undefined
}

const KEEP_MS = 600_000

export function openTickets(now: () => number, newId: () => string): Tickets {
  const kept = new Map<string, { session: string; until: number; download: Download }>()
  return {
    put(session, download) {
      for (const [ticket, { until }] of kept) if (until < now()) kept.delete(ticket)
      const ticket = newId()
      kept.set(ticket, { session: session.id, until: now() + KEEP_MS, download })
      return `download/${ticket}`
    },
    take(session, ticket) {
      const found = kept.get(ticket)
      return found && found.session === session.id && found.until >= now() ? found.download : undefined
    }
  }
}
