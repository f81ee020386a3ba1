/**
 * What verification may establish to be wrong: a closed list of codes, each with the sentence a person reads first. `{place}`
 * is the block, the chain or the table, like "Block 1,203 of Yuma desk 2" (heights are said as they are stored, from 0).
 * A finding is a value (`Fault`); what is merely not known is no finding (see `notes` in main/work).
 */
import type { Hash, Key } from '../names.ts'
import type { ChainFault } from './chain.ts'
import type { LineFault } from './line.ts'

type Sentences<C extends string> = Readonly<Record<C, string>>

const lines: Sentences<LineFault | 'line-entries' | 'line-unreadable'> = {
  'line-too-large': '{place} was changed after it was filed: it is larger than any block can be.',
  'line-not-text': '{place} was changed after it was filed: it is not text any more.',
  'line-frame': '{place} was changed after it was filed: it is not framed as a block.',
  'line-not-canonical': '{place} was changed after it was filed: it is not canonical JSON.',
  'line-version': '{place} is of a version that this program does not know, or was changed after it was filed.',
  'line-shape': '{place} does not have the shape of a block.',
  'line-signature': '{place} was changed after it was filed: its author did not sign what is stored.',
  'line-entries': '{place} was signed, but holds an entry that is not formed as its kind must be.',
  'line-unreadable': '{place} can not be read from the disk.'
}
const order: Sentences<Exclude<ChainFault, 'beyond-cut'> | 'line-missing' | 'line-inserted' | 'line-out-of-order' | 'line-replaced' | 'tail-missing'> = {
  'wrong-network': '{place} belongs to another network.',
  'wrong-chain': '{place} belongs to another chain.',
  'wrong-height': '{place} says that it stands at another height.',
  'wrong-link': '{place} does not name the block before it.',
  'registry-point': '{place} does not name the registry as it must.',
  'registry-went-back': '{place} names an older registry than the block before it.',
  'wrong-author': '{place} was not signed by the key of the registry.',
  'cut-root': '{place} ends otherwise than the registry says.',
  'line-missing': '{place} is missing.',
  'line-inserted': '{place} was put in: it does not belong there.',
  'line-out-of-order': '{place} holds another block of the same chain: blocks were exchanged.',
  'line-replaced': '{place} was replaced by another that the same key signed: the block after it names a different one.',
  'tail-missing': '{place} and what followed it are missing from the end of the chain.'
}
const statements: Sentences<
  'checkpoint-root' | 'checkpoint-signature' | 'checkpoint-proof' | 'cosignature-wrong' | 'receipt-wrong' | 'seen-note-wrong' | 'fork-evidence'
> = {
  'checkpoint-root': '{place} does not lead to what its key signed for the whole chain.',
  'checkpoint-signature': '{place} has a checkpoint that its key did not sign as it is stored.',
  'checkpoint-proof': '{place} has a checkpoint whose proof does not fit the blocks that are here.',
  'cosignature-wrong': '{place} has the signature of a witness that does not fit.',
  'receipt-wrong': '{place} has a storage receipt that does not fit.',
  'seen-note-wrong': '{place} holds a note that is not the one it is kept as.',
  'fork-evidence': '{place} exists in two versions that the same key signed.'
}
const content: Sentences<
  | 'payload-commitment'
  | 'payload-damaged'
  | 'payload-size'
  | 'payload-without-entry'
  | 'payload-missing'
  | 'seed-missing'
  | 'cipher-missing'
  | 'piece-damaged'
  | 'piece-missing'
  | 'attachment-hash'
  | 'attachment-missing'
  | 'attachment-without-entry'
  | 'package-hash'
  | 'name-damaged'
> = {
  'payload-commitment': '{place} has content that is not what was signed.',
  'payload-damaged': '{place} has content that does not open: it, its key or its place was changed.',
  'payload-size': '{place} has content of another size than was signed.',
  'payload-without-entry': '{place} has stored content that belongs to none of its entries.',
  'payload-missing': '{place} has content that this desk must hold and does not.',
  'seed-missing': '{place} has content whose key was taken away.',
  'cipher-missing': '{place} has lost its content; only the key to it is left.',
  'piece-damaged': '{place} has an attachment of which a part does not open.',
  'piece-missing': '{place} has an attachment of which a part is missing.',
  'attachment-hash': '{place} has an attachment that is not what was signed.',
  'attachment-missing': '{place} has an attachment that this desk must hold and does not.',
  'attachment-without-entry': '{place} has a stored attachment that its entry does not name.',
  'package-hash': '{place} holds a form that is not the one that was published.',
  'name-damaged': '{place} has a name that does not open.'
}
const store: Sentences<
  | 'hash-column-wrong'
  | 'chains-table'
  | 'lacking-wrong'
  | 'mac-wrong'
  | 'staged-damaged'
  | 'foreign-row'
  | 'foreign-table'
  | 'schema-differs'
  | 'sqlite-damaged'
  | 'check-failed'
  | 'file-cut-off'
  | 'file-damaged'
  | 'index-differs'
  | 'index-damaged'
  | 'mark-ahead'
  | 'mark-differs'
  | 'mark-damaged'
  | 'keys-differ'
  | 'registry-succession'
> = {
  'hash-column-wrong': '{place} is stored beside a hash that is not its own.',
  'chains-table': '{place} is not as the table of chains says.',
  'lacking-wrong': '{place} has a row that is not as the program wrote it.',
  'mac-wrong': '{place} has a row that is not as the program wrote it.',
  'staged-damaged': '{place} has a file, attached to a draft, that does not open.',
  'foreign-row': '{place} has a row that belongs to nothing.',
  'foreign-table': '{place} is not a table of this program.',
  'schema-differs': '{place} is not made as this program makes it.',
  'sqlite-damaged': '{place} is damaged on disk.',
  'file-cut-off': '{place} is not all there.',
  'file-damaged': '{place} has a part that can not be read.',
  'check-failed': '{place} could not be checked, so that nothing is established about it.',
  'index-differs': '{place} differs from what the ledger says. The ledger counts; the list can be built anew.',
  'index-damaged': '{place} can not be read. It is a copy and can be built anew.',
  'mark-ahead': '{place} is missing: this desk has signed more than its database holds, so the database was rolled back.',
  'mark-differs': '{place} is not what this desk has signed, by the mark outside the database.',
  'mark-damaged': '{place} has no sound mark of how far this desk has signed.',
  'keys-differ': '{place} calls a person otherwise than the registry does.',
  'registry-succession': '{place} begins a registry that does not follow from the one before it.'
}

export const findings = { ...lines, ...order, ...statements, ...content, ...store }
export type FindingCode = keyof typeof findings
export const isFindingCode = (code: string): code is FindingCode => Object.hasOwn(findings, code)

/** One thing established to be wrong. Places are null where it concerns the whole chain, or no chain. */
export interface Fault {
  readonly code: FindingCode
  readonly chain: Key | null
  readonly height: number | null
  /** Index of the entry in its line. */
  readonly index: number | null
  /** Table of the store, and of it the row's key where that helps. */
  readonly table: string | null
  /** The evidence, in words. */
  readonly detail: string
  /** Id of evidence that the registry may have decided about. */
  readonly evidence?: Hash
}

export const fault = (
  code: FindingCode,
  chain: Key | null,
  height: number | null,
  detail: string,
  more: Partial<Pick<Fault, 'index' | 'table' | 'evidence'>> = {}
): Fault => ({
  code,
  chain,
  height,
  index: null,
  table: null,
  detail,
  ...more
})

/** The whole words of a finding: its sentence about `place`, and the evidence. */
export const findingText = (code: FindingCode, place: string, detail: string): string =>
  `${findings[code].replace('{place}', place)}${detail === '' ? '' : ` ${detail[0]!.toUpperCase()}${detail.slice(1)}.`}`
