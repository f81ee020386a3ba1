/** `verify FILE` on the evidence of a fork: that file alone establishes that a key signed two histories, or establishes nothing. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { fromBase64url } from '../../../shared/bytes.ts'
import { parseNote, parseOrigin } from '../../../shared/ledger/note.ts'
import type { ForkEvidence, Side } from '../../../shared/ledger/fork.ts'
import { readForkFile } from '../../verify-folder.ts'
import type { Answer } from '../answer.ts'

const BEGINS = '{"at":'
/** Two notes with their proofs take some kilobytes; a note may have 64 KiB. */
const MOST_BYTES = 1_048_576

function textIn(path: string): string | undefined {
  const file = openSync(path, 'r')
  const head = Buffer.alloc(BEGINS.length)
  try {
    readSync(file, head)
  } finally {
    closeSync(file)
  }
  if (head.toString('latin1') !== BEGINS) return undefined
  const bytes = readFileSync(path)
  return bytes.length > MOST_BYTES ? '' : bytes.toString('utf8')
}

const sideOf = ({ note, root }: Side): { readonly size: string; readonly root: string; readonly witnesses: readonly string[] } => ({
  root,
  size: note.split('\n')[1] ?? '',
  witnesses: (parseNote(note)?.signatures ?? []).flatMap(({ name, payload }) => (payload.length === 72 ? (parseOrigin(name)?.chain ?? []) : []))
})

const about = (evidence: ForkEvidence, id: string): string[] => [
  `The key ${evidence.chain} signed two histories that can not both be true.`,
  `Network: ${evidence.net}`,
  ...evidence.sides.map((side, i) => {
    const { size, root } = sideOf(side)
    return `${i === 0 ? 'A' : 'B'}: it signed for ${size} lines; the first ${evidence.at} of them have the root ${root}.`
  }),
  `Established by this file alone: both signatures, and that the two trees of ${evidence.at} lines differ.`,
  'Not established: who used the key, and why. A copied or restored folder does the same as a forger.',
  `Evidence: ${id}`
]

/** Undefined for a file of another kind. Exit code 1: it convicts. */
export function forkVerdict(path: string, network?: string): Answer | undefined {
  const text = textIn(path)
  if (text === undefined) return undefined
  const read = readForkFile(text)
  const evidence = read?.evidence
  const other = evidence && network !== undefined && evidence.net !== network
  if (!evidence || other) {
    const why = other ? 'it is of another network' : 'it proves nothing'
    return { value: { verdict: 'nothing', why }, text: [`This file convicts nobody: ${why}.`], code: 0 }
  }
  const { id } = read!
  return {
    value: {
      verdict: 'two-histories',
      chain: evidence.chain,
      network: evidence.net,
      at: evidence.at,
      sides: evidence.sides.map(sideOf),
      evidence: id,
      key: Buffer.from(fromBase64url(evidence.chain)!).toString('hex')
    },
    text: about(evidence, id),
    code: 1
  }
}
