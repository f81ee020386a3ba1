/** Typed events within the process. `listen` gives its own undo; a listener that throws harms nobody else. */
import type { News, NewsKind } from '../shared/contract.ts'

export interface NewsDesk {
  tell(kind: NewsKind): void
  listen(receive: (news: News) => void): () => void
}

export function openNews(): NewsDesk {
  const listeners = new Set<(news: News) => void>()
  return {
    tell(kind) {
      for (const receive of [...listeners]) {
        try {
          receive({ kind })
        } catch {
          listeners.delete(receive) // a closed window or a broken pipe: it will ask again when it is back
        }
      }
    },
    listen(receive) {
      listeners.add(receive)
      return () => void listeners.delete(receive)
    }
  }
}
