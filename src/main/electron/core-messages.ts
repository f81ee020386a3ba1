/**
 * What the shell and its core say to each other. The core (the desk: store, keys, network) is a process of its own, so that
 * the window lives on when it dies, and it lives on when the window dies. Both ends are ours: no checks here, they are at
 * the window's door (ipc.ts) and at the desk's (dispatch).
 */
import type { News } from '../../shared/contract.ts'
import type { Detail, ErrorCode } from '../../shared/errors.ts'
import type { Reply } from '../../shared/wire.ts'

/** What of the desk's options crosses; clocks and randomness are the core's own. */
export interface CoreStart {
  readonly folder: string
  readonly listen: readonly string[] | null
  readonly mdns: boolean
  readonly hub: boolean
}

/** `id` pairs a question with its answer; `window` names the session, which the core opens when it first hears of it. */
export type ToCore =
  | { readonly kind: 'start'; readonly start: CoreStart }
  | { readonly kind: 'call'; readonly id: number; readonly window: string; readonly name: string; readonly input: unknown }
  | { readonly kind: 'put'; readonly id: number; readonly window: string; readonly bytes: Uint8Array }
  | { readonly kind: 'get'; readonly id: number; readonly window: string; readonly path: string }
  /** As `get`, or `{stream, type, name}` of which `next` gives `{bytes}`, null after the last. */
  | { readonly kind: 'open'; readonly id: number; readonly window: string; readonly path: string }
  | { readonly kind: 'next'; readonly id: number; readonly stream: number }
  /** `{stream}`, into which `push` puts pieces; null ends it and is answered with `{sha256, size}`. */
  | { readonly kind: 'upload'; readonly id: number; readonly window: string }
  | { readonly kind: 'push'; readonly id: number; readonly stream: number; readonly bytes: Uint8Array | null }
  | { readonly kind: 'drop'; readonly stream: number }
  | { readonly kind: 'leave'; readonly window: string }
  | { readonly kind: 'lock' }
  | { readonly kind: 'close' }

export type FromCore =
  | { readonly kind: 'ready' }
  /** The desk can not be opened; the shell ends the core after this. */
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly detail: Detail }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: Reply }
  | { readonly kind: 'news'; readonly news: News }
