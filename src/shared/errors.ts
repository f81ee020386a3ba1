/**
 * Every failure that leaves a room has a code from this table. `message` says what happened, `next` what to do; both are
 * English for the command line and the log (pages translate by code). `{name}` is filled from the error's detail.
 * `status` is the HTTP status at the desk server.
 */
interface Entry {
  readonly status: number
  readonly message: string
  readonly next: string
}

export const errors = {
  // asking
  'bad-input': { status: 400, message: '{field}: wanted {wanted}, got {got}.', next: 'Correct {field} and try again. Nothing was changed.' },
  'unknown-call': { status: 404, message: 'There is no call named {name}.', next: 'The page and the desk may be of different versions: reload the page.' },
  'not-signed-in': { status: 401, message: 'Nobody is signed in at this desk.', next: 'Sign in, then try again.' },
  'not-allowed': {
    status: 403,
    message: 'Your role ({role}) does not allow this; it takes {wanted}.',
    next: 'Ask an administrator, or sign in as someone who may.'
  },
  'not-found': { status: 404, message: 'There is no {what} {id} on this desk.', next: 'Check the number, or wait until this desk has synced.' },
  'no-session': {
    status: 401,
    message: 'This page is not connected to the desk.',
    next: 'Run "muniment open", or restart Muniment, and use the address it gives.'
  },
  'foreign-page': { status: 403, message: "This was asked by {origin}, not by the desk's own page.", next: 'Use the address that Muniment gave.' },
  'unknown-outcome': { status: 503, message: 'The desk stopped before it answered.', next: 'Try again: what was already done is not done twice.' },
  internal: { status: 500, message: 'Something in the program failed: {what}.', next: 'Nothing that was filed is lost. Save the diagnostics and report it.' },

  // the desk and its folder
  'old-node': {
    status: 500,
    message: 'Muniment needs Node 22.18 or newer; this is Node {got}.',
    next: 'Install Node 24 from nodejs.org, or run through npm in the project folder.'
  },
  'no-desk': { status: 404, message: 'There is no desk in {folder}.', next: 'Start a network with "muniment init" or join one with "muniment join".' },
  'desk-exists': { status: 409, message: 'There is already a desk in {folder}.', next: 'Choose an empty folder, or use the desk that is there.' },
  'folder-in-use': {
    status: 409,
    message: 'Another Muniment is using {folder}.',
    next: 'Close it, or let this command go through it (leave --data as it is while the desk runs).'
  },
  'folder-moved': {
    status: 409,
    message: 'This folder was made on another machine: it is open for reading only.',
    next: 'If you moved it here, choose "I moved this folder"; if it is a copy, ask for a new key for this desk.'
  },
  'unsafe-folder': {
    status: 409,
    message: '{folder} is on {place}: a database can be torn there, and two machines can come to sign with one key.',
    next: 'Keep the folder on a disk of this machine; a desk that is there already can be moved. Backups and bundles carry records elsewhere.'
  },
  restored: {
    status: 409,
    message: 'This folder was restored from a backup: it is open for reading only.',
    next: 'Read, search, verify and export here. To file again, ask for a new key that goes on from the old desk.'
  },
  'not-stopped': {
    status: 409,
    message: 'This desk may sign under its key: there is nothing to go on from.',
    next: 'Go on working. A new key is asked for only when the old one may not sign any more.'
  },
  'mark-survives': {
    status: 409,
    message: 'The file that says how far this desk has signed is there, and says more than the database holds.',
    next: 'Fetch the chain back from another office, or go on under a new key.'
  },
  'continuation-unreadable': {
    status: 422,
    message: 'This is not a request to go on under a new key: {detail}.',
    next: 'Ask for the request again; it begins with "muniment-continue".'
  },
  'not-our-database': { status: 422, message: '{file} is not a Muniment database.', next: 'Check the folder; nothing in it was changed.' },
  'damaged-database': {
    status: 422,
    message: '{file} is damaged: {detail}.',
    next: 'Nothing was changed. Verify the folder, then restore from a backup or fetch the records from another office.'
  },
  'newer-database': {
    status: 409,
    message: '{file} was written by a newer Muniment (version {version}); it is open for reading only.',
    next: 'Install the newer program on this desk.'
  },
  'disk-full': {
    status: 507,
    message: 'The disk is full: {free} bytes are free, {wanted} are kept in reserve.',
    next: 'Free some space. Reading and export still work; nothing was lost and nothing was filed.'
  },
  'out-of-memory': {
    status: 503,
    message: 'There was not enough memory for this: {detail}.',
    next: 'It was not done, and nothing was lost. Close other programs, then try again.'
  },
  'disk-failed': {
    status: 500,
    message: 'The disk refused to store this: {detail}.',
    next: 'It was not filed. Restart the program; it verifies the folder before it writes again.'
  },
  'rolled-back': {
    status: 409,
    message: 'This desk has signed {marked} lines, but the database holds {held}: it was rolled back.',
    next: 'Nothing is signed until this is settled: the missing blocks come back from another office, or an administrator admits a new key.'
  },
  'signed-twice': {
    status: 409,
    message: 'The key of this desk has signed two histories: there is, or was, a copy of its folder or of the whole machine.',
    next: 'Nothing more is signed with it. Ask for a new key: the records and drafts here stay.'
  },
  'mark-damaged': {
    status: 409,
    message: 'The file that says how far this desk has signed is missing or damaged.',
    next: 'Nothing is signed until another office confirms how far this desk had come, or an administrator admits a new key.'
  },
  'program-damaged': {
    status: 500,
    message: 'A part of the program is missing or damaged: {what}.',
    next: 'Install Muniment again. The records are not touched by that.'
  },
  'port-in-use': {
    status: 409,
    message: 'Port {port} is in use by another program.',
    next: 'Choose another port with --port, or let the system choose with --port 0.'
  },

  // keys
  'wrong-passphrase': {
    status: 401,
    message: 'That passphrase does not open the key of {person}.',
    next: 'Try again; after several failures there is a wait. A forgotten passphrase takes an administrator or the recovery key.'
  },
  'weak-passphrase': {
    status: 400,
    message: 'The passphrase is too short: wanted at least {wanted} characters, got {got}.',
    next: 'Choose a longer passphrase, for example four or five words.'
  },
  'too-many-tries': { status: 429, message: 'Too many wrong passphrases for {person}.', next: 'Wait {seconds} seconds and try again.' },
  'unknown-person': { status: 404, message: 'Nobody named {person} uses this desk.', next: 'Check the name against the sign-in page.' },
  'keys-locked': { status: 401, message: 'The keys of this desk are locked.', next: 'Sign in to open them.' },
  'keys-lost': {
    status: 409,
    message: 'The key file of this desk ({file}) is missing: nobody can sign in.',
    next: 'If it was moved, put it back; else use the recovery key, which makes a new key for you. Nothing is lost.'
  },
  'damaged-keys': {
    status: 422,
    message: 'The key file of this desk is damaged: {detail}.',
    next: 'Nothing was changed. Put back a sound copy of it, or move the damaged file away and use the recovery key. Keys are never in a backup; an administrator can admit this desk under a new one.'
  },
  'recovery-mismatch': { status: 400, message: 'The words do not match the recovery key that was shown.', next: 'Type the words again as printed.' },

  // filing
  'not-admitted': { status: 403, message: 'This desk is not yet admitted to the network.', next: 'An administrator must admit it; drafts are kept meanwhile.' },
  'not-authorised': {
    status: 403,
    message: 'The registry does not allow {who} to {what} here.',
    next: 'Ask an administrator for the role, then try again. Your draft is kept.'
  },
  'too-large': { status: 413, message: '{what} is too large: {got}, at most {limit}.', next: 'Make it smaller or split it. Nothing was lost.' },
  'form-not-readable': { status: 422, message: 'The form can not be read: {detail}.', next: 'Correct the form and import it again. Nothing was changed.' },
  'form-unsupported': { status: 422, message: 'The form uses what this program does not do yet: {what}.', next: "See the form's page for the list." },
  'unknown-form': {
    status: 404,
    message: 'There is no form {form} on this desk.',
    next: 'See the forms with "muniment form list", or wait until this desk has synced.'
  },
  'bad-values': { status: 422, message: '{path}: {detail}.', next: 'Correct the value. Nothing was filed.' },
  'own-work': {
    status: 403,
    message: 'You wrote a version of {ref}, so you can not decide about it.',
    next: 'Another supervisor has to decide. Nothing was signed.'
  },
  'not-in-review': { status: 409, message: '{ref} is not in review.', next: 'Submit it for review first, or look at it again: somebody may have decided.' },
  'in-review-already': { status: 409, message: '{ref} is in review already, or was decided.', next: 'Open it again to see where it stands.' },
  'decided-already': {
    status: 409,
    message: 'You have decided so about {ref} already.',
    next: 'Nothing is to be done; take your decision back first to decide otherwise.'
  },
  'nothing-to-withdraw': { status: 409, message: 'No decision of yours about {ref} stands.', next: 'Open it again to see where it stands.' },
  'stale-version': { status: 409, message: 'This record has changed since you opened it.', next: 'Open it again; your changes are kept as a draft.' },
  'voided-record': { status: 409, message: 'This record is voided.', next: 'File a new record instead.' },

  'no-checkpoint': {
    status: 409,
    message: 'No signed checkpoint that is here covers block {height} yet.',
    next: 'Let this desk sync with the desk that filed it, then try again.'
  },

  // network
  'join-request-unreadable': {
    status: 422,
    message: 'This is not a request to join: {detail}.',
    next: 'Ask for the file again; it begins with "muniment-join". Nothing was taken in.'
  },
  'invitation-unreadable': {
    status: 422,
    message: 'This is not an invitation: {detail}.',
    next: 'Ask for the invitation again; it begins with "muniment-invitation".'
  },
  'invitation-expired': { status: 410, message: 'The invitation expired on {expired}.', next: 'Ask the office that sent it for a new one.' },
  'invitation-used': { status: 410, message: 'The invitation has been used already.', next: 'Ask the office that sent it for a new one.' },
  'invitation-foreign': {
    status: 409,
    message: 'The invitation is for another network.',
    next: 'This desk belongs to {network}; use an empty folder to join another.'
  },
  'invitation-wrong': {
    status: 403,
    message: 'The office does not know this invitation, or its code is wrong.',
    next: 'Ask the office that sent it for a new one.'
  },
  'join-refused': {
    status: 403,
    message: 'The office refused the request to join.',
    next: 'Ask the administrator who sent the invitation.'
  },
  'join-closed': {
    status: 410,
    message: 'The office expects nobody: the invitation has been used, withdrawn, or has expired.',
    next: 'Ask the office that sent it for a new one.'
  },
  'peer-unreachable': { status: 504, message: '{peer} could not be reached: {detail}.', next: 'Check the connection and the address; Muniment keeps trying.' },
  'peer-refused': { status: 403, message: '{peer} refused: {detail}.', next: 'Ask the administrator whether this desk is still admitted.' },
  'registry-competing': {
    status: 409,
    message: 'Two registries were put in the place of the same one, and nobody has said which counts.',
    next: 'Nothing is decided until more than half of the administrators settle it: start a new registry here that sets the other aside.'
  },
  'not-registry-desk': { status: 409, message: 'Only the desk that keeps the registry can do this: {desk}.', next: 'Do it there.' },

  // decisions about the network
  'waits-for-approval': {
    status: 409,
    message: 'It was proposed, and approved by {has} of the {needed} administrators whom it takes.',
    next: 'It takes effect when enough have approved it: see Decisions, or "muniment decisions".'
  },
  'motion-unreadable': { status: 422, message: 'This is not a proposal of this network: {detail}.', next: 'Ask for the file again. Nothing was taken in.' },
  'motion-closed': { status: 409, message: 'This proposal is closed: {state}.', next: 'Nothing was signed. If it is still wanted, propose it anew.' },
  'motion-no-effect': {
    status: 409,
    message: 'The registry would not let this take effect: {fault}.',
    next: 'Nothing was signed. Look at how the network stands now, and propose what fits it.'
  },
  'fork-not-held': {
    status: 409,
    message: 'There is no evidence here that {desk} signed two histories.',
    next: 'Nothing was proposed. Let this desk sync, or take in the evidence file.'
  },

  // files
  'not-a-bundle': { status: 422, message: '{file} is not a Muniment bundle: {detail}.', next: 'Check the file. Nothing was taken in.' },
  'not-a-backup': { status: 422, message: '{file} is not a Muniment backup: {detail}.', next: 'Check the file. Nothing was changed.' },
  'backup-locked': {
    status: 422,
    message: '{what} does not open this backup.',
    next: 'Use the passphrase that was given for this backup, or the recovery key of its network. Nothing was changed.'
  },
  'backup-damaged': {
    status: 422,
    message: 'The backup is damaged in its part "{part}": {detail}.',
    next: 'Nothing of it was taken in. Use another copy of it, or an older backup.'
  },
  'backup-newer': {
    status: 409,
    message: 'The backup was made by a newer Muniment (version {version}).',
    next: 'Install the newer program, then restore. Nothing was changed.'
  },
  'backup-expired': {
    status: 410,
    message: 'The backup expired on {expired}: what was destroyed since may still be in it.',
    next: 'Use a newer one. Where it is the only one, restore it all the same (--expired), and let it sync at once, so that what was disposed of goes again.'
  },
  'copy-running': { status: 409, message: '{what} is under way.', next: 'Wait until it is done, or cancel it.' },
  'copy-cancelled': { status: 409, message: 'It was cancelled.', next: 'Begin again when you are ready. Nothing was changed.' },
  'file-exists': { status: 409, message: '{file} exists already.', next: 'Choose another name; nothing is overwritten.' },
  'file-unwritable': {
    status: 507,
    message: '{file} can not be written: {detail}.',
    next: 'Check the path, the rights and the space, or choose another place. Nothing was lost.'
  },
  'file-unreadable': { status: 422, message: '{file} can not be read: {detail}.', next: 'Check the path and the rights.' }
} as const satisfies Record<string, Entry>

export type ErrorCode = keyof typeof errors
export type Detail = Readonly<Record<string, string | number | boolean | null>>

const fill = (template: string, detail: Detail): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => (name in detail ? String(detail[name]) : `(${name})`))

/** The one error that crosses rooms. Facts are in `detail`, never only in the sentence. */
export class OfficeError extends Error {
  readonly code: ErrorCode
  readonly detail: Detail

  constructor(code: ErrorCode, detail: Detail = {}, options?: ErrorOptions) {
    super(fill(errors[code].message, detail), options)
    this.name = 'OfficeError'
    this.code = code
    this.detail = detail
  }

  /** What the person can do now, in English. */
  get next(): string {
    return fill(errors[this.code].next, this.detail)
  }
}

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errors, code)
