/** Invariants that no broken picture of breaks.ts makes fail, each with a broken build that does (`--mutants` says what noticed which). */
export const BY_MUTANTS: Readonly<Record<string, string>> = {
  'copies-are-counted-by-office': 'offices-count-twice',
  'what-is-forged-is-refused': 'signature-unchecked',
  'all-is-sound-from-its-bytes': 'commitment-unchecked',
  'what-was-promised-must-come': 'promised-root-unchecked',
  'two-roots-of-one-size-are-evidence': 'fork-at-one-size-unseen',
  'the-best-evidence-counts': 'first-evidence-stays',
  'what-was-missed-is-asked-for': 'notes-unpulled',
  'who-was-put-back-goes-on': 'take-back-unsettled',
  'who-was-put-back-waits-for-all': 'take-back-settles-early',
  'one-administrator-is-not-enough': 'quorum-of-one',
  'two-administrators-are-enough': 'approvals-unjoined',
  'motions-reach-all': 'motions-unspread',
  'what-was-withdrawn-has-no-effect': 'withdrawal-ignored',
  'a-taken-role-cuts': 'role-uncut',
  'both-halves-are-kept': 'other-half-unfetched',
  'what-was-decided-is-held': 'decided-half-not-kept',
  'late-lines-are-kept-aside': 'late-lines-dropped',
  'what-was-accepted-enters': 'accepted-stay-aside',
  'one-key-goes-on-from-another': 'old-key-goes-on',
  'one-disk-twice-is-found': 'own-fork-unheeded',
  'receipts-come-back-by-stick': 'sticks-unwitnessed'
}
