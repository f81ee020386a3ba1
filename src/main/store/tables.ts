/**
 * Every table of ledger.db and what tells that a row in it was changed by something else than this program. Verification
 * walks this list; a test holds it equal to the schema. What each guard establishes:
 *
 * - chain: signed lines bind it, directly or through a commitment or hash that a line carries
 * - checkpoint: it is itself a signed statement, checked by its signer's key
 * - rebuild: it says nothing of its own; made again from the lines it must come out the same
 * - mac: keyed under the vault key and bound to table and row (an HMAC column, or the cipher's own tag over both); a removed
 *   row shows in the tally of the table (guarded.ts). An older state of the whole table does not show.
 * - none: nothing depends on it
 */
export type Guard = 'chain' | 'checkpoint' | 'rebuild' | 'mac' | 'none'

export interface Table {
  readonly table: string
  readonly guard: Guard
  readonly why: string
}

export const tables = [
  { table: 'meta', guard: 'mac', why: 'an HMAC over name and value; read only through it' },
  { table: 'chains', guard: 'rebuild', why: 'size, head and frontier come out of the lines; the key is in every line' },
  { table: 'lines', guard: 'chain', why: 'the bytes that were signed; the hash is theirs; height and chain are in them' },
  { table: 'payloads', guard: 'chain', why: 'once opened the values give the commitment in the line; before that the cipher’s tag binds entry and commitment' },
  { table: 'seeds', guard: 'chain', why: 'another seed opens nothing; a missing one shows as a payload that can not be opened' },
  { table: 'files', guard: 'chain', why: 'hash and size are values of the payload; another seed opens nothing' },
  { table: 'pieces', guard: 'chain', why: 'the pieces give the tree root and SHA-256 that are values of the payload' },
  { table: 'checkpoints', guard: 'checkpoint', why: 'signed by the chain key; the proof ties it to the stored lines' },
  { table: 'cosignatures', guard: 'checkpoint', why: 'signed by the witness over a checkpoint' },
  { table: 'cosignature_days', guard: 'checkpoint', why: 'signed by the witness over a checkpoint' },
  { table: 'receipts', guard: 'checkpoint', why: 'signed by the desk that gave it' },
  { table: 'seen_notes', guard: 'checkpoint', why: 'the key is the hash of the note, whose lines are signed; a line of ours names it' },
  { table: 'lacking', guard: 'rebuild', why: 'entries with a payload in the lines, less those whose payload and files are here' },
  { table: 'packages', guard: 'chain', why: 'the key is the hash of the bytes; a form entry names it' },
  { table: 'aside', guard: 'mac', why: 'lines of no effect are outside every tree' },
  { table: 'evidence', guard: 'mac', why: 'signed by others, but which evidence we hold is our own statement' },
  { table: 'drafts', guard: 'mac', why: 'nobody has signed a draft' },
  { table: 'staged', guard: 'mac', why: 'owner, hash and size are bound by the tag of every piece' },
  { table: 'staged_pieces', guard: 'mac', why: 'the cipher’s tag binds owner, hash and number; the whole gives the SHA-256' },
  { table: 'invitations', guard: 'mac', why: 'says who may come in' },
  { table: 'requests', guard: 'mac', why: 'says who asked to come in' },
  { table: 'peers', guard: 'mac', why: 'addresses and last contact' }
] as const satisfies readonly Table[]

export type TableName = (typeof tables)[number]['table']
