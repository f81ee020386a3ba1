/** Who keeps the registry, and a new one in its place. */
export const registry = {
  title: 'The registry',
  lead: 'It says who is admitted and what they may do. One desk keeps it; administrators decide what it says.',
  keeper: 'Kept at',
  here: '{{name, name}} (here)',
  unknown: 'not known here yet',
  since: 'Since',
  first: 'the network began',
  lost: "The registry's desk is lost…",
  former: 'Until then it was kept at {{keeper, name}}. {{kept, number}} of its entries count.',
  formerMine:
    'This desk kept the registry until then. Administrators have put another desk in its place; this one goes on as an ordinary desk, and what it files counts as before.',
  why: 'Reason: {{reason}}',
  lostLines_one: '{{count, number}} later entry has no effect. It is kept:',
  lostLines_other: '{{count, number}} later entries have no effect. They are kept:',
  lostNone: 'No later entries of it are known here. If that desk comes back with some, they have no effect.',
  line: 'Block {{height, number}}: {{entries}}',
  competing: 'Two registries compete',
  competingBody:
    'Another registry was put in the place of the same one: somebody has approved both. This program does not choose between them. Nothing is admitted, revoked or decided until more than half of the administrators agree on one: whoever they trust begins a new registry at their desk, which sets the other aside.',
  restored:
    'This desk was restored from a backup, and the registry still knows the old one. If the desk that keeps the registry is lost too, the recovery key begins a new registry here.',
  dialogTitle: "The registry's desk is lost",
  warning: 'Be sure that the desk does not come back',
  warningBody:
    'A new registry begins at this desk, and the old one ends. If {{keeper, name}} is only switched off or out of reach, wait for it or bring it back: what it admits or revokes from now on has no effect, and invitations it has made are void. It goes on as an ordinary desk when it comes back.',
  needs_one: 'It takes {{count, number}} of {{of, number}} administrators. The recovery key counts as one.',
  needs_other: 'It takes {{count, number}} of {{of, number}} administrators. The recovery key counts as one.',
  forked:
    'The key of the registry has signed two histories. The first {{count, number}} entries, which are the same in both, count; what lies beyond is kept without effect.',
  reason: 'What happened to that desk?',
  sure: 'The desk is lost, or its key must not be used any more',
  mustBeSure: 'Confirm that the desk is lost.',
  next: 'Show what would be signed',
  nextBusy: 'Preparing…',
  byKey: 'Approve with the recovery key instead',
  byPassphrase: 'Approve with my passphrase instead'
} as const
