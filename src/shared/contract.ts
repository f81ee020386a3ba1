/**
 * Every call and event between a page (or command) and the office, declared once: who may, what goes in, what comes
 * out, what makes an answer stale. Types of both sides are inferred from this table. Non-goals: attachments and
 * downloads (see `Files` in wire.ts), and peers (sync/messages.ts).
 */
import { z } from 'zod'
import { continuing, markView } from './mark-views.ts'
import { verifyJob } from './verify-views.ts'
import { decisionsView, motionView, proposed } from './contract-decisions.ts'
import { successionInput, successionView } from './contract-succession.ts'
import { backupMade, backupsView, keepDays, openBackup, scheduleInput } from './contract-backups.ts'
import { bundlePlan, bundleTaken, bundleWish } from './contract-bundles.ts'
import { chainRow, invitationView, limitsInput, limitsView, networkView, reachTest, status } from './contract-network.ts'
import { decide, draft, draftRow, fieldInput, listQuery, proof, provenance, recordId, recordRow, review, stagedRef, version } from './contract-records.ts'
import { count, hash, passphrase, roles, text, uuid, type NewsKind, type Role } from './contract-parts.ts'

export { newsKinds, type News, type NewsKind } from './contract-parts.ts'
export { roles, type Role }
export { recordStates } from './contract-records.ts'
export { reviewStates } from './record/review.ts'
export type { AttachmentRef, FieldInput, FieldValue, RecordId, RecordRow, Value } from './contract-records.ts'
export type { ContactTrouble } from './contract-network.ts'
export type { SuccessionView } from './contract-succession.ts'
export type { DecisionsView, ForkView, MotionView } from './contract-decisions.ts'

/** Who may call, as a rank: `anyone` includes nobody signed in; `person` is anyone signed in. */
export const ranks = ['anyone', 'person', 'viewer', 'clerk', 'supervisor', 'records', 'admin'] as const
export type Rank = (typeof ranks)[number]

const nothing = z.object({})
const short = z.string().trim().min(1).max(200)

// ——— the desk and its people ———
const person = z.object({ person: hash, key: hash, name: text, role: z.enum(roles).nullable(), here: z.boolean(), active: z.boolean() })
const deskState = z.object({
  /** new: empty folder · joining: asked, not yet admitted · locked: nobody signed in · open · readonly: see `trouble` */
  state: z.enum(['new', 'joining', 'locked', 'open', 'readonly']),
  trouble: z.object({ code: text, message: text, next: text }).nullable(),
  network: z.object({ id: hash, name: text, mode: z.enum(['private', 'permissioned', 'public']) }).nullable(),
  office: z.object({ id: uuid, name: text }).nullable(),
  desk: z.object({ chain: hash, number: count, name: text }).nullable(),
  people: z.array(person),
  me: person.nullable(),
  /** false until the recovery key is confirmed or a second administrator exists. */
  live: z.boolean(),
  registryHere: z.boolean(),
  folder: text,
  version: text
})

// ——— forms ———
const formRow = z.object({
  form: text,
  version: text,
  title: text,
  package: hash,
  state: z.enum(['published', 'closed']),
  languages: z.array(text),
  questions: count,
  unsupported: z.array(z.object({ path: text, what: text })),
  audience: z.union([z.literal('everyone'), z.array(uuid)]),
  newest: z.boolean(),
  records: count,
  /** Who must approve its records before they count as approved. */
  review: z.enum(['none', 'one', 'four-eyes', 'two-offices'])
})

interface Declared<I extends z.ZodType, O extends z.ZodType> {
  readonly rank: Rank
  readonly input: I
  readonly output: O
  readonly stale: readonly NewsKind[]
}
const call = <I extends z.ZodType, O extends z.ZodType>(rank: Rank, input: I, output: O, stale: readonly NewsKind[] = []): Declared<I, O> => ({
  rank,
  input,
  output,
  stale
})

export const calls = {
  deskState: call('anyone', nothing, deskState, ['deskChanged', 'joinChanged']),
  startNetwork: call(
    'anyone',
    z.object({ network: short, office: short, person: short, passphrase, mode: z.enum(['private', 'permissioned']).default('permissioned') }),
    z.object({ recoveryKey: text })
  ),
  confirmRecovery: call('admin', z.object({ recoveryKey: text.max(1000) }), nothing),
  readInvitation: call('anyone', z.object({ invitation: text.max(16_384) }), invitationView),
  joinNetwork: call('anyone', z.object({ invitation: text.max(16_384), person: short, passphrase }), z.object({ words: text, admitted: z.boolean() })),
  signIn: call('anyone', z.object({ person: z.string().trim().max(200), passphrase }), person),
  signOut: call('person', nothing, z.object({ onlyHere: count })),
  changePassphrase: call('person', z.object({ old: passphrase, new: passphrase }), nothing),
  addPerson: call('admin', z.object({ name: short, role: z.enum(roles), passphrase }), person),
  /** The way back when nobody's passphrase opens the registry's desk: a person of this desk gets a new key. */
  recover: call('anyone', z.object({ recoveryKey: text.max(1000), person: short, passphrase }), person),
  rebindFolder: call('anyone', z.object({ person: short, passphrase }), nothing),

  /** Why this desk does or does not sign, by chain, and what it has asked for. */
  mark: call('person', nothing, markView, ['deskChanged', 'peersChanged', 'headMoved', 'joinChanged']),
  /** "Go on under a new key": by someone who can open this desk. At a desk that keeps the registry an administrator admits it at once. */
  continueDesk: call('anyone', z.object({ person: z.string().trim().max(200), passphrase }), z.object({ words: text, text, admitted: z.boolean() })),
  /** The mark is lost and nobody can confirm it: whoever has the recovery key says that this is the newest copy. */
  vouchForMark: call('person', z.object({ recoveryKey: text.max(1000) }), nothing),
  /** What this desk filed beyond the end of the chain that it goes on from, filed again under the new key by who asks. */
  fileAgain: call('clerk', nothing, z.object({ filed: count, already: count, left: count })),
  listContinuing: call('admin', nothing, z.array(continuing), ['peersChanged', 'joinChanged', 'headMoved']),
  takeContinuing: call('admin', z.object({ text: text.max(16_384) }), continuing),
  admitContinuing: call('admin', z.object({ id: uuid, role: z.enum(roles).default('clerk') }), nothing),
  refuseContinuing: call('admin', z.object({ id: uuid }), nothing),
  status: call('person', nothing, status, ['headMoved', 'peersChanged', 'draftsChanged']),

  listForms: call('viewer', nothing, z.array(formRow), ['formsChanged', 'headMoved']),
  getForm: call('viewer', z.object({ package: hash }), formRow.extend({ xml: text }), ['formsChanged']),
  importForm: call(
    'admin',
    z.object({
      xml: text.max(4_000_000),
      audience: z.union([z.literal('everyone'), z.array(uuid).max(1024)]).default('everyone'),
      /** As it is, or none for a form that is new. */
      review: z.enum(['none', 'one', 'four-eyes', 'two-offices']).optional()
    }),
    formRow
  ),

  listDrafts: call('clerk', nothing, z.array(draftRow), ['draftsChanged']),
  /** Drafts of the caller that can not be opened: they were damaged on the disk. */
  damagedDrafts: call('clerk', nothing, z.array(z.object({ id: text })), ['draftsChanged']),
  getDraft: call('clerk', z.object({ id: uuid }), draft),
  saveDraft: call(
    'clerk',
    z.object({
      id: uuid,
      package: hash,
      instance: text.max(2_000_000),
      name: text.max(300).default(''),
      answered: count.default(0),
      total: count.default(0),
      amends: recordId.nullable().default(null),
      staged: z.array(stagedRef).max(200).default([]),
      open: z.boolean().default(false)
    }),
    draftRow
  ),
  deleteDraft: call('clerk', z.object({ id: uuid }), nothing),

  /** File one record. `id` is the client's UUIDv7: asking again with the same id answers the same record. */
  fileRecord: call(
    'clerk',
    z.object({ id: uuid, package: hash, values: z.array(fieldInput).max(4096), provenance, draft: uuid.nullable().default(null) }),
    z.object({ id: recordId, ref: text, already: z.boolean() })
  ),
  fileRecords: call(
    'clerk',
    z.object({
      package: hash,
      records: z
        .array(z.object({ id: uuid, values: z.array(fieldInput).max(4096) }))
        .min(1)
        .max(1000),
      provenance
    }),
    z.array(z.object({ id: recordId, ref: text, already: z.boolean() }))
  ),
  amendRecord: call(
    'clerk',
    z.object({
      id: uuid,
      record: recordId,
      amends: z.array(recordId).min(1).max(1024),
      values: z.array(fieldInput).max(4096),
      package: hash,
      reason: z.string().trim().min(1).max(2000),
      provenance,
      draft: uuid.nullable().default(null)
    }),
    z.object({ id: recordId, ref: text, already: z.boolean() })
  ),
  voidRecord: call(
    'clerk',
    z.object({ id: uuid, record: recordId, amends: z.array(recordId).min(1).max(1024), reason: z.string().trim().min(1).max(2000) }),
    z.object({ id: recordId, ref: text, already: z.boolean() })
  ),
  listRecords: call('viewer', listQuery, z.object({ total: count, rows: z.array(recordRow) }), ['headMoved']),
  recordFacets: call(
    'viewer',
    nothing,
    z.object({
      forms: z.array(z.object({ form: text, title: text, records: count })),
      offices: z.array(z.object({ office: text, records: count })),
      authors: z.array(z.object({ author: text, records: count })),
      states: z.array(z.object({ state: text, records: count }))
    }),
    ['headMoved']
  ),
  getRecord: call(
    'viewer',
    z.object({ record: text.max(200) }),
    z.object({ row: recordRow, heads: z.array(recordId), versions: z.array(version), review, proof }),
    ['headMoved', 'peersChanged']
  ),
  /** Decides about one record or several, each as it stands now; each `id` is the client's, so that asking again signs nothing twice. */
  reviewRecords: call('clerk', decide, z.array(z.object({ id: recordId, ref: text, already: z.boolean() }))),
  /** One record or several as a file that proves them: all but what is withheld (with its place: `hide`). `repeats`: shown paths that hold a withheld text. */
  proveRecord: call(
    'viewer',
    z.object({
      record: z.union([text.max(200), z.array(text.max(200)).min(1).max(500)]),
      withhold: z.array(text.min(1).max(1024)).max(4096).default([]),
      hide: z.array(text.min(1).max(1024)).max(4096).default([]),
      attachments: z.boolean().default(true)
    }),
    z.object({ download: text, name: text, size: count, repeats: z.array(text) })
  ),

  listChains: call('viewer', nothing, z.array(chainRow), ['headMoved', 'peersChanged']),
  startVerify: call('viewer', nothing, verifyJob),
  verifyJob: call('viewer', nothing, verifyJob, ['jobChanged']),
  cancelVerify: call('viewer', nothing, verifyJob),

  network: call('viewer', nothing, networkView, ['peersChanged', 'joinChanged', 'headMoved']),
  createInvitation: call(
    'admin',
    z.object({
      office: short,
      role: z.enum(roles).default('clerk'),
      oversight: z.boolean().default(false),
      hours: z
        .int()
        .min(1)
        .max(24 * 90)
        .default(24 * 7)
    }),
    z.object({ id: uuid, text, expires: text })
  ),
  cancelInvitation: call('admin', z.object({ id: uuid }), nothing),
  /** Admits at once, or, where it takes more than one administrator, proposes it. `as`: who the newcomer is already, at another desk. */
  admitRequest: call('admin', z.object({ id: uuid, as: hash.nullable().default(null) }), z.object({ admitted: z.boolean(), needed: count })),
  refuseRequest: call('admin', z.object({ id: uuid }), nothing),
  /** What waits for a decision, what was decided, what is kept aside, which desks signed two histories. */
  decisions: call('viewer', nothing, decisionsView, ['peersChanged', 'joinChanged', 'headMoved']),
  /** Composes a proposal; nobody has signed it. What would be signed is in the answer. */
  draftMotion: call('admin', proposed, motionView),
  /** Signs a draft or an open proposal, after the passphrase was given again. Filed at once where the registry is here and enough have approved. */
  approveMotion: call('admin', z.object({ id: hash, passphrase }), motionView),
  /** The same with the recovery key, which counts as one administrator. */
  approveByRecovery: call('viewer', z.object({ id: hash, recoveryKey: text.max(1000) }), motionView),
  /** Who keeps the registry, and what it succeeded. */
  succession: call('person', nothing, successionView, ['peersChanged', 'joinChanged', 'headMoved', 'deskChanged']),
  /** A new registry at this desk, for one that is lost: composed, signed by nobody. */
  draftSuccession: call('viewer', successionInput, motionView),
  withdrawMotion: call('admin', z.object({ id: hash, passphrase }), motionView),
  /** A proposal as text for a file, with the approvals so far. */
  exportMotion: call('viewer', z.object({ id: hash }), z.object({ name: text, text })),
  importMotion: call('viewer', z.object({ text: text.max(1_000_000) }), motionView.extend({ already: z.boolean() })),
  /** The evidence against a chain as text for a file. */
  exportFork: call('viewer', z.object({ chain: hash }), z.object({ name: text, text })),
  addAddress: call('admin', z.object({ chain: hash, address: text.max(300) }), nothing),
  syncNow: call('viewer', nothing, z.object({ asked: count })),
  /** How much of the line this desk takes, and how much it may hold. */
  limits: call('viewer', nothing, limitsView, ['headMoved', 'peersChanged', 'deskChanged']),
  setLimits: call('clerk', limitsInput, limitsView),
  /** Asks desks in contact to dial this one anew: can it be reached from outside? */
  testReach: call('viewer', nothing, z.array(reachTest)),

  backups: call('admin', nothing, backupsView, ['jobChanged', 'deskChanged']),
  /** Into a file of this machine (then `made` says so), or as a download that is made while it is taken. Sealed to a passphrase, the recovery key, or both. */
  createBackup: call(
    'admin',
    z.object({ passphrase: passphrase.optional(), recovery: z.boolean().default(false), keepDays: keepDays.default(365), file: text.max(4096).optional() }),
    z.object({ download: text.nullable(), name: text, expires: text, made: backupMade.nullable() })
  ),
  setBackupSchedule: call('admin', z.object({ schedule: scheduleInput.nullable() }), backupsView),
  /** The scheduled backup, now. */
  runBackup: call('admin', nothing, backupsView),
  /** Restores a backup in a place of its own and verifies it there; `name`: one in the folder of the schedule. */
  drillBackup: call('admin', z.object({ ...openBackup, sha256: hash.optional(), name: text.max(300).optional() }), backupsView),
  cancelCopy: call('admin', nothing, backupsView),
  /** `newPassphrase`: of the person who will sign in; else that of the backup. */
  restoreBackup: call(
    'anyone',
    z.object({ ...openBackup, sha256: hash, person: short, newPassphrase: passphrase.optional() }),
    z.object({ lines: count, records: count, network: text })
  ),
  /** What a bundle would carry: without an office what is for everyone. */
  planBundle: call('viewer', bundleWish, bundlePlan, ['headMoved', 'peersChanged']),
  /** A download that is made while it is taken. */
  exportBundle: call('viewer', bundleWish, bundlePlan.extend({ download: text, name: text })),
  /** A file that was handed in (`upload`, or staged). By a newcomer too: that is how the answer to its request comes by hand. */
  importBundle: call('person', z.object({ sha256: hash }), bundleTaken),
  /** A newcomer's request to join, as text for a file. */
  joinRequest: call('person', nothing, z.object({ name: text, text })),
  /** At the desk that keeps the registry: such a file. It then waits like any other. */
  takeJoinRequest: call('admin', z.object({ text: text.max(16_384) }), z.object({ state: z.enum(['waiting', 'admitted', 'refused']) }))
}

export type CallName = keyof typeof calls
export type Input<N extends CallName> = z.input<(typeof calls)[N]['input']>
export type Checked<N extends CallName> = z.output<(typeof calls)[N]['input']>
export type Output<N extends CallName> = z.output<(typeof calls)[N]['output']>
export type { Finding, Verdict } from './verify-views.ts'
export type DeskState = z.output<typeof deskState>
export type { Continuing, MarkView } from './mark-views.ts'
export type Person = z.output<typeof person>
