import { findings } from './es/findings.ts'
import { integrity } from './es/integrity.ts'

/** Spanish, as far as it goes: what is not here is said in English. */
export const es = { findings, integrity } as const
