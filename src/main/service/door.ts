/**
 * What a shell (Electron, HTTP, command line, a test) sees of the desk: one door. The shell decides who is asking by its
 * transport and hands over the session; nothing in an input ever says who asks.
 */
import type { News, Rank } from '../../shared/contract.ts'
import type { PersonId } from '../../shared/names.ts'
import type { Reply } from '../../shared/wire.ts'

/** One window, browser tab or command. Made by the desk, held by the shell, never sent to the page. */
export interface Session {
  readonly id: string
  /** Who is signed in here, as of now; null after lock, sign-out and before sign-in. */
  readonly person: PersonId | null
  readonly rank: Rank
}

export interface Download {
  readonly bytes: Uint8Array
  /** Always shown as a download or in an <img> of a known raster type; never as a page. */
  readonly type: string
  readonly name: string
}

/** Made while it is taken: of any length, once. What breaks off it throws. */
export interface StreamedDownload {
  readonly stream: AsyncIterable<Uint8Array>
  readonly type: string
  readonly name: string
}
export const isStreamed = (download: Download | StreamedDownload): download is StreamedDownload => 'stream' in download

export interface Door {
  openSession(): Session
  closeSession(session: Session): void
  /** Never throws: every failure is a reply. */
  dispatch(session: Session, name: string, input: unknown): Promise<Reply>
  /** Stage uploaded bytes for this session's person; limit 64 MiB a file. Throws OfficeError. */
  putFile(session: Session, bytes: Uint8Array): Promise<{ sha256: string; size: number }>
  /** Bytes of any length, kept in a file beside the ledger for this session: what is sealed by itself (a backup). Throws OfficeError. */
  upload(session: Session, pieces: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number }>
  /** `attachment/<line>/<index>/<sha256>`, `staged/<sha256>`, `download/<ticket>`. Throws OfficeError. */
  getFile(session: Session, path: string): Promise<Download>
  /** The same as it comes: what is made while it is taken is never whole in memory. */
  openFile(session: Session, path: string): Promise<Download | StreamedDownload>
  listen(receive: (news: News) => void): () => void
  /** Close every person's key and session (idle, suspend, screen lock). The desk goes on receiving and witnessing. */
  lock(): void
  /** Suspend and exit: also closes desk and vault key. */
  close(): Promise<void>
}
