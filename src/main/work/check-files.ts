/** Attachments of entries: each file row against the values of its payload, each piece against its tag, the tree and the SHA-256. */
import { createHash } from 'node:crypto'
import { toBase64url } from '../../shared/bytes.ts'
import { fault, type FindingCode } from '../../shared/ledger/findings.ts'
import { leafHash, TreeBuilder } from '../../shared/ledger/merkle.ts'
import type { Opened } from '../../shared/ledger/line.ts'
import type { Carrier } from '../../shared/record/entry.ts'
import { isAttachment, isShown, type Attachment, type Payload } from '../../shared/record/payload.ts'
import { fileCipher, SEED_BYTES } from '../keys/cipher.ts'
import { native } from '../keys/native.ts'
import { pieceAt, piecesOf, type FileRow } from '../store/attachments.ts'
import { heightOfLine, indexOfPos, lineIdOfPos } from '../store/positions.ts'
import { prepared } from '../store/prepared.ts'
import type { Beside } from './tasks.ts'

export interface FilesHere {
  /** `partial`: it is known that not all files are here. Without a payload nothing can be said but that rows belong to the entry. */
  entry(opened: Opened, index: number, entry: Carrier, pos: number, payload: Payload | undefined, partial: boolean): void
  /** Rows within [first, end) can not be judged. */
  skip(first: number, end: number): void
  /** What is left belongs to nothing. */
  end(): void
}

interface PieceRow {
  readonly pos: number
  readonly file: number
  readonly n: number
}

const attachmentsOf = (payload: Payload): Map<string, Attachment> => {
  const found = new Map<string, Attachment>()
  for (const item of payload) if (isShown(item) && isAttachment(item[2])) found.set(item[2].sha256, item[2])
  return found
}

/** Reads the rows of attachments in [from, end). */
export function checkFiles(beside: Beside, from: number, end: number): FilesHere {
  const { reading, chain, counts, faults, missing } = beside
  const { db } = reading
  const files = Map.groupBy(
    prepared<[number, number], FileRow>(db, 'SELECT pos, file, sha256, size, seed FROM files WHERE pos >= ? AND pos < ? ORDER BY pos, file').all(from, end),
    row => row.pos
  )
  const pieces = Map.groupBy(
    prepared<[number, number], PieceRow>(db, 'SELECT pos, file, n FROM pieces WHERE pos >= ? AND pos < ? ORDER BY pos, file, n').all(from, end),
    row => row.pos
  )
  const blame = (code: FindingCode, pos: number, detail: string, table: string): void =>
    void faults.push(fault(code, chain.key, heightOfLine(lineIdOfPos(pos)), detail, { index: indexOfPos(pos), table }))

  /** True when it is whole. */
  const checkFile = (entry: Carrier, row: FileRow, held: ReadonlySet<number>, attachment: Attachment, partial: boolean): boolean => {
    const { vault, data } = reading
    if (!vault || data.net === null) return true
    if (row.seed.length !== SEED_BYTES) blame('piece-damaged', row.pos, `the key of ${attachment.sha256} has ${row.seed.length} bytes`, 'files')
    if (row.seed.length !== SEED_BYTES) return true
    const cipher = fileCipher(
      vault,
      { net: data.net, chain: chain.key, entry: entry.id, commitment: entry.commitment },
      row.file,
      row.sha256,
      row.size,
      row.seed
    )
    const whole = createHash('sha256')
    const tree = new TreeBuilder(native)
    let sound = true
    let lacking = 0
    for (let n = 0; n < piecesOf(row.size); n++) {
      const sealed = held.has(n) ? pieceAt(db, row.pos, row.file, n) : undefined
      const piece = sealed && cipher.open(n, sealed)
      if (!sealed) lacking++
      else if (!piece) {
        blame('piece-damaged', row.pos, `part ${n} of ${attachment.sha256} does not open`, 'pieces')
        sound = false
      } else {
        whole.update(piece)
        tree.append(leafHash(native, piece))
      }
    }
    if (lacking > 0 && !partial) blame('piece-missing', row.pos, `${lacking} of ${piecesOf(row.size)} parts of ${attachment.sha256} are missing`, 'pieces')
    if (lacking > 0 || !sound) return lacking === 0
    const fits = whole.digest('base64url') === attachment.sha256 && toBase64url(tree.root()) === attachment.chunks
    if (!fits) blame('attachment-hash', row.pos, `the parts of ${attachment.sha256} do not give what was signed`, 'pieces')
    return true
  }

  return {
    entry(opened, index, entry, pos, payload, partial) {
      const rows = files.get(pos) ?? []
      const held = Map.groupBy(pieces.get(pos) ?? [], piece => piece.file)
      files.delete(pos)
      pieces.delete(pos)
      if (payload === undefined && !(rows.length > 0 || held.size > 0)) return
      const wanted = payload && attachmentsOf(payload)
      for (const row of rows) {
        const attachment = wanted?.get(row.sha256)
        const numbers = new Set(held.get(row.file)?.map(piece => piece.n))
        held.delete(row.file)
        if (wanted && (!attachment || attachment.size !== row.size))
          blame('attachment-without-entry', pos, `file ${row.file}: ${row.sha256}, ${row.size} bytes`, 'files')
        else if (attachment) {
          if (!checkFile(entry, row, numbers, attachment, partial)) counts.filesElsewhere++
          for (const n of numbers)
            if (n >= piecesOf(row.size)) blame('attachment-without-entry', pos, `part ${n} of ${row.sha256} is more than there are`, 'pieces')
          wanted!.delete(row.sha256)
        }
      }
      for (const file of held.keys()) blame('attachment-without-entry', pos, `parts of a file ${file} of which nothing else is known`, 'pieces')
      for (const { sha256 } of wanted?.values() ?? []) {
        counts.filesElsewhere++
        const found = fault('attachment-missing', chain.key, opened.body.height, `${sha256} is neither stored nor listed as lacking`, { index, table: 'files' })
        if (!partial) missing.push({ fault: found, record: `${opened.hash}.${index}` })
      }
    },
    skip(first, last) {
      for (const map of [files, pieces]) for (const pos of map.keys()) if (pos >= first && pos < last) map.delete(pos)
    },
    end() {
      for (const pos of new Set([...files.keys(), ...pieces.keys()]))
        blame('attachment-without-entry', pos, 'an attachment is stored that belongs to no entry', files.has(pos) ? 'files' : 'pieces')
    }
  }
}
