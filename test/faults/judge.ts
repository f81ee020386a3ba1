/**
 * What a desk is held to after a fault, by its own door and by verification from bytes: it opens clean (or refuses in plain
 * words), every acknowledged record and draft is there, at most the one transaction that was under way besides, nothing that
 * left is above the mark, verification finds nothing (the index as a rebuild would make it), and it files again.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readMark, MARK_FILE } from '../../src/main/keys/mark.ts'
import { openVaultKey } from '../../src/main/keys/vault-key.ts'
import { verifyStore } from '../../src/main/work/verify-store.ts'
import { OfficeError, type ErrorCode } from '../../src/shared/errors.ts'
import type { Base } from './base.ts'
import type { Said } from './said.ts'
import { firstForm, found, newId, openWorkDesk, PASSPHRASE, PERSON, provenance, signedIn, valuesOf, type WorkDesk } from './work-desk.ts'

export interface Held {
  /** As the folder was before. */
  readonly base: Pick<Base, 'records' | 'lines'>
  readonly said: readonly Said[]
  /** With these codes it may refuse to open, or be read-only. */
  readonly mayRefuse?: readonly ErrorCode[]
  /** Leave out verification from bytes, which takes the longest. */
  readonly quick?: boolean
}

/** Facts that can not be true; the first is told. */
class Wrong extends Error {}
const require = (so: boolean, what: string): void => {
  if (!so) throw new Wrong(what)
}

/** What is wrong with the folder; undefined when all is as promised. Files one record into it. */
export async function judge(folder: string, held: Held): Promise<string | undefined> {
  try {
    await (isDesk(folder, held) ? judgeDesk(folder, held) : judgeEmpty(folder))
    return undefined
  } catch (error) {
    if (error instanceof Wrong) return error.message
    if (error instanceof OfficeError && held.mayRefuse?.includes(error.code) === true) return undefined
    return error instanceof OfficeError
      ? `${error.code}: ${error.message} ${JSON.stringify(error.detail)}`
      : String(error instanceof Error ? error.stack : error)
  }
}

/** A first run that ended before it was told: the folder is as one that holds nothing, or the desk is there. */
const isDesk = (folder: string, { base, said }: Held): boolean =>
  base.lines > 0 || said.some(one => one.said === 'founded') || existsSync(join(folder, 'keys.json'))

async function judgeEmpty(folder: string): Promise<void> {
  const desk = await openWorkDesk(folder)
  try {
    await found(desk)
  } finally {
    await desk.close()
  }
}

async function judgeDesk(folder: string, held: Held): Promise<void> {
  requireMarked(folder, held)
  const half = held.base.lines === 0 && !held.said.some(one => one.said === 'founded')
  const desk = half ? await halfFounded(folder) : await signedIn(folder)
  if (!desk) return
  try {
    const { trouble } = await desk.call('deskState', {})
    if (trouble && held.mayRefuse?.includes(trouble.code as ErrorCode) === true) return
    require(trouble === null, `it is not sound: ${trouble?.code}: ${trouble?.message}`)
    await requireRecords(desk, held)
    await requireDrafts(desk, held)
    await requireHeights(desk, folder, held)
    await fileAgain(desk)
  } finally {
    await desk.close()
  }
  if (held.quick !== true) await requireSound(folder)
}

/** Before anything may move it: what was acknowledged, and what was signed and given away, is below the mark. */
function requireMarked(folder: string, { base, said }: Held): void {
  const path = join(folder, MARK_FILE)
  if (base.lines === 0 && !existsSync(path)) return
  const { size, chain } = readMark(path)
  const least = base.lines + said.filter(one => one.said === 'filed').length // a transaction has one line or more
  require(size >= least, `at least ${least} lines were acknowledged, the mark says ${size}`)
  for (const one of said)
    if (one.said === 'left' && one.chain === chain) require(size >= one.size, `a signature over ${one.size} lines left, the mark says ${size}`)
}

/** The keys are there, and nobody was told so: either the founder can sign in, or everything can be begun again. */
async function halfFounded(folder: string): Promise<WorkDesk | undefined> {
  const desk = await openWorkDesk(folder)
  const { state } = await desk.call('deskState', {})
  if (state === 'new') {
    await found(desk)
    await desk.close()
    return undefined
  }
  await desk.call('signIn', { person: PERSON, passphrase: PASSPHRASE })
  return desk
}

interface Known {
  readonly acknowledged: readonly string[]
  /** Sent and not acknowledged, each group in one transaction. */
  readonly under: readonly (readonly string[])[]
}

export function knownOf(said: readonly Said[]): Known {
  const acknowledged: string[] = []
  const under = new Map<string, readonly string[]>()
  for (const one of said) {
    if (one.said === 'begin') under.set(one.ids.join(), one.ids)
    if (one.said !== 'filed') continue
    acknowledged.push(...one.ids)
    under.delete(one.ids.join())
  }
  return { acknowledged, under: [...under.values()] }
}

/** Asked for once more by their ids, each answers that it was filed already. */
async function requireRecords(desk: WorkDesk, { base, said }: Held): Promise<void> {
  const { acknowledged, under } = knownOf(said)
  const form = await firstForm(desk)
  const isThere = async (ids: readonly string[]): Promise<readonly boolean[]> => {
    const one = async (id: string): Promise<boolean> => (await desk.call('fileRecord', { id, package: form, values: valuesOf(''), provenance })).already
    const found: boolean[] = []
    for (const id of ids) found.push(await one(id))
    return found
  }
  const total = (await desk.call('listChains', {})).reduce((sum, { mine, records }) => sum + (mine ? records : 0), 0)
  const there = await isThere(acknowledged)
  require(there.every(found => found), `${there.filter(found => !found).length} of ${acknowledged.length} acknowledged records are lost`)
  for (const ids of under) {
    const half = await isThere(ids)
    require(half.every(found => found === half[0]), 'of a transaction that was not acknowledged a part is there')
  }
  const most = base.records + acknowledged.length + under.flat().length
  require(total <= most, `${total} records are there, at most ${most} were ever sent`)
}

/** Drafts that were saved and not touched since, by id. */
export function draftsOf(said: readonly Said[]): ReadonlyMap<string, string> {
  const kept = new Map<string, string>()
  for (const one of said) {
    if (one.said === 'draft') kept.set(one.id, one.instance)
    if (one.said === 'undraft') kept.delete(one.id)
  }
  return kept
}

async function requireDrafts(desk: WorkDesk, { said }: Held): Promise<void> {
  for (const [id, instance] of draftsOf(said)) {
    const draft = await desk.call('getDraft', { id })
    require(draft.instance === instance, 'a draft is not as it was saved')
  }
}

async function requireHeights(desk: WorkDesk, folder: string, { said, base }: Held): Promise<void> {
  const chains = await desk.call('listChains', {})
  const linesOf = (chain: string): number => chains.find(one => one.chain === chain)?.lines ?? 0
  const mark = readMark(join(folder, MARK_FILE))
  const own = linesOf(mark.chain)
  require(mark.size === own, `the mark says ${mark.size}, the chain has ${own} lines`)
  require(own >= base.lines, `the chain had ${base.lines} lines and has ${own}`)
  for (const chain of chains) require(chain.trouble.length === 0, `a chain is in trouble: ${chain.trouble.join(', ')}`)
  for (const one of said) {
    if (one.said === 'left') require(linesOf(one.chain) >= one.size, `a signature over ${one.size} lines left, ${linesOf(one.chain)} are there`)
    if (one.said === 'held') require(linesOf(one.chain) >= one.lines, `${one.lines} lines of another desk were taken in, ${linesOf(one.chain)} are there`)
  }
}

async function fileAgain(desk: WorkDesk): Promise<void> {
  const before = await desk.call('listRecords', { limit: 1 })
  await desk.call('fileRecord', { id: newId(), package: await firstForm(desk), values: valuesOf('Afterwards'), provenance })
  const after = await desk.call('listRecords', { limit: 1 })
  require(after.total === before.total + 1, 'what is filed afterwards is not in the list')
}

export async function requireSound(folder: string): Promise<void> {
  const vaultKey = await openVaultKey(folder, PERSON, PASSPHRASE, Date.now)
  const plan = { folder, vaultKey, workers: 0, index: true, live: false, now: Date.now() }
  const { findings } = await verifyStore(plan, () => undefined, new AbortController().signal)
  const [first] = findings
  require(first === undefined, `verification finds ${JSON.stringify(first)}`)
}

/** A call that was refused, in words that are no plain ones. */
export const rude = (said: readonly Said[]): string | undefined =>
  said.flatMap(one => (one.said === 'refused' && one.code === 'internal' ? [`${one.call} answered: ${one.message}`] : []))[0]
