/**
 * The wire between a page (or command) and the office: two functions, replies as values. What lies under it (Electron
 * ipc, HTTP, a direct call in tests) is unknown to both ends. Non-goals: streams and files (see `Files`), and peers,
 * who speak sync/messages.ts.
 */
import { calls, type CallName, type Input, type News, type Output } from './contract.ts'
import { isErrorCode, OfficeError, type Detail } from './errors.ts'

export type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly code: string; readonly detail: Detail }

export interface Link {
  request(name: string, input: unknown): Promise<Reply>
  /** Hear every event of the office; the result undoes it. */
  listen(receive: (news: News) => void): () => void
}

/** What is used of the platform's Blob (a File of a page, a file of Node): it is read as it is sent, never whole. */
export interface FileBody {
  readonly size: number
  stream(): unknown
}

/** The second link: bytes by name, for attachments, exports and uploads. */
export interface Files {
  /** Stage bytes for a draft or an import; answers the SHA-256 (base64url) and size. */
  put(bytes: Uint8Array): Promise<{ sha256: string; size: number }>
  /** A file of any length, sealed by itself (a backup), for the call that names its hash. */
  upload(body: FileBody): Promise<{ sha256: string; size: number }>
  /** A download of any length, in pieces as they come. Breaks off with an OfficeError. */
  open(path: string): AsyncIterable<Uint8Array>
  /** Fetch staged or stored bytes; `path` as given by a call's output (`attachment/…`, `download/…`). */
  get(path: string): Promise<Uint8Array>
}

export type Office = { readonly [N in CallName]: (...input: undefined extends Input<N> ? [input?: Input<N>] : [input: Input<N>]) => Promise<Output<N>> } & {
  readonly listen: Link['listen']
}

/** A plain object with one function a call (contextBridge can not carry a Proxy). A failed reply is thrown as OfficeError. */
export function connect(link: Link): Office {
  const office: Record<string, unknown> = { listen: link.listen }
  for (const name of Object.keys(calls) as CallName[]) {
    office[name] = async (input: unknown) => {
      const reply = await link.request(name, input ?? {})
      if (reply.ok) return reply.value
      throw isErrorCode(reply.code) ? new OfficeError(reply.code, reply.detail) : new OfficeError('internal', { what: reply.code })
    }
  }
  return office as Office
}
