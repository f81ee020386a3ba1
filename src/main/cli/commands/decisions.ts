/**
 * `revoke`, `role`, `quorum`, `witnesses`, `accept`, `decide`: what an administrator proposes, with their approval. `approve`, `withdraw`,
 * `decisions`: what waits, and what others propose. What is signed is printed whole before it is signed.
 */
import { readFileSync } from 'node:fs'
import type { Input, MotionView, Role } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { counted, type Answer, type Voice } from '../answer.ts'
import { writeNew } from '../files.ts'
import type { Globals } from '../globals.ts'
import { readPassphrase } from '../passphrase.ts'
import { withPerson } from '../reach.ts'
import type { Reached } from '../reached.ts'
import { listed, motionText, saysMotion } from '../motion-text.ts'

export type UpTo = 'witnessed' | 'held' | number
/** Prints what would be signed and signs nothing. */
export interface SignFlags {
  readonly dry: boolean
}

const doneText = (motion: MotionView): string =>
  motion.state === 'filed'
    ? 'It stands on the registry.'
    : `${motion.has} of ${motion.needed} have approved. ${motion.has < motion.needed ? `Others: "muniment approve ${motion.id}", or by file: "muniment decisions export ${motion.id} FILE".` : 'The desk that keeps the registry puts it there as soon as it hears of it.'}`

/** Shows what is signed on stderr, signs, and says how it stands. */
async function sign({ office }: Reached, globals: Globals, motion: MotionView, { dry }: SignFlags, voice: Voice): Promise<Answer> {
  if (motion.fault !== null) throw new OfficeError('motion-no-effect', { fault: motion.fault })
  for (const line of motionText(motion)) voice.tell(line)
  if (dry) return { value: motion, text: ['Nothing was signed.'] }
  const passphrase = await readPassphrase(globals.passphraseFile)
  const after = await office.approveMotion({ id: motion.id, passphrase })
  return { value: after, text: [`Approved: ${saysMotion(after)}.`, doneText(after)] }
}

/** Composes and approves. */
export function propose(globals: Globals, input: Input<'draftMotion'>, flags: SignFlags, voice: Voice): Promise<Answer> {
  return withPerson(globals, { network: true }, async reached => {
    const answer = await sign(reached, globals, await reached.office.draftMotion(input), flags, voice)
    await passOn(reached)
    return answer
  })
}

/** Where the desk was opened for this command alone, the others hear of it now. */
async function passOn({ office, running }: Reached): Promise<void> {
  if (!running) await office.syncNow({}).catch(() => undefined)
}

export interface RevokeFlags extends SignFlags {
  readonly desk?: string
  readonly person?: string
  readonly office?: string
  readonly key?: string
  readonly reason: string
  readonly upTo: UpTo
}

export function revoke(globals: Globals, { desk, person, office, key, reason, upTo, dry }: RevokeFlags, voice: Voice): Promise<Answer> {
  const given = Object.entries({ desk, person, office, key }).flatMap(([of, subject]) => (subject === undefined ? [] : [[of, subject] as const]))
  const [one] = given
  if (!one || given.length > 1)
    throw new OfficeError('bad-input', { field: 'what', wanted: 'one of --desk, --who, --office, --key', got: String(given.length) })
  return propose(globals, { what: 'revoke', of: one[0] as 'desk', subject: one[1], reason, upTo }, { dry }, voice)
}

export const changeRole = (
  globals: Globals,
  person: string,
  role: Role,
  office: string | undefined,
  upTo: UpTo,
  flags: SignFlags,
  voice: Voice
): Promise<Answer> => propose(globals, { what: 'role', person, role, office: office ?? null, upTo }, flags, voice)

export const changeQuorum = (globals: Globals, quorum: number, flags: SignFlags, voice: Voice): Promise<Answer> =>
  propose(globals, { what: 'policy', quorum }, flags, voice)

export const changeWitnesses = (globals: Globals, witnesses: number, flags: SignFlags, voice: Voice): Promise<Answer> =>
  propose(globals, { what: 'policy', witnesses }, flags, voice)

export const nameHub = (globals: Globals, desk: string, named: boolean, flags: SignFlags, voice: Voice): Promise<Answer> =>
  propose(globals, { what: 'hub', desk, named }, flags, voice)

export const acceptLate = (globals: Globals, desk: string, to: number, flags: SignFlags, voice: Voice): Promise<Answer> =>
  propose(globals, { what: 'accept', chain: desk, to }, flags, voice)

/** `keep`: A or B as `decisions` shows the two histories. */
export function decide(globals: Globals, desk: string, keep: 'A' | 'B', reason: string, flags: SignFlags, voice: Voice): Promise<Answer> {
  return withPerson(globals, { network: true }, async reached => {
    const { forks } = await reached.office.decisions({})
    const fork = forks.find(one => one.desk === desk || one.chain === desk)
    const side = fork?.sides[keep === 'A' ? 0 : 1]
    if (!fork || !side) throw new OfficeError('fork-not-held', { desk })
    const draft = await reached.office.draftMotion({ what: 'decide', chain: fork.chain, keep: { size: side.size, root: side.checkpoint }, reason })
    const answer = await sign(reached, globals, draft, flags, voice)
    await passOn(reached)
    return answer
  })
}

/** By its whole id, or the beginning of it; the only one that waits where none is named. */
function chosen(motions: readonly MotionView[], id: string | undefined): MotionView {
  const open = motions.filter(({ state }) => state === 'open')
  const found = id === undefined ? open.filter(({ approved }) => !approved) : motions.filter(one => one.id.startsWith(id))
  if (found.length === 1) return found[0]!
  throw found.length === 0
    ? new OfficeError('not-found', { what: 'decision', id: id ?? 'that waits for you' })
    : new OfficeError('bad-input', { field: 'id', wanted: 'the id of one of them, as "muniment decisions" lists them', got: `${found.length} that it fits` })
}

export function approve(globals: Globals, id: string | undefined, flags: SignFlags, voice: Voice): Promise<Answer> {
  return withPerson(globals, { network: true }, async reached => {
    await passOn(reached)
    const { motions } = await reached.office.decisions({})
    const answer = await sign(reached, globals, chosen(motions, id), flags, voice)
    await passOn(reached)
    return answer
  })
}

export function withdraw(globals: Globals, id: string): Promise<Answer> {
  return withPerson(globals, { network: true }, async reached => {
    const motion = chosen((await reached.office.decisions({})).motions, id)
    const after = await reached.office.withdrawMotion({ id: motion.id, passphrase: await readPassphrase(globals.passphraseFile) })
    await passOn(reached)
    return { value: after, text: [`Your approval was withdrawn: ${saysMotion(after)}.`] }
  })
}

/** What waits, was decided, is kept aside, and which desks signed two histories. */
export function listDecisions(globals: Globals): Promise<Answer> {
  return withPerson(globals, {}, async ({ office }) => {
    const view = await office.decisions({})
    return { value: view, text: listed(view) }
  })
}

export function showDecision(globals: Globals, id: string): Promise<Answer> {
  return withPerson(globals, {}, async ({ office }) => {
    const motion = chosen((await office.decisions({})).motions, id)
    return { value: motion, text: motionText(motion) }
  })
}

export function exportDecision(globals: Globals, id: string, file: string): Promise<Answer> {
  return withPerson(globals, {}, async ({ office }) => {
    const motion = chosen((await office.decisions({})).motions, id)
    const { text } = await office.exportMotion({ id: motion.id })
    writeNew(file, text)
    return {
      value: { id: motion.id, file, has: motion.has, needed: motion.needed },
      text: [`Saved: ${saysMotion(motion)}, with ${counted(motion.has, 'approval')}: ${file}`]
    }
  })
}

export function importDecision(globals: Globals, file: string): Promise<Answer> {
  return withPerson(globals, { network: true }, async reached => {
    const motion = await reached.office.importMotion({ text: readFile(file) })
    await passOn(reached)
    return { value: motion, text: [`${motion.already ? 'Known already' : 'Taken in'}: ${saysMotion(motion)}.`, doneText(motion)] }
  })
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new OfficeError('file-unreadable', { file, detail: error instanceof Error ? error.message : String(error) }, { cause: error })
  }
}

/** The evidence against a desk, for `verify` and for others. */
export function exportEvidence(globals: Globals, desk: string, file: string): Promise<Answer> {
  return withPerson(globals, {}, async ({ office }) => {
    const fork = (await office.decisions({})).forks.find(one => one.desk === desk || one.chain === desk)
    if (!fork) throw new OfficeError('fork-not-held', { desk })
    const { text } = await office.exportFork({ chain: fork.chain })
    writeNew(file, text)
    return { value: { chain: fork.chain, evidence: fork.evidence, file }, text: [`Saved: ${file}. "muniment verify ${file}" convicts the key from it alone.`] }
  })
}

export interface SucceedFlags extends SignFlags {
  readonly reason: string
  readonly upTo?: number
  /** A file with the words of the recovery key, which then approves in place of who asks. */
  readonly recoveryFile?: string
}

/** A new registry at this desk, in place of one whose desk is lost. */
export function succeed(globals: Globals, { reason, upTo, recoveryFile, dry }: SucceedFlags, voice: Voice): Promise<Answer> {
  return withPerson(globals, { network: true }, async reached => {
    await passOn(reached)
    const { office } = reached
    const draft = await office.draftSuccession({ reason, upTo: upTo ?? null })
    const answer =
      recoveryFile === undefined || dry ? await sign(reached, globals, draft, { dry }, voice) : await signByRecovery(reached, draft, recoveryFile, voice)
    await passOn(reached)
    return answer
  })
}

async function signByRecovery({ office }: Reached, motion: MotionView, file: string, voice: Voice): Promise<Answer> {
  if (motion.fault !== null) throw new OfficeError('motion-no-effect', { fault: motion.fault })
  for (const line of motionText(motion)) voice.tell(line)
  const after = await office.approveByRecovery({ id: motion.id, recoveryKey: readFile(file).trim() })
  return { value: after, text: [`Approved: ${saysMotion(after)}.`, doneText(after)] }
}

/** `approve` with the recovery key. */
export function approveByRecovery(globals: Globals, id: string | undefined, file: string, voice: Voice): Promise<Answer> {
  return withPerson(globals, { network: true }, async reached => {
    await passOn(reached)
    const { motions } = await reached.office.decisions({})
    const open = motions.filter(({ state }) => state === 'open')
    const answer = await signByRecovery(reached, id === undefined && open.length === 1 ? open[0]! : chosen(motions, id), file, voice)
    await passOn(reached)
    return answer
  })
}
