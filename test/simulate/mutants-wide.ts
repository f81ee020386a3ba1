/** Broken builds: decisions, cuts by role, keys that go on, bundles. */
import { mutant, type Mutant } from './mutant.ts'

export const mutantsOfDeciding: readonly Mutant[] = [
  mutant(
    'quorum-of-one',
    'shared/record/registry.ts',
    "return counted.size >= wanted ? undefined : 'quorum'",
    'return void wanted',
    'one administrator is enough'
  ),
  mutant(
    'keys-counted-for-persons',
    'shared/record/registry.ts',
    'if (person !== undefined) counted.add(person)',
    'if (person !== undefined) for (const n of [1, 2]) counted.add(`${person} ${n}`)',
    'one person counts twice'
  ),
  mutant(
    'motions-unspread',
    'main/ledger/motions.ts',
    ".filter(({ motion }) => ['open', 'withdrawn'].includes(stateOfMotion(ledger, motion)))",
    ".filter(({ motion }) => ['none'].includes(stateOfMotion(ledger, motion)))",
    'motions stay where they were made'
  ),
  mutant(
    'approvals-unjoined',
    'main/ledger/motions.ts',
    'const joined = before ? joinMotions(before, given) : given',
    'const joined = before ?? given',
    'approvals that come later are not added'
  ),
  mutant(
    'motions-unfiled',
    'main/ledger/motions.ts',
    'if (!ownRegistry || ownRegistry.trouble',
    'if (ownRegistry || !ownRegistry',
    'what was approved is not filed'
  ),
  mutant(
    'withdrawal-ignored',
    'shared/record/motion.ts',
    'approvals.filter(voice => !withdrawn.some(back => back.key === voice.key))',
    'approvals.filter(voice => withdrawn !== undefined && voice !== undefined)',
    'who has withdrawn still counts'
  ),
  mutant(
    'role-uncut',
    'shared/record/judge.ts',
    '      cut.chain === at.chain && (cut.person',
    '      cut.chain === at.chain && cut.person === null && (cut.person',
    'a role that is taken cuts nothing'
  ),
  mutant(
    'own-rights-unlooked-at',
    'main/ledger/file-record.ts',
    'if (person && allows(registry.grantsOf(person, registry.size), wanted, desk.office, form, own)) return',
    'if (person) return',
    'who may not file signs all the same'
  ),
  mutant(
    'other-half-unfetched',
    'main/sync/pull.ts',
    'if (!held || !forkOf(ledger, chain) || agreesWithDecision(ledger, chain)) return false',
    'if (held !== null) return false',
    'the other half of a forked chain is not fetched'
  ),
  mutant(
    'decided-half-not-kept',
    'main/ledger/keep-half.ts',
    'const from = takeKept(ledger, held)\n',
    'const from = ledger.net ? undefined : takeKept(ledger, held)\n',
    'the half that is decided for does not take its place'
  ),
  mutant(
    'accepted-stay-aside',
    'main/ledger/accept.ts',
    'if (ledger.registry.accepted.size === 0 || ledger.store.readonly) return []',
    'if (ledger.registry.accepted.size >= 0 || ledger.store.readonly) return []',
    'what was accepted stays aside'
  ),
  mutant(
    'old-key-goes-on',
    'shared/record/registry.ts',
    'if (continues !== null) this.cuts.push(',
    "if (continues?.chain === '') this.cuts.push(",
    'the chain that is continued does not end'
  ),
  mutant(
    'own-fork-unheeded',
    'main/ledger/forks.ts',
    "if (own?.state.chain === chain) markRolledBack(ledger, own, 'forked')",
    "if (own?.state.chain === '') markRolledBack(ledger, own, 'forked')",
    'a desk that runs twice signs on'
  ),
  mutant(
    'sticks-unwitnessed',
    'main/ledger/vouch.ts',
    'clockDisputed ? undefined : cosignChain(ledger, chain), makeReceipt(ledger, chain)].filter',
    'clockDisputed ? undefined : cosignChain(ledger, chain)].filter',
    'no receipt is made of what a bundle has brought'
  )
]
