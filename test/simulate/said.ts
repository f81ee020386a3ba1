/** What the keys of a simulated network have signed, heard where they sign: the same thing twice for one place is a breach. */
import { textOf, type Bytes } from '../../src/shared/bytes.ts'
import type { Key } from '../../src/shared/names.ts'
import type { Receipt } from '../../src/shared/record/receipt.ts'
import type { KeySigner } from '../../src/main/ledger/ledger.ts'

export interface Breach {
  readonly invariant: string
  /** The chain of the key that is to blame: what a liar signs is no breach. */
  readonly chain: Key
  readonly detail: string
}

const LINE = 'muniment/block/v1\n'
const RECEIPT = 'muniment/receipt/v1\n'
const COSIGNATURE = 'cosignature/v1\n'

export class Said {
  readonly breaches: Breach[] = []
  readonly counts = { lines: 0, checkpoints: 0, cosignatures: 0, receipts: 0 }
  readonly #signed = new Map<string, string>()
  readonly #sizes = new Map<string, number>()
  /** Told of every storage receipt as it is signed. */
  onReceipt: (receipt: Receipt) => void = () => undefined
  /** Told of every cosignature as it is signed. */
  onCosignature: (witness: Key, chain: Key, size: number, root: string) => void = () => undefined

  #once(invariant: string, chain: Key, place: string, what: string): void {
    const name = `${invariant} ${place}`
    const before = this.#signed.get(name)
    if (before === undefined) this.#signed.set(name, what)
    else if (before !== what) this.breaches.push({ invariant, chain, detail: `${chain.slice(0, 8)} signed two things for ${place}` })
  }

  #hear(key: Key, message: Bytes): void {
    const text = textOf(message) ?? ''
    if (text.startsWith(LINE)) {
      this.counts.lines++
      const body = text.slice(LINE.length)
      const { chain, height } = JSON.parse(body) as { chain: Key; height: number }
      this.#once('one-line-per-height', chain, `${chain} ${height}`, body)
    } else if (text.startsWith(RECEIPT)) {
      this.counts.receipts++
      const receipt = JSON.parse(text.slice(RECEIPT.length)) as Receipt
      this.#once('one-receipt-per-number', key, `${key} ${receipt.chain} ${receipt.seq}`, text)
      const place = `seq ${key} ${receipt.chain}`
      if (receipt.seq <= (this.#sizes.get(place) ?? 0))
        this.breaches.push({ invariant: 'receipt-numbers-rise', chain: key, detail: `${receipt.seq} after ${this.#sizes.get(place)}` })
      this.#sizes.set(place, receipt.seq)
      this.onReceipt(receipt)
    } else if (text.startsWith(COSIGNATURE)) {
      this.counts.cosignatures++
      const [, , origin, size, root] = text.split('\n') as [string, string, string, string, string]
      const chain = origin.slice(-43) as Key
      this.#once('one-cosignature-per-size', key, `${key} ${origin} ${size}`, root)
      this.onCosignature(key, chain, Number(size), root)
    } else if (/^muniment\/[\w-]{43}\/[\w-]{43}\n\d+\n/.test(text)) {
      this.counts.checkpoints++
      const [origin, size] = text.split('\n') as [string, string]
      this.#once('one-root-per-size', origin.slice(-43) as Key, `${origin} ${size}`, text)
    }
  }

  /** The same signer, overheard. */
  overheard(signer: KeySigner): KeySigner {
    return {
      key: signer.key,
      publicKey: signer.publicKey,
      sign: message => {
        this.#hear(signer.key, message)
        return signer.sign(message)
      }
    }
  }
}
