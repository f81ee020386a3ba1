/**
 * Storage receipts: a desk's signed statement which payloads of a chain it holds. The latest `seq` of a desk for a chain
 * counts; a restore, disposition or failed check issues a lower statement first. Text: `{"receipt":R,"sig":"…"}`, R in
 * canonical JSON, signed by the desk key over `muniment/receipt/v1\n` ‖ R.
 */
import { concat, fromBase64url, toBase64url, utf8, type Bytes } from '../bytes.ts'
import type { Verify } from '../hashing.ts'
import { canonical, parseCanonical, type Json } from '../ledger/jcs.ts'
import type { Hash, Instant, Key, NetworkId } from '../names.ts'
import { hash, instant, integer, key, list, object, type Check } from './shape.ts'

export interface Receipt {
  readonly chain: Key
  readonly desk: Key
  /** Positions within `ranges` whose payload is not held: [height, index], ascending. */
  readonly except: readonly (readonly [height: number, index: number])[]
  readonly net: NetworkId
  /** Heights [from, to) of lines whose payloads are all held, but for `except`. Ascending, apart. */
  readonly ranges: readonly (readonly [from: number, to: number])[]
  readonly root: Hash
  readonly seq: number
  readonly size: number
  readonly time: Instant
  readonly v: 1
}

const PREFIX = '{"receipt":'
const TAIL = 96
const DOMAIN = utf8('muniment/receipt/v1\n')
const pair: Check = (value, at) => list(integer(0), 2, 2)(value, at)
const shape = object({
  chain: key,
  desk: key,
  except: list(pair, 0, 4096),
  net: hash,
  ranges: list(pair, 0, 4096),
  root: hash,
  seq: integer(1),
  size: integer(0),
  time: instant,
  v: integer(1, 1)
})

export function signReceipt(receipt: Receipt, sign: (message: Bytes) => Bytes): string {
  const body = canonical(receipt as unknown as Json)
  return `${PREFIX}${body},"sig":"${toBase64url(sign(concat(DOMAIN, utf8(body))))}"}`
}

/** Read and verify; undefined when it is malformed or its desk did not sign it. */
export function openReceipt(text: string, verify: Verify): Receipt | undefined {
  const end = text.length - TAIL
  if (end <= PREFIX.length || !text.startsWith(PREFIX) || text.slice(end, end + 8) !== ',"sig":"' || !text.endsWith('"}')) return undefined
  const body = text.slice(PREFIX.length, end)
  const parsed = parseCanonical(body)
  if (parsed === undefined || shape(parsed, 'receipt') !== undefined) return undefined
  const receipt = parsed as unknown as Receipt
  for (let i = 0; i < receipt.ranges.length; i++) {
    const [from, to] = receipt.ranges[i]!
    if (from >= to || to > receipt.size || (i > 0 && from <= receipt.ranges[i - 1]![1])) return undefined
  }
  for (let i = 1; i < receipt.except.length; i++) {
    const [before, after] = [receipt.except[i - 1]!, receipt.except[i]!]
    if (before[0] > after[0] || (before[0] === after[0] && before[1] >= after[1])) return undefined
  }
  const sig = fromBase64url(text.slice(end + 8, -2))
  return sig && verify(fromBase64url(receipt.desk)!, concat(DOMAIN, utf8(body)), sig) ? receipt : undefined
}

/** Does the receipt say that the payload at this place is held? */
export const receiptCovers = (receipt: Receipt, height: number, index: number): boolean =>
  receipt.ranges.some(([from, to]) => height >= from && height < to) && !receipt.except.some(([h, i]) => h === height && i === index)
