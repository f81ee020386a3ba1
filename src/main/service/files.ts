/** The second door: bytes in (staged) and bytes out (attachments, downloads). Everything is asked for by record or ticket, never by bare hash. */
import { concat } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import { isHash, type Hash } from '../../shared/names.ts'
import { isCarrier } from '../../shared/record/entry.ts'
import { isAttachment, isShown } from '../../shared/record/payload.ts'
import { readAll, stagedSource, stageFile, storedSource } from '../ledger/attachments.ts'
import { chainKeyOf } from '../ledger/ledger.ts'
import { storedPayload } from '../ledger/open-payload.ts'
import { entryAt } from '../ledger/stored-entry.ts'
import { chainNoOfLine, lineIdOfPos } from '../store/positions.ts'
import { requireSpace } from '../store/reserve.ts'
import { versionAt } from '../store/index/versions.ts'
import { requireAuthor, requireRunning, type Context, type Running } from './context.ts'
import { isStreamed, type Download, type StreamedDownload } from './door.ts'
import { freshIndex } from './fresh-index.ts'
import type { LiveSession } from './sessions.ts'

const MAX_FILE_BYTES = 64 * 1024 * 1024

export function putFile(context: Context, session: LiveSession, bytes: Uint8Array): { sha256: string; size: number } {
  if (bytes.length > MAX_FILE_BYTES) throw new OfficeError('too-large', { what: 'The file', got: bytes.length, limit: MAX_FILE_BYTES })
  if (session.person === null || !context.running) throw new OfficeError('not-signed-in')
  requireSpace(context.options.folder, bytes.length)
  return stageFile(requireRunning(context).ledger, requireAuthor(session).person, bytes)
}

/** Before there is a desk anybody may hand in what it is to be restored from; later only who is signed in. */
export function upload(context: Context, session: LiveSession, pieces: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number }> {
  if (context.ring && session.person === null) throw new OfficeError('not-signed-in')
  return context.uploads.put(session.id, pieces)
}

const notFound = (path: string): OfficeError => new OfficeError('not-found', { what: 'file', id: path.slice(0, 60) })

/** `attachment/<line>/<index>/<sha256>`, `staged/<sha256>`, `download/<ticket>`. */
export function openFile(context: Context, session: LiveSession, path: string): Download | StreamedDownload {
  const [kind, ...rest] = path.split('/')
  if (session.person === null) throw new OfficeError('not-signed-in')
  if (kind === 'download') {
    const download = context.tickets.take(session, rest[0] ?? '')
    if (!download) throw notFound(path)
    return download
  }
  const running = requireRunning(context)
  if (kind === 'staged') {
    const source = stagedSource(running.ledger, requireAuthor(session).person, rest[0] ?? '')
    if (!source) throw notFound(path)
    return { bytes: readAll(source), type: 'application/octet-stream', name: source.sha256.slice(0, 12) }
  }
  if (session.rank === 'anyone') throw new OfficeError('not-signed-in')
  if (session.rank === 'person') throw new OfficeError('not-allowed', { role: session.rank, wanted: 'viewer' })
  const [line, index, sha256] = rest
  if (kind !== 'attachment' || !isHash(line) || !/^\d{1,4}$/.test(index ?? '') || !isHash(sha256)) throw notFound(path)
  freshIndex(running)
  return attachment(running, path, line, Number(index), sha256)
}

/** Whole, in memory: what is made while it is taken only up to the limit of a file. */
export async function getFile(context: Context, session: LiveSession, path: string): Promise<Download> {
  const download = openFile(context, session, path)
  if (!isStreamed(download)) return download
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of download.stream) {
    pieces.push(piece)
    if ((size += piece.length) > MAX_FILE_BYTES) throw new OfficeError('too-large', { what: 'The file', got: size, limit: MAX_FILE_BYTES })
  }
  return { bytes: concat(...pieces), type: download.type, name: download.name }
}

function attachment(running: Running, path: string, line: string, index: number, sha256: Hash): Download {
  const row = versionAt(running.index, line, index)
  const stored = row && entryAt(running.projection, row.pos)
  if (!stored || !isCarrier(stored.entry)) throw notFound(path)
  const chain = chainKeyOf(running.ledger, chainNoOfLine(lineIdOfPos(row.pos)))
  const named = storedPayload(running.ledger, chain, stored.entry, row.pos)?.find(
    item => isShown(item) && item[2] !== null && isAttachment(item[2]) && item[2].sha256 === sha256
  )
  const value = named && isShown(named) ? named[2] : null
  const source = storedSource(running.ledger, chain, stored.entry, row.pos, sha256)
  if (!source || value === null || !isAttachment(value)) throw notFound(path)
  return { bytes: readAll(source), type: value.type, name: value.name }
}
