/** Broken builds: what is said of others, shown, asked for and fetched back. */
import { mutant, type Mutant } from './mutant.ts'

export const mutantsOfSaying: readonly Mutant[] = [
  mutant(
    'receipt-claims-all',
    'main/ledger/receipts.ts',
    'const extent = extentOf(size, lacking, lacking.length < MOST)',
    'const extent = extentOf(size, [], true)',
    'a receipt names content that is not held'
  ),
  mutant(
    'receipt-of-strangers',
    'main/ledger/receipts.ts',
    " || !ledger.registry.deskAt(receipt.desk, ledger.registry.size)) return 'refused'",
    ") return 'refused'",
    'receipts of those who are not admitted count'
  ),
  mutant(
    'receipt-root-unchecked',
    'main/ledger/receipts.ts',
    "if (toBase64url(rootAt(db, held.no, receipt.size)) !== receipt.root) return 'refused'",
    '',
    'a receipt over other lines counts'
  ),
  mutant(
    'receipt-ahead-taken',
    'main/ledger/receipts.ts',
    "if (receipt.size > held.state.size) return 'ahead'",
    '',
    'a receipt over lines that are not here counts'
  ),
  mutant('receipt-of-another-network', 'main/ledger/receipts.ts', 'receipt.net !== ledger.net || ', '', 'a receipt of another network counts'),
  mutant(
    'receipt-signature-unchecked',
    'shared/record/receipt.ts',
    'return sig && verify(fromBase64url(receipt.desk)!, concat(DOMAIN, utf8(body)), sig) ? receipt : undefined',
    'return sig ? receipt : undefined',
    'a receipt counts that its desk did not sign'
  ),
  mutant('no-receipts', 'main/sync/witnessing.ts', ', makeReceipt(ledger, chain)].filter', '].filter', 'nobody says what it holds'),
  mutant('no-cosignatures', 'main/sync/witnessing.ts', 'isPaused ? undefined : cosignChain(ledger, chain), ', '', 'nobody witnesses'),
  mutant(
    'own-office-counts',
    'main/ledger/witness.ts',
    'return office === author ? undefined : office',
    'return office',
    "copies at the author's own office count"
  ),
  mutant(
    'revoked-copies-count',
    'main/ledger/witness.ts',
    'const office = registry.deskAt(desk, registry.size)?.office\n    return office === author',
    'const office = registry.desks.get(desk)?.office\n    return office === author',
    'what the revoked say counts on'
  ),
  mutant(
    'offices-count-twice',
    'main/ledger/witness.ts',
    'if (!known || time < known.time) first.set(office, { office, desk, time })',
    'first.set(desk as never, { office, desk, time })',
    'two desks of an office count as two copies'
  ),
  mutant('old-counts-shown', 'main/ledger/witness.ts', 'void kept.get(ledger)?.delete(chain)', 'void ledger', 'counts stay as they were first read'),
  mutant('exceptions-ignored', 'main/ledger/witness.ts', ' && !left.has(height * 1024 + index)', '', 'what a receipt excepts is shown as a copy'),
  mutant(
    'witness-below-its-size',
    'main/ledger/witness.ts',
    'const end = witnessing.findIndex(({ size }) => size <= height)',
    'const end = -1 as number',
    'lines count as witnessed that the cosignature does not cover'
  ),
  mutant('cosigns-frozen', 'main/ledger/cosign.ts', 'forkedChains(ledger).has(chain) || !isWitnessOf', '!isWitnessOf', 'a forked chain is witnessed'),
  mutant(
    'cosignature-of-strangers',
    'main/ledger/cosign.ts',
    ' || !registry.deskAt(signer.chain, registry.size)) return []',
    ') return []',
    'cosignatures of those who are not admitted count'
  ),
  mutant(
    'cosignature-root-unchecked',
    'main/ledger/cosign.ts',
    'if (!equal(checkpoint.root, rootAt(db, held.no, checkpoint.size)))',
    'if (checkpoint === undefined)',
    'a cosignature under another root counts'
  ),
  mutant(
    'cosignature-ahead-taken',
    'main/ledger/cosign.ts',
    "if (checkpoint.size > held.state.size) return 'ahead'",
    '',
    'a cosignature over lines that are not here counts'
  ),
  mutant(
    'desk-cosigns-itself',
    'main/ledger/cosign.ts',
    'if (!own || chain === own.chain || ledger',
    'if (!own || ledger',
    'a desk witnesses its own chain (if its office were not the same)'
  ),
  mutant(
    'kept-moves',
    'main/ledger/forks.ts',
    'const kept = before?.kept ?? witnessedSize(ledger, chain)\n  transact',
    'const kept = witnessedSize(ledger, chain)\n  transact',
    'what counts of a forked chain moves with better evidence'
  ),
  mutant('evidence-forgotten', 'main/ledger/forks.ts', '      if (!evidence) continue\n', '      continue\n', 'evidence is gone after a restart'),
  mutant('first-evidence-stays', 'main/ledger/forks.ts', '!isBetter({ id, evidence }, before)', 'before !== undefined', 'desks end with different evidence'),
  mutant(
    'evidence-unspread',
    'main/ledger/forks.ts',
    'export const forkTexts = (ledger: Ledger): string[] => [...forks(ledger).values()].map(({ text }) => text)',
    'export const forkTexts = (ledger: Ledger): string[] => [...forks(ledger).values()].map(({ text }) => text).slice(0, 0)',
    'evidence stays where it was found'
  ),
  mutant(
    'forks-uncompared',
    'main/ledger/forks.ts',
    "if (equal(fromBase64url(ours.root)!, root)) return 'agrees'",
    "if (ours) return 'agrees'",
    'two histories that meet are not compared'
  ),
  mutant(
    'audience-unenforced',
    'main/sync/serve-peer.ts',
    "else if (!isFor(entry.audience, office)) states.push('audience')",
    '',
    'content leaves to whom it is not for'
  ),
  mutant(
    'payloads-unswept',
    'main/sync/round.ts',
    'if (wanted === 0 || peer.swept',
    'if (wanted >= 0 || peer.swept',
    'content that was missed once is never asked for again'
  ),
  mutant(
    'notes-unpulled',
    'main/sync/round.ts',
    'for (const chain of notes) fresh.push',
    'for (const chain of notes.slice(0, 0)) fresh.push',
    'what is vouched for is not asked for'
  ),
  mutant('hello-believed', 'main/sync/round.ts', 'if (!isMember(ledger, peer.chain)) return false', '', 'what a revoked peer still says is taken'),
  mutant(
    'own-chain-not-fetched-back',
    'main/sync/pull.ts',
    'if (!batch || !noticeOwnAhead(pull.ledger, own, batch.note)) return null',
    'if (batch !== null) return null',
    'a desk that was put back does not fetch its lines'
  ),
  mutant('take-back-unsettled', 'main/ledger/take-back.ts', '  settle(own, checkpoint.size)\n', '', 'trouble stays when all lines are back'),
  mutant(
    'take-back-settles-early',
    'main/ledger/take-back.ts',
    "if (own.trouble?.code !== 'rolled-back' || marked?.size !== own.state.size || shown > marked.size) return\n  if (marked.head === own.state.head) own.trouble = null",
    'own.trouble = null',
    'signing goes on before all lines are back'
  ),
  mutant('seen-unkept', 'main/ledger/cosign.ts', 'return insertSeen(ledger.store.ledger, hash, bytes)', 'return true', 'lines name a note that is not kept'),
  mutant(
    'witnessing-not-made-up-for',
    'main/sync/witnessing.ts',
    'if (isPaused) waiting.set',
    'if (chain === undefined) waiting.set',
    'what came while the clock was in doubt is never witnessed'
  )
]
