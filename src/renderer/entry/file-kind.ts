/**
 * What a file is, by its first bytes and never by what it is called: only pictures, sounds and films that a browser plays from
 * memory without running anything are shown in the program. Everything else (documents, SVG, HTML, archives) is only saved to disk.
 */
export type Kind = 'image' | 'audio' | 'video' | 'other'

export interface Judged {
  readonly kind: Kind
  /** The type under which it may be shown; '' for `other`. */
  readonly type: string
}

const ascii = (bytes: Uint8Array, from: number, length: number): string => String.fromCharCode(...bytes.subarray(from, from + length))
const begins = (bytes: Uint8Array, ...first: number[]): boolean => first.every((byte, at) => bytes[at] === byte)
const OTHER: Judged = { kind: 'other', type: '' }

/** From the first 64 bytes or more. */
export function judgeFile(bytes: Uint8Array): Judged {
  if (begins(bytes, 0x89, 0x50, 0x4e, 0x47)) return { kind: 'image', type: 'image/png' }
  if (begins(bytes, 0xff, 0xd8, 0xff)) return { kind: 'image', type: 'image/jpeg' }
  if (ascii(bytes, 0, 4) === 'GIF8') return { kind: 'image', type: 'image/gif' }
  if (ascii(bytes, 0, 2) === 'BM') return { kind: 'image', type: 'image/bmp' }
  if (ascii(bytes, 0, 4) === 'RIFF') return riff(ascii(bytes, 8, 4))
  if (ascii(bytes, 4, 4) === 'ftyp') return container(ascii(bytes, 8, 4))
  if (ascii(bytes, 0, 3) === 'ID3' || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2)) return { kind: 'audio', type: 'audio/mpeg' }
  if (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xf6) === 0xf0) return { kind: 'audio', type: 'audio/aac' }
  if (ascii(bytes, 0, 4) === 'fLaC') return { kind: 'audio', type: 'audio/flac' }
  if (ascii(bytes, 0, 4) === 'OggS') return ascii(bytes, 0, 64).includes('theora') ? { kind: 'video', type: 'video/ogg' } : { kind: 'audio', type: 'audio/ogg' }
  if (begins(bytes, 0x1a, 0x45, 0xdf, 0xa3)) return { kind: 'video', type: 'video/webm' }
  return OTHER
}

function riff(form: string): Judged {
  if (form === 'WEBP') return { kind: 'image', type: 'image/webp' }
  return form === 'WAVE' ? { kind: 'audio', type: 'audio/wav' } : OTHER
}

function container(brand: string): Judged {
  if (brand === 'avif') return { kind: 'image', type: 'image/avif' }
  return brand.startsWith('M4A') ? { kind: 'audio', type: 'audio/mp4' } : { kind: 'video', type: 'video/mp4' }
}

/** The file under the type that its bytes have; undefined where it is only to be saved. */
export async function showable(blob: Blob): Promise<{ readonly kind: Exclude<Kind, 'other'>; readonly blob: Blob } | undefined> {
  const { kind, type } = judgeFile(new Uint8Array(await blob.slice(0, 64).arrayBuffer()))
  return kind === 'other' ? undefined : { kind, blob: new Blob([blob], { type }) }
}
