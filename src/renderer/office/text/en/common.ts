export const common = {
  product: 'Muniment',
  cancel: 'Cancel',
  close: 'Close',
  back: 'Back',
  again: 'Try again',
  copy: 'Copy',
  copied: 'Copied',
  copyCode: 'Copy the code',
  code: 'Code: {{code}}',
  save: 'Save',
  undo: 'Undo',
  dismiss: 'Dismiss',
  optional: '(optional)',
  all: 'All',
  none: 'None',
  yes: 'Yes',
  loading: 'Getting this from the desk…',
  loadingLong: 'Still waiting for the desk…',
  failed: 'This could not be shown',
  failedAct: 'This did not work',
  stale: 'The newest state could not be fetched; what you see is from before.',
  chooseFile: 'Choose a file',
  chooseFiles: 'Choose files',
  dropFile: 'or drop it here',
  dropFiles: 'or drop them here',
  showDetails: 'Details',
  showPassphrase: 'Show the passphrase',
  hidePassphrase: 'Hide the passphrase',
  repeatPassphrase: 'Passphrase once more',
  passphrasesDiffer: 'The two passphrases differ.',
  required: 'required',
  fillIn: 'Fill this in.',
  newPage: '{{page}} · {{product}}'
} as const

export const time = {
  moment: 'a moment ago',
  minutes: '{{count, number}} min ago',
  hours_one: '{{count, number}} hour ago',
  hours_other: '{{count, number}} hours ago',
  todayShort: 'today',
  yesterdayShort: 'yesterday',
  today: 'today, {{clock}}',
  yesterday: 'yesterday, {{clock}}',
  inMinutes: 'in {{count, number}} min',
  inHours_one: 'in {{count, number}} hour',
  inHours_other: 'in {{count, number}} hours',
  inDays_one: 'in {{count, number}} day',
  inDays_other: 'in {{count, number}} days',
  seconds_one: '{{count, number}} second',
  seconds_other: '{{count, number}} seconds',
  minutesLong_one: '{{count, number}} minute',
  minutesLong_other: '{{count, number}} minutes',
  never: 'never',
  claimed: '{{exact}} (as claimed by the desk’s clock)',
  notBefore: '{{exact}} (not before: shown by another office’s signature)',
  notAfter: '{{exact}} (not after: shown by other offices’ signatures)',
  witnessed: '{{exact}} (as signed by the witness)',
  measured: '{{exact}} (by this desk’s clock)'
} as const

/**
 * Sentences of pages where the table in shared/errors.ts speaks of the command line or too generally. Same names of
 * details. What is not here is shown as that table says it.
 */
export const errors = {
  'bad-input': { what: 'The desk did not accept {{field}}: it wanted {{wanted}}.', next: 'Correct it and try again. Nothing was changed.' },
  'unknown-outcome': { what: 'The desk stopped before it answered.', next: 'Try again: what was already done is not done twice.' },
  internal: { what: 'Something in the program failed.', next: 'Nothing that was filed is lost. Try again; if it stays, copy the code and report it.' },
  'not-allowed': { what: 'Your role does not allow this.', next: 'Ask an administrator, or switch to a person who may.' },
  'not-signed-in': { what: 'Nobody is signed in at this desk any more.', next: 'Sign in, then try again. Saved drafts are kept.' },
  'disk-full': {
    what: 'The disk of this computer is full, up to the reserve that Muniment keeps.',
    next: 'Free some space, then try again. Reading and export still work; nothing that was filed is lost.'
  },
  'unknown-form': { what: 'That form is not on this desk.', next: 'See the list of forms, or wait until this desk has heard from the others.' },
  'waits-for-approval': {
    what: 'It was proposed, and approved by {{has}} of the {{needed}} administrators whom it takes.',
    next: 'It takes effect when enough have approved it: see Decisions.'
  },
  'backup-expired': {
    what: 'The backup expired on {{expired}}: what was destroyed since may still be in it.',
    next: 'Use a newer one. Where it is the only one, say that it is to be restored all the same, and let it sync at once, so that what was disposed of goes again.'
  },
  'no-session': {
    what: 'This page is not connected to the desk any more.',
    next: 'Start Muniment again, and use the page that it opens. What was saved as a draft is kept.'
  },
  'no-desk': { what: 'There is no desk in this folder yet.', next: 'Start a network or join one.' },
  'folder-in-use': { what: 'Another Muniment is using this desk’s folder.', next: 'Close the other one, then try again.' },
  'port-in-use': { what: 'Port {{port}} is in use by another program.', next: 'Close the other program or choose another port.' },
  'old-node': { what: 'This program was started with too old a runtime ({{got}}).', next: 'Install the newest Muniment on this machine.' }
} as const
