/** A form package: the XForm as it was published. Its hash is what records and the registry name. */
import type { Hashing } from '../hashing.ts'
import type { Hash } from '../names.ts'

export const packageHash = (h: Hashing, xml: string): Hash => h.hashText(`muniment/package/v1\n${xml}`)
