/** Form packages are known by the hash of their bytes, which registry form entries and records name. */
import type { Hashing } from '../hashing.ts'
import type { Hash } from '../names.ts'

/** `xml`: the XForm as text, as it was published. */
export const packageHash = (h: Hashing, xml: string): Hash => h.hashText(`muniment/package/v1\n${xml}`)
/** Bytes of a form package: ten times the largest public form; it travels in pieces. */
export const MAX_PACKAGE_BYTES = 4_194_304
