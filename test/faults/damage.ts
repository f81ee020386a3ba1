/**
 * The judge of damage to a closed folder. What was damaged is found (verification names it, or opening refuses in plain
 * words), or harmless (everything that a person can read is as before). Anything else is a fault: read otherwise and named
 * by nothing, or something that broke where nobody foresaw it.
 */
import type { Verdict } from '../../src/shared/contract.ts'
import { OfficeError } from '../../src/shared/errors.ts'
import { verifyStore } from '../../src/main/work/verify-store.ts'
import { fileOne, makeImage, putFiles, type Files, type Image } from './desk-image.ts'
import { compare, questionsOf, readAllOf, type Questions, type Reads } from './reads.ts'
import { PASSPHRASE, signedIn, type WorkDesk } from './work-desk.ts'

/** An image with what a person reads in it. */
export interface Subject extends Image {
  readonly questions: Questions
  readonly reads: Reads
}

export async function makeSubject(otherwise: string): Promise<Subject> {
  const image = await makeImage(otherwise)
  const desk = await signedIn(image.folder)
  const questions = await questionsOf(desk)
  await desk.close()
  putFiles(image.folder, image.files)
  return { ...image, questions, reads: await readAllOf(image.folder, questions) }
}

/** The codes of what verification finds, or of the plain error with which it refuses the folder. Throws what is neither. */
export async function findingsOf({ folder, vaultKey }: Image, index: boolean): Promise<readonly string[]> {
  let verdict: Verdict
  try {
    verdict = await verifyStore({ folder, vaultKey, workers: 0, index, live: false, now: Date.now() }, () => {}, new AbortController().signal)
  } catch (error) {
    if (error instanceof OfficeError && error.code !== 'internal') return [error.code]
    throw error
  }
  return [...new Set(verdict.findings.map(finding => finding.code))]
}

/** Answers that say on screen that something is amiss, and may differ for that. */
const TELLING = /^(?:deskState|listChains) /

/** What the desk says is the matter, before or after somebody signs in. */
export function troubleIn(reads: Reads): string | null {
  for (const question of ['deskState {}', 'deskState before']) {
    const answer = reads.get(question)
    const trouble = answer?.startsWith('{') ? (JSON.parse(answer) as { trouble: { code: string } | null }).trouble : null
    if (trouble) return trouble.code
  }
  return null
}

export interface Judged {
  readonly outcome: 'found' | 'harmless' | 'wrong'
  readonly detail: string
}

export interface Checks {
  /** Ask the desk too where verification has found something: that it answers or refuses plainly. */
  readonly readFound: boolean
  /** Of a control: verification is taken away. */
  readonly blind?: boolean
}

/** The folder holds the damaged files; it is left in any state. */
export async function judgeDamage(subject: Subject, { readFound, blind = false }: Checks): Promise<Judged> {
  const short = blind ? [] : await findingsOf(subject, false)
  if (short.length > 0 && !readFound) return { outcome: 'found', detail: short.join() }
  const found = short.length > 0 || blind ? short : await findingsOf(subject, true)
  const now = await readAllOf(subject.folder, subject.questions)
  const { other, refused, internal } = compare(subject.reads, now)
  if (internal.length > 0) return { outcome: 'wrong', detail: `not in plain words: ${internal.slice(0, 3).join('; ')}` }
  if (found.length > 0) return { outcome: 'found', detail: found.join() }
  const told = troubleIn(now)
  if (told !== null && other.every(question => TELLING.test(question))) return { outcome: 'found', detail: `told: ${told}` }
  if (other.length > 0) return { outcome: 'wrong', detail: `read otherwise and named by nothing: ${other.slice(0, 5).join('; ')}` }
  return refused.length > 0 ? { outcome: 'found', detail: refused[0]! } : { outcome: 'harmless', detail: '' }
}

/** How many lines an own chain has, by the answers of the desk. */
export function linesIn(reads: Reads, of: 'desk' | 'registry' = 'desk'): number {
  const chains = JSON.parse(reads.get('listChains {}') ?? '[]') as { mine: boolean; kind: string; lines: number }[]
  return chains.find(({ mine, kind }) => mine && kind === of)?.lines ?? 0
}

/** Something that is signed on a chain of this desk; answers how many lines that chain had before. */
type Signing = (desk: WorkDesk) => Promise<number>

const ownLines = async (desk: WorkDesk, kind: 'desk' | 'registry'): Promise<number> =>
  (await desk.call('listChains', {})).find(chain => chain.mine && chain.kind === kind)?.lines ?? 0

export const signRecord: Signing = async desk => {
  await fileOne(desk, 'Afterwards')
  return (await ownLines(desk, 'desk')) - 1
}
export const signRegistry: Signing = async desk => {
  const before = await ownLines(desk, 'registry')
  await desk.call('addPerson', { name: 'Afterwards', role: 'clerk', passphrase: PASSPHRASE })
  return before
}

/**
 * Of a folder that was put back in time, or lost what it had acknowledged: the desk says so and signs nothing, or nothing was
 * lost and it goes on where it was. `signed`: lines that were ever signed of the chain on which `sign` signs.
 */
export async function judgeRollback(subject: Subject, signed: number, reads: Reads = subject.reads, sign: Signing = signRecord): Promise<Judged> {
  let height: number | undefined
  const now = await readAllOf(subject.folder, subject.questions, async desk => {
    try {
      height = await sign(desk)
    } catch (error) {
      if (!(error instanceof OfficeError) || error.code === 'internal') throw error
    }
  })
  const { other, refused, internal } = compare(reads, now)
  if (internal.length > 0) return { outcome: 'wrong', detail: `not in plain words: ${internal.slice(0, 3).join('; ')}` }
  if (height !== undefined && height < signed) return { outcome: 'wrong', detail: `height ${height} was signed again; ${signed} lines had been signed` }
  const told = troubleIn(now)
  if (told !== null)
    return height === undefined ? { outcome: 'found', detail: `told: ${told}` } : { outcome: 'wrong', detail: `it says ${told} and signs all the same` }
  if (other.length === 0 && refused.length === 0) return { outcome: 'harmless', detail: '' }
  if (now.has('openDesk') || now.has('signIn')) return { outcome: 'found', detail: refused[0] ?? '' }
  const found = await findingsOf(subject, true)
  if (found.length > 0) return { outcome: 'found', detail: found.join() }
  return other.length > 0
    ? { outcome: 'wrong', detail: `read otherwise and named by nothing: ${other.slice(0, 5).join('; ')}` }
    : { outcome: 'found', detail: refused[0]! }
}

export async function judgeFiles(subject: Subject, files: Files, checks: Checks): Promise<Judged> {
  putFiles(subject.folder, files)
  return judgeDamage(subject, checks)
}
