/** Cosigned notes, storage receipts and evidence of forks, as they come from peers and bundles. */
import { textOf, type Bytes } from '../../shared/bytes.ts'
import type { Key } from '../../shared/names.ts'
import { takeCosignature } from './cosign.ts'
import { keepContinuation } from './continuing.ts'
import { takeFork } from './forks.ts'
import type { Ledger } from './ledger.ts'
import { takeReceipt } from './receipts.ts'
import { setImmediate as breathe } from 'node:timers/promises'

/** Blobs worked on before pages and peers are answered in between: each costs two signatures. */
const SLICE = 64

/** Takes what is new and sound; those blobs come back, to be handed on. What is refused is passed over. */
export async function takeVouching(ledger: Ledger, blobs: readonly Bytes[]): Promise<Bytes[]> {
  const fresh: Bytes[] = []
  for (const [i, blob] of blobs.entries()) {
    if (takeOne(ledger, blob)) fresh.push(blob)
    if (i % SLICE === SLICE - 1) await breathe()
  }
  return fresh
}

function takeOne(ledger: Ledger, blob: Bytes): boolean {
  const text = textOf(blob)
  if (text === undefined) return false
  if (text.startsWith('muniment/')) {
    const taken = takeCosignature(ledger, blob)
    return taken === 'new'
  }
  if (text.startsWith('{"receipt":')) return takeReceipt(ledger, text) === 'new'
  if (text.startsWith('muniment-continue:')) return keepContinuation(ledger, text) === 'new'
  return takeFork(ledger, text)
}

const RECEIPT = /^\{"receipt":\{"chain":"([A-Za-z0-9_-]{43})","desk":"([A-Za-z0-9_-]{43})".*"size":([0-9]{1,16}),"time"/s

/** How far a desk says it holds a chain, by its own receipt: a hint for what it still lacks, never a proof. */
export function sizeInReceipt(blob: Bytes): { readonly chain: Key; readonly desk: Key; readonly size: number } | undefined {
  const found = RECEIPT.exec(textOf(blob) ?? '')
  return found ? { chain: found[1] as Key, desk: found[2] as Key, size: Number(found[3]) } : undefined
}
