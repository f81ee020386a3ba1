/** Broken builds: what is signed, taken, stored and listed. */
import { mutant, type Mutant } from './mutant.ts'

export const mutantsOfTaking: readonly Mutant[] = [
  mutant(
    'signature-unchecked',
    'shared/ledger/line.ts',
    'if (!verify(author, concat(DOMAIN, parts.body), fromBase64url(parts.sig)!))',
    'if (!verify)',
    'a line is taken that its author did not sign'
  ),
  mutant(
    'height-unchecked',
    'shared/ledger/chain.ts',
    'if (body.height !== state.size)',
    'if (body.height < 0)',
    'a line is taken at another height than its own'
  ),
  mutant('link-unchecked', 'shared/ledger/chain.ts', 'if (body.prev !== state.head)', "if (body.prev === '')", 'a line need not follow the one before'),
  mutant(
    'network-unchecked',
    'shared/ledger/chain.ts',
    'if (first ? body.net !== null : body.net === null || (body.net !== state.net && !(state.net === null && state.size === 0)))',
    'if (first && body.net !== null)',
    'lines of another network are taken'
  ),
  mutant(
    'checkpoint-signature-unchecked',
    'shared/ledger/fork.ts',
    'return verifyNote(h, verify, parsed!, [key]).code === undefined ? checkpoint : undefined',
    'return checkpoint',
    'a checkpoint counts that nobody signed'
  ),
  mutant(
    'evidence-unproved',
    'shared/ledger/fork.ts',
    'return checkpoint !== undefined && checkpoint.size === from && equal(checkpoint.root, root)',
    'return true',
    'evidence of a fork need not be signed'
  ),
  mutant(
    'proof-unchecked',
    'main/ledger/receive.ts',
    'if (!isProved(growing, checkpoint, proof)) return',
    'if (growing === undefined) return',
    'lines are stored that no checkpoint covers'
  ),
  mutant(
    'unknown-chain-taken',
    'main/ledger/receive.ts',
    "if (!known) return refuse('chain-unknown', 'the registry admits no such desk')",
    '',
    'lines of a desk that nobody admitted are stored'
  ),
  mutant(
    'frozen-chain-goes-on',
    'main/ledger/receive.ts',
    "return stopsAtFork(ledger, chain) ? refuse('chain-forked', 'its key signed two histories') : undefined",
    'return undefined',
    'a chain whose key signed two histories goes on',
    { file: 'main/ledger/receive.ts', find: 'if (applied && stopsAtFork(ledger, chain)) return', put: 'if (applied && chain.length === 0) return' }
  ),
  mutant(
    'entries-unchecked',
    'main/ledger/receive.ts',
    "if (wrong !== undefined) return refuse('line-entries', wrong, at)",
    '',
    'entries of a wrong shape are stored'
  ),
  mutant(
    'promised-root-unchecked',
    'main/ledger/receive.ts',
    'if (promised !== undefined && promised !== rootOf(native, whole))',
    "if (promised === '')",
    'another root than the one that was signed before passes'
  ),
  mutant(
    'fork-at-one-size-unseen',
    'main/ledger/receive.ts',
    'if (signed && contradicts(ledger, held, note, signed)) return',
    'if (held === undefined) return',
    'two checkpoints of one size are no evidence'
  ),
  mutant(
    'beyond-the-cut-taken',
    'main/ledger/receive.ts',
    'if (whole.cut === null && stored.cut !== null) aside.push(opened)',
    'if (whole === undefined) aside.push(opened)',
    'late lines of the revoked enter the chain'
  ),
  mutant('late-lines-dropped', 'main/ledger/receive.ts', '    putAside(ledger, aside)\n', '', 'late lines of the revoked are lost'),
  mutant(
    'lacking-unnoted',
    'main/ledger/receive.ts',
    "if (isCarrier(entry)) setLacking(db, posOf(lineId, index), isFor(entry.audience, office) ? 'payload' : 'audience')",
    'void isCarrier(entry)',
    'content that is not here is not asked for, and receipts claim it'
  ),
  mutant(
    'head-unstored',
    'main/ledger/receive.ts',
    'if (lines.length > 0) setHead(db, held.no, stored.size, lines.at(-1)!.leaf, stored.frontier)',
    '',
    "a batch is committed without the chain's new end"
  ),
  mutant('state-not-advanced', 'main/ledger/receive.ts', '  held.state = stored\n', '', 'memory stays behind the store'),
  mutant(
    'registry-unapplied',
    'main/ledger/receive.ts',
    'if (applied && held === ledger.registryChain) applyOwnRegistry(ledger, lines)',
    '',
    'registry lines come and have no effect until the next start'
  ),
  mutant(
    'everything-is-for-everyone',
    'main/ledger/receive.ts',
    "audience === 'everyone' || (office !== undefined && audience.includes(office))",
    'audience !== undefined || office !== undefined',
    'audiences are not looked at'
  ),
  mutant('mark-unmoved', 'main/ledger/append.ts', '  advanceMark(own)\n  if (state.kind', '  if (state.kind', 'what was signed is not marked'),
  mutant('own-state-not-advanced', 'main/ledger/append.ts', '  own.state = state\n', '', 'the next line is signed for the same height'),
  mutant('signs-in-trouble', 'main/ledger/append.ts', '  requireSigning(ledger, own)\n', '', 'a desk that was rolled back, or revoked, signs on'),
  mutant(
    'payload-unstored',
    'main/ledger/append.ts',
    '      storePayloads(ledger, state.chain, lineId, items)\n',
    '',
    'a record is acknowledged and its content is gone'
  ),
  mutant(
    'late-cut-unapplied',
    'main/ledger/append.ts',
    '  for (const held of ledger.chains.values()) held.state = withCut(ledger.registry, held.state)\n',
    '',
    'a cut that comes later does not reach chains that are here'
  ),
  mutant(
    'rollback-unnoticed',
    'main/ledger/ledger.ts',
    '  else settleMark(store, own)\n',
    '  else own.trouble = null\n',
    'a desk on an old copy of its folder signs second lines for the same heights'
  ),
  mutant(
    'mark-stays-behind',
    'main/ledger/ledger.ts',
    'if (marked.size < state.size) advanceMark(own)',
    '',
    'after a crash between commit and mark the mark stays behind'
  ),
  mutant(
    'numbers-start-again',
    'main/ledger/ledger.ts',
    'nextRef: lastRef(store, guard, own) + 1',
    'nextRef: 1',
    'running numbers are given twice after a restart'
  ),
  mutant(
    'commitment-unchecked',
    'main/ledger/payloads.ts',
    "return commitPayload(native, binding, payload) === entry.commitment ? attachmentsOf(payload) : 'payload-commitment'",
    'return attachmentsOf(payload)',
    'content is stored that the line does not bind'
  ),
  mutant('lacking-stays', 'main/ledger/payloads.ts', 'else clearLacking(db, pos)', '', 'what has come is still asked for'),
  mutant('revoked-stay', 'shared/record/registry.ts', 'for (const span of ending) span.until = from', 'void ending', 'who was revoked stays a member'),
  mutant(
    'revoked-uncut',
    'shared/record/registry.ts',
    'for (const { chain, size, root } of entry.cuts) this.cuts.push({ from, chain, size, root, person })',
    'void person',
    'a revocation cuts nothing'
  ),
  mutant(
    'cut-uncounted',
    'shared/record/judge.ts',
    '      cut.chain === at.chain && (cut.person',
    "      cut.chain === '' && (cut.person",
    'lines beyond a cut have effect'
  ),
  mutant(
    'content-unlisted',
    'main/ledger/project-again.ts',
    'if (versionAt(projection.index, stored.hash, indexOfPos(pos))) records.add(record)',
    '',
    'content that comes later is not in the lists'
  ),
  mutant(
    'waiting-unjudged',
    'main/ledger/project-again.ts',
    'const records = new Set(waitingRecords(index))',
    'const records = new Set<string>()',
    'what waited for the registry waits for ever'
  ),
  mutant(
    'cut-records-unjudged',
    'main/ledger/project-again.ts',
    'for (const cut of ledger.registry.cuts.slice(cutsBefore)) {',
    'for (const cut of ledger.registry.cuts.slice(0, 0)) {',
    'records beyond a new cut are listed as before'
  ),
  mutant(
    'gap-in-proofs',
    'main/ledger/hand-over.ts',
    'if (!held || from >= held.state.size) return undefined\n  const db',
    'if (!held || from >= held.state.size - 1) return undefined\n  const db',
    'the last line of a chain is never handed on'
  ),
  mutant(
    'aside-forgotten',
    'main/ledger/aside.ts',
    'export const heldHeight = (ledger: Ledger, held: Held): number => (isBeyondCut(held.state) ? asideState(ledger, held).size : held.state.size)',
    'export const heldHeight = (_: Ledger, held: Held): number => held.state.size',
    'late lines are asked for again without end'
  )
]
