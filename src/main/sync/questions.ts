/** Reading what peers ask and answer: malformed is refused before anything is looked up. */
import { fromBase64url, textOf, toBase64url, type Bytes } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import type { Json } from '../../shared/ledger/jcs.ts'
import { MAX_PROOF } from '../../shared/ledger/limits.ts'
import { isHash, isKey, type Hash, type Key } from '../../shared/names.ts'
import { readFrame, writeFrame, type Frame, type Header } from '../../shared/sync/messages.ts'
import type { PeerLink, PeerProtocol } from './peer-types.ts'

/** Throwing it tells the peer only that it is refused. */
export const malformed = (field: string): OfficeError => new OfficeError('bad-input', { field, wanted: 'what the protocol says', got: 'something else' })

export function requireFrame(body: Bytes): Frame {
  const frame = readFrame(body)
  if (!frame) throw malformed('frame')
  return frame
}

export function requireKey({ header }: Frame, field: string): Key {
  const value = header[field]
  if (!isKey(value)) throw malformed(field)
  return value
}
export function requireHash({ header }: Frame, field: string): Hash {
  const value = header[field]
  if (!isHash(value)) throw malformed(field)
  return value
}
export function requireCount({ header }: Frame, field: string, most: number = Number.MAX_SAFE_INTEGER): number {
  const value = header[field]
  if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > most) throw malformed(field)
  return value as number
}
export function requireList({ header }: Frame, field: string, most: number): readonly Json[] {
  const value = header[field]
  if (!Array.isArray(value) || value.length > most) throw malformed(field)
  return value as readonly Json[]
}
export function requirePlace(value: Json | undefined): readonly [number, number] {
  if (!Array.isArray(value) || value.length !== 2 || !value.every(n => Number.isSafeInteger(n) && (n as number) >= 0)) throw malformed('place')
  return value as unknown as readonly [number, number]
}
export function requireHashes(frame: Frame, field: string): Bytes[] {
  return requireList(frame, field, MAX_PROOF).map(hash => {
    if (!isHash(hash)) throw malformed(field)
    return fromBase64url(hash)!
  })
}
export const hashJson = (hashes: readonly Bytes[]): Json => hashes.map(hash => toBase64url(hash))
export const blobText = (blob: Bytes): string => textOf(blob) ?? ''

/** How long a peer may take over one answer, in ms: the largest payload over a line of 64 kbit/s takes 70 s. */
export const ANSWER_DEADLINE = 120_000

export interface Asker {
  readonly link: Pick<PeerLink, 'request'>
  readonly signal: AbortSignal
}

/** One question. Throws peer-unreachable, peer-refused; an answer that is not what was asked for counts as refusal. */
export async function ask({ link, signal }: Asker, peer: Key, protocol: PeerProtocol, header: Header, blobs: readonly Bytes[] = []): Promise<Frame> {
  const answer = await link.request(peer, protocol, writeFrame(header, blobs), AbortSignal.any([signal, AbortSignal.timeout(ANSWER_DEADLINE)]))
  const frame = readFrame(answer)
  if (frame?.header.t !== header.t) throw new OfficeError('peer-refused', { peer, detail: 'its answer could not be read' })
  return frame
}
