/** Storage receipts: what this desk says it holds of others' chains, from what is really stored; and what others say. */
import { equal, toBase64url, utf8 } from '../../shared/bytes.ts'
import { rootOf } from '../../shared/ledger/chain.ts'
import type { Instant, Key } from '../../shared/names.ts'
import { openReceipt, signReceipt, type Receipt } from '../../shared/record/receipt.ts'
import { native, verify } from '../keys/native.ts'
import { lackingWithin } from '../store/lacking.ts'
import { linesOfChain, posOf } from '../store/positions.ts'
import { putReceipt, receiptOf, receiptsFor } from '../store/receipts.ts'
import { transact } from '../store/transact.ts'
import type { Ledger } from './ledger.ts'
import { placeOf } from './payloads.ts'
import { rootAt } from './tree.ts'
import { forgetVouching } from './witness.ts'

/** Ranges and exceptions that a receipt may have; beyond, it says less than is held rather than more. */
const MOST = 4_000

interface Extent {
  readonly ranges: (readonly [number, number])[]
  readonly except: (readonly [number, number])[]
}

/**
 * The heights [0, size) less the places that are lacking (ascending). Two and more lines in a row with something lacking end
 * a range; a single one becomes exceptions. `all` is false when there were more places than were read: nothing from the
 * last of them on is claimed.
 */
export function extentOf(size: number, lacking: readonly (readonly [height: number, index: number])[], all = true): Extent {
  const heights = [...new Set(lacking.map(([height]) => height))]
  const end = all ? size : (heights.at(-1) ?? 0)
  const ranges: [number, number][] = []
  const single = new Set<number>()
  let from = 0
  const close = (to: number): void => {
    if (to > from) ranges.push([from, to])
  }
  for (let i = 0; i < heights.length && heights[i]! < end;) {
    let last = i
    while (last + 1 < heights.length && heights[last + 1] === heights[last]! + 1) last++
    if (last === i) single.add(heights[i]!)
    else {
      close(heights[i]!)
      from = heights[last]! + 1
    }
    i = last + 1
  }
  close(end)
  return { ranges: ranges.slice(0, MOST), except: lacking.filter(([height]) => single.has(height)) }
}

/**
 * By the clock: a desk that was put back must not stay below what it said before. Where the clock is behind that, some numbers
 * are left out at random, so that one that is put back does not say two things under one number.
 */
function nextNumber(ledger: Ledger, last: number, now: number): number {
  if (now > last) return now
  const [high, low] = ledger.clock.random(2)
  return last + 1 + high! * 256 + low!
}

/** A new receipt over a chain when it would say something new; stored before it leaves. */
export function makeReceipt(ledger: Ledger, chain: Key): string | undefined {
  const held = ledger.chains.get(chain)
  const { own, registry } = ledger
  if (!held || held.state.size === 0 || chain === own.state.chain || held === ledger.ownRegistry || ledger.store.readonly) return undefined
  if (!registry.deskAt(own.state.chain, registry.size) || own.trouble?.code === 'folder-moved') return undefined
  const db = ledger.store.ledger
  const { first } = linesOfChain(held.no)
  const { size } = held.state
  const lacking = lackingWithin(db, posOf(first, 0), posOf(first + size - 1, 1023) + 1, MOST).map(placeOf)
  const extent = extentOf(size, lacking, lacking.length < MOST)
  const row = receiptOf(db, own.state.chain, held.no)
  const before = row && openReceipt(row.receipt.toString(), verify)
  if (before && before.size === size && JSON.stringify([before.ranges, before.except]) === JSON.stringify([extent.ranges, extent.except])) return undefined
  const now = ledger.clock.now()
  const receipt: Receipt = {
    ...extent,
    chain,
    desk: own.state.chain,
    net: ledger.net,
    root: rootOf(native, held.state),
    seq: nextNumber(ledger, row?.seq ?? 0, Math.floor(now)),
    size,
    time: new Date(now).toISOString() as Instant,
    v: 1
  }
  const text = signReceipt(receipt, own.signer.sign)
  transact(db, () => putReceipt(db, { desk: own.state.chain, chainNo: held.no, seq: receipt.seq, receipt: utf8(text) }))
  forgetVouching(ledger, chain)
  return text
}

const ABOUT = /^\{"receipt":\{"chain":"([A-Za-z0-9_-]{43})","desk":"([A-Za-z0-9_-]{43})"/

/** Is this very receipt kept here, byte for byte? Then it was verified when it came. */
function isKept(ledger: Ledger, text: string): boolean {
  const [, chain, desk] = ABOUT.exec(text) ?? []
  const held = chain === undefined ? undefined : ledger.chains.get(chain as Key)
  const row = held && receiptOf(ledger.store.ledger, desk as Key, held.no)
  return row !== undefined && equal(row.receipt, utf8(text))
}

/** Takes a receipt over lines that are here. `ahead`: its lines are not here yet; it will come again. */
export function takeReceipt(ledger: Ledger, text: string): 'new' | 'known' | 'ahead' | 'refused' {
  if (isKept(ledger, text)) return 'known'
  const receipt = openReceipt(text, verify)
  const held = receipt && ledger.chains.get(receipt.chain)
  if (!held || receipt.net !== ledger.net || receipt.size < 1 || !ledger.registry.deskAt(receipt.desk, ledger.registry.size)) return 'refused'
  if (receipt.size > held.state.size) return 'ahead'
  const db = ledger.store.ledger
  if ((receiptOf(db, receipt.desk, held.no)?.seq ?? 0) >= receipt.seq) return 'known'
  if (toBase64url(rootAt(db, held.no, receipt.size)) !== receipt.root) return 'refused'
  transact(db, () => putReceipt(db, { desk: receipt.desk, chainNo: held.no, seq: receipt.seq, receipt: utf8(text) }))
  forgetVouching(ledger, receipt.chain)
  return 'new'
}

/** Receipts held over a chain, as they came. */
export function receiptTexts(ledger: Ledger, chain: Key): string[] {
  const held = ledger.chains.get(chain)
  return held ? receiptsFor(ledger.store.ledger, held.no).map(({ receipt }) => receipt.toString()) : []
}
