/** Lines of chains, what may follow in a chain, and the registry's rules and judgements over what was read. */
import { textOf, utf8 } from '../../../src/shared/bytes.ts'
import type { Random } from '../../../src/main/cli/demo/random.ts'
import { native } from '../../../src/main/keys/native.ts'
import { grow, newChain } from '../../../src/shared/ledger/chain.ts'
import { canonical, type Json } from '../../../src/shared/ledger/jcs.ts'
import { cut, isRefused, open, type Opened } from '../../../src/shared/ledger/line.ts'
import { isDeskKind, wrongEntries } from '../../../src/shared/record/entry.ts'
import { judge } from '../../../src/shared/record/judge.ts'
import { proposalOf, withApprovals, approvalMessage } from '../../../src/shared/record/proposal.ts'
import { Registry } from '../../../src/shared/record/registry.ts'
import { openSound } from '../../kit/vectors.ts'
import { mutateBytes } from '../mutate-bytes.ts'
import { mutateJsonText, written, jsonOf, mutateValue } from '../mutate-json.ts'
import type { Target } from '../target.ts'
import { deskLines, registryLines } from './seeds.ts'

/** Signatures are taken for granted, so that everything behind them is met. */
export const anyone = (): boolean => true

const framed = (body: string, sig: string): Uint8Array => utf8(`{"body":${body},"sig":"${sig}"}`)

/** Mostly the body by its structure, inside a whole frame; else any byte of the line. */
export function mutateLine(seed: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  const parts = cut(seed)
  if (!parts || random.chance(0.2)) return mutateBytes(seed, others, random)
  const body = textOf(parts.body)!
  if (random.chance(0.05)) return framed(body, mutateJsonText(`"${parts.sig}"`, random).slice(1, -1))
  if (random.chance(0.002)) return framed(grown(body, random), parts.sig)
  return framed(mutateJsonText(body, random), parts.sig)
}

/** About as large as a line may be: what takes longest. */
function grown(body: string, random: Random): string {
  const value = jsonOf(body) as { readonly entries: readonly Json[] } & { readonly [key: string]: Json }
  const entry = { ...(value.entries[0] as Record<string, Json>), x: 'é'.repeat(random.below(2_000)) }
  return written(mutateValue({ ...value, entries: Array.from({ length: 1 + random.below(1_100) }, () => entry) }, random))
}

const opened = (input: Uint8Array): Opened | undefined => {
  const line = open(input, native, anyone)
  return isRefused(line) ? undefined : line
}
const again = ({ body, line }: Opened): Uint8Array => framed(canonical(body as unknown as Json), cut(line)!.sig)

function decodeLine(input: Uint8Array): Uint8Array | undefined {
  const line = opened(input)
  if (!line) return undefined
  for (const kind of ['desk', 'registry'] as const) {
    wrongEntries(line.body, kind)
    grow(native, newChain(kind, line.body.chain, line.body.net), line)
  }
  for (const { t } of line.body.entries) isDeskKind(t)
  return again(line)
}

/** A registry that has read all sound lines; made anew from time to time, because hostile ones change it. */
class Judges {
  #registry: Registry | undefined
  #used = 0

  get registry(): Registry {
    if (this.#used++ % 250 === 0 || !this.#registry) {
      const sound = registryLines.map(openSound)
      this.#registry = new Registry(native, anyone, sound[0]!.body.chain)
      for (const line of sound) this.#registry.applyLine(line)
    }
    return this.#registry
  }
}

function decodeRegistry(judges: Judges): Target['decode'] {
  return input => {
    const line = opened(input)
    if (!line || wrongEntries(line.body, 'registry') !== undefined) return undefined
    const { registry } = judges
    const { size } = registry
    registry.applyLine({ ...line, body: { ...line.body, height: size } })
    if (registry.size !== size + 1) throw new Error('the registry did not count the line')
    return again(line)
  }
}

function decodeJudged(judges: Judges): Target['decode'] {
  return input => {
    const line = opened(input)
    if (!line || wrongEntries(line.body, 'desk') !== undefined) return undefined
    for (const entry of line.body.entries) judge(judges.registry, line, entry, () => undefined)
    return again(line)
  }
}

/** The proposal that administrators signed is put together again from the entry; entry → proposal → entry is the identity. */
function decodeProposal(input: Uint8Array): Uint8Array | undefined {
  const line = opened(input)
  if (!line || wrongEntries(line.body, 'registry') !== undefined) return undefined
  const entries = line.body.entries.map(entry => {
    if (!('by' in entry)) return entry
    const { approvals } = entry['by'] as unknown as { approvals: readonly { key: never; sig: never }[] }
    const proposal = proposalOf(line.body.net, entry as never)
    approvalMessage(proposal)
    const back = withApprovals(proposal, approvals)
    // of two orders of the same approvals the proposal can not tell: `by` keeps the one that stands on the chain
    return { ...back, by: { ...(back['by'] as Record<string, Json>), approvals: approvals as unknown as Json } }
  })
  return again({ ...line, body: { ...line.body, entries: entries as never } })
}

export function lineTargets(): Target[] {
  const judges = new Judges()
  const known = registryLines.filter(line => wrongEntries(openSound(line).body, 'registry') === undefined)
  const desks = deskLines.filter(line => wrongEntries(openSound(line).body, 'desk') === undefined)
  const all = [...deskLines, ...registryLines]
  return [
    { name: 'line', share: 8, bound: 60, seeds: all, mutate: mutateLine, decode: decodeLine },
    { name: 'registry', share: 3, bound: 60, seeds: known, mutate: mutateLine, decode: decodeRegistry(judges) },
    { name: 'judge', share: 3, bound: 60, seeds: desks, mutate: mutateLine, decode: decodeJudged(judges) },
    { name: 'proposal', share: 2, bound: 60, seeds: known, mutate: mutateLine, decode: decodeProposal }
  ]
}
