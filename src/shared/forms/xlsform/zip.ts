/**
 * The parts of a zip file, unpacked one by one on demand and never further than the limits. The sizes that the file itself claims
 * are not believed: what comes out is counted. PKWARE APPNOTE 4.3 to 4.5; no encryption, no zip64 (a workbook of 16 MiB needs none).
 */
import { Inflate } from 'fflate'
import { textOf } from '../../bytes.ts'
import { WORKBOOK_LIMITS, WorkbookFault } from './workbook.ts'

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
/** Compressed bytes given to the inflater at once: 16 KiB become at most 16 MiB before the count is looked at again. */
const STEP = 16 * 1024

interface Part {
  readonly method: number
  readonly offset: number
  readonly size: number
}

export interface Zip {
  readonly names: readonly string[]
  /** Undefined when there is none of that name. Throws WorkbookFault. */
  part(name: string): Uint8Array | undefined
}

const damaged = (): WorkbookFault => new WorkbookFault('the file is damaged or cut off')

/** Throws WorkbookFault. */
export function openZip(bytes: Uint8Array): Zip {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  const count = view.getUint16(end + 10, true)
  if (count > WORKBOOK_LIMITS.parts) throw new WorkbookFault(`the file has ${count} parts, at most ${WORKBOOK_LIMITS.parts} are read`)
  const parts = new Map<string, Part>()
  let at = view.getUint32(end + 16, true)
  for (let n = 0; n < count; n++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== ENTRY) throw damaged()
    if ((view.getUint16(at + 8, true) & 1) !== 0) throw new WorkbookFault('the file is protected by a password')
    const length = view.getUint16(at + 28, true)
    const name = textOf(bytes.subarray(at + 46, at + 46 + length)) ?? ''
    if (!parts.has(name)) parts.set(name, { method: view.getUint16(at + 10, true), size: view.getUint32(at + 20, true), offset: view.getUint32(at + 42, true) })
    at += 46 + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  let left: number = WORKBOOK_LIMITS.unpacked
  return {
    names: [...parts.keys()],
    part(name) {
      const part = parts.get(name)
      if (!part) return undefined
      const content = unpack(bytes, view, part, Math.min(left, WORKBOOK_LIMITS.part))
      left -= content.length
      return content
    }
  }
}

function findEnd(view: DataView): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 65_535); at--) if (view.getUint32(at, true) === END) return at
  throw damaged()
}

function unpack(bytes: Uint8Array, view: DataView, part: Part, limit: number): Uint8Array {
  const { offset, size, method } = part
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== LOCAL) throw damaged()
  const from = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
  if (from + size > bytes.length) throw damaged()
  const packed = bytes.subarray(from, from + size)
  if (method === 0) {
    if (size > limit) throw tooLarge()
    return packed
  }
  if (method !== 8) throw new WorkbookFault('the file is packed in a way that is not read here')
  return inflate(packed, limit)
}

const tooLarge = (): WorkbookFault => new WorkbookFault(`unpacked, the file is larger than the ${WORKBOOK_LIMITS.part / 1024 / 1024} MiB that are read`)

function inflate(packed: Uint8Array, limit: number): Uint8Array {
  const chunks: Uint8Array[] = []
  let length = 0
  let whole = false
  const inflater = new Inflate((chunk, final) => {
    length += chunk.length
    whole ||= final
    if (length <= limit) chunks.push(chunk.slice())
  })
  for (let at = 0; at < packed.length && !whole; at += STEP) {
    try {
      inflater.push(packed.subarray(at, at + STEP), at + STEP >= packed.length)
    } catch {
      throw damaged()
    }
    if (length > limit) throw tooLarge()
  }
  if (!whole) throw damaged()
  const content = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    content.set(chunk, at)
    at += chunk.length
  }
  return content
}
