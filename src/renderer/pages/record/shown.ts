/** What a record page is given, as its parts name it. */
import type { Output } from '../../../shared/contract.ts'

export type Shown = Output<'getRecord'>
export type Version = Shown['versions'][number]

export const keyOf = (version: Version): string => `${version.id.line}.${version.id.index}`
