/**
 * Verifier keys as C2SP tools write them (c2sp.org/signed-note): `name+hex key id+base64(type ‖ public key)`. For people who
 * check our checkpoints with other programs, and for keys of theirs.
 */
import { concat, fromBase64, toBase64 } from '../bytes.ts'
import type { Hashing } from '../hashing.ts'
import { COSIGNATURE, isKeyName, keyId, SIGNATURE, type NoteKey } from './note.ts'

export const formatVerifierKey = (h: Hashing, { name, type, publicKey }: NoteKey): string =>
  `${name}+${keyId(h, name, type, publicKey)}+${toBase64(concat(Uint8Array.of(type), publicKey))}`

/** Strict; the key id must be the one of name, type and key. Undefined otherwise. */
export function parseVerifierKey(h: Hashing, text: string): NoteKey | undefined {
  const [name, id, base64, ...rest] = splitAtPlus(text)
  if (name === undefined || id === undefined || base64 === undefined || rest.length > 0 || !isKeyName(name)) return undefined
  const bytes = fromBase64(base64)
  const type = bytes?.[0]
  if (bytes?.length !== 33 || (type !== SIGNATURE && type !== COSIGNATURE)) return undefined
  const publicKey = bytes.subarray(1)
  return keyId(h, name, type, publicKey) === id ? { name, type, publicKey } : undefined
}

/** Standard base64 may hold plus signs itself: only the first two part the fields. */
function splitAtPlus(text: string): string[] {
  const first = text.indexOf('+')
  const second = text.indexOf('+', first + 1)
  return first === -1 || second === -1 ? [] : [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)]
}
