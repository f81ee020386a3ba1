/**
 * Salvage, second: what stands beside the lines. A payload counts where its cipher opens at its place and its values give the
 * commitment that the line carries; a piece of an attachment where it opens at its place in a file that the payload names.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Key, NetworkId, OfficeId } from '../../shared/names.ts'
import { isCarrier, type Carrier } from '../../shared/record/entry.ts'
import type { Attachment } from '../../shared/record/payload.ts'
import { fileCipher, openPayload, SEED_BYTES, type Vault } from '../keys/cipher.ts'
import { insertFile, insertPiece, piecesOf } from '../store/attachments.ts'
import { setLacking } from '../store/lacking.ts'
import { linesFrom } from '../store/lines.ts'
import { insertPayload } from '../store/payloads.ts'
import { heightOfLine, lineIdOf, posOf } from '../store/positions.ts'
import type { Database } from '../store/prepared.ts'
import type { Store } from '../store/open.ts'
import { transact } from '../store/transact.ts'
import { storedBody } from './ledger.ts'
import { checkPayload } from './payloads.ts'
import { isFor } from './receive.ts'
import type { GrownChain } from './salvage-lines.ts'

export interface MissingPayload {
  readonly chain: Key
  readonly height: number
  readonly index: number
}
export interface SalvagedContent {
  readonly payloads: number
  readonly files: number
  readonly missing: readonly MissingPayload[]
  /** Entries some of whose attachments are not whole. */
  readonly missingFiles: readonly MissingPayload[]
  /** Entries whose content is not for this office: never held here. */
  readonly elsewhere: number
}

interface FileFound {
  readonly file: number
  readonly sha256: string
  readonly size: number
  readonly seed: Buffer
}

const PAGE = 256

export class ContentSalvage {
  readonly #finds: Database
  readonly #store: Store
  readonly #vault: Vault
  readonly #net: NetworkId
  readonly #office: OfficeId | undefined
  readonly #rank: number
  payloads = 0
  files = 0
  elsewhere = 0
  readonly missing: MissingPayload[] = []
  readonly missingFiles: MissingPayload[] = []

  /** `rank`: how far what was found is trusted (finds.ts). */
  constructor(finds: Database, store: Store, vault: Vault, net: NetworkId, office: OfficeId | undefined, rank: number) {
    this.#finds = finds
    this.#store = store
    this.#vault = vault
    this.#net = net
    this.#office = office
    this.#rank = rank
  }

  async chain(key: Key, grown: GrownChain, step: () => void): Promise<void> {
    for (let height = 0; height < grown.state.size; height += PAGE) {
      const rows = linesFrom(this.#store.ledger, grown.no, height, PAGE)
      transact(this.#store.ledger, () => {
        for (const { line, lineId } of rows) {
          const body = storedBody(line)
          body.entries.forEach((entry, index) => {
            if (isCarrier(entry)) this.#entry(key, grown, body, entry, heightOfLine(lineId), index)
          })
          step()
        }
      })
      await breathe()
    }
  }

  #entry(chain: Key, grown: GrownChain, body: Parameters<typeof checkPayload>[0], entry: Carrier, height: number, index: number): void {
    const pos = posOf(lineIdOf(grown.no, height), index)
    const places = grown.were.map(([src, no]) => [src, posOf(lineIdOf(no, height), index)] as const)
    const db = this.#store.ledger
    for (const at of places) {
      const wanted = this.#payload(chain, body, entry, pos, at)
      if (!wanted) continue
      this.payloads++
      const whole = wanted.map(({ sha256, size }) => places.some(place => this.#file(chain, entry, pos, place, sha256, size)))
      this.files += whole.filter(Boolean).length
      if (whole.every(Boolean)) return
      setLacking(db, pos, 'files')
      this.missingFiles.push({ chain, height, index })
      return
    }
    const ours = isFor(entry.audience, this.#office)
    setLacking(db, pos, ours ? 'payload' : 'audience')
    if (ours) this.missing.push({ chain, height, index })
    else this.elsewhere++
  }

  #found<T>(sql: string, src: number, pos: number, ...more: readonly (number | string)[]): T[] {
    return this.#finds.prepare<unknown[], T>(`${sql} AND rank <= ? ORDER BY rank`).all(src, pos, ...more, this.#rank)
  }

  /** Every cipher found at the place under every seed found there. */
  #payload(
    chain: Key,
    body: Parameters<typeof checkPayload>[0],
    entry: Carrier,
    pos: number,
    [src, was]: readonly [number, number]
  ): readonly Attachment[] | undefined {
    const place = { net: this.#net, chain, entry: entry.id, commitment: entry.commitment }
    const seeds = this.#found<{ seed: Buffer }>('SELECT seed FROM found_seeds WHERE src = ? AND pos = ?', src, was).filter(
      ({ seed }) => seed.length === SEED_BYTES
    )
    for (const { cipher } of seeds.length === 0 ? [] : this.#found<{ cipher: Buffer }>('SELECT cipher FROM found_payloads WHERE src = ? AND pos = ?', src, was))
      for (const { seed } of seeds) {
        const bytes = openPayload(this.#vault, place, seed, cipher)
        const attachments = bytes && checkPayload(body, entry, bytes)
        if (!attachments || typeof attachments === 'string') continue
        insertPayload(this.#store.ledger, pos, cipher, seed)
        return attachments
      }
    return undefined
  }

  /** True when every piece of it is here. Pieces of a file that is not whole are kept: the rest can be fetched. */
  #file(chain: Key, entry: Carrier, pos: number, [src, was]: readonly [number, number], sha256: string, size: number): boolean {
    const place = { net: this.#net, chain, entry: entry.id, commitment: entry.commitment }
    for (const { file, seed } of this.#found<FileFound>(
      'SELECT file, sha256, size, seed FROM found_files WHERE src = ? AND pos = ? AND sha256 = ? AND size = ?',
      src,
      was,
      sha256,
      size
    )) {
      const cipher = fileCipher(this.#vault, place, file, sha256, size, seed)
      let held = 0
      for (let n = 0; n < piecesOf(size); n++) {
        const pieces = this.#found<{ cipher: Buffer }>('SELECT cipher FROM found_pieces WHERE src = ? AND pos = ? AND file = ? AND n = ?', src, was, file, n)
        const piece = pieces.find(one => cipher.open(n, one.cipher) !== undefined)
        if (!piece) continue
        if (held++ === 0) insertFile(this.#store.ledger, { pos, file, sha256, size, seed })
        insertPiece(this.#store.ledger, pos, file, n, piece.cipher)
      }
      if (held > 0) return held === piecesOf(size)
    }
    return false
  }
}
