/** Everything that a person can read at a desk, question by question, so that two desks can be compared answer by answer. */
import { createHash } from 'node:crypto'
import type { CallName } from '../../src/shared/contract.ts'
import { OfficeError } from '../../src/shared/errors.ts'
import { PASSPHRASE, PERSON, openWorkDesk, type WorkDesk } from './work-desk.ts'

/** Question → its answer as JSON, or `!code` with which it was refused. */
export type Reads = ReadonlyMap<string, string>

/** What was asked of the untouched desk, so that the same is asked of a damaged one, whose lists may be short. */
export interface Questions {
  readonly records: readonly string[]
  readonly drafts: readonly string[]
  readonly forms: readonly string[]
  /** Paths of attachments. */
  readonly files: readonly string[]
}

const refused = (error: unknown): string =>
  `!${error instanceof OfficeError ? error.code : `${error instanceof Error ? (error.stack ?? error.message) : String(error)}`}`

export async function questionsOf(desk: WorkDesk): Promise<Questions> {
  const { rows } = await desk.call('listRecords', { limit: 100 })
  const records = rows.map(({ id }) => `${id.line}.${id.index}`)
  const files: string[] = []
  for (const record of records)
    for (const { id, values } of (await desk.call('getRecord', { record })).versions)
      for (const [, value] of values ?? [])
        if (value !== null && typeof value === 'object' && 'sha256' in value) files.push(`attachment/${id.line}/${id.index}/${String(value.sha256)}`)
  const drafts = (await desk.call('listDrafts', {})).map(({ id }) => id)
  const forms = (await desk.call('listForms', {})).map(form => form.package)
  return { records, drafts, forms, files }
}

/** Asks all of an open desk; somebody is signed in. */
export async function askAll(desk: WorkDesk, { records, drafts, forms, files }: Questions): Promise<Map<string, string>> {
  const reads = new Map<string, string>()
  const ask = async (name: CallName, input: Record<string, unknown> = {}): Promise<void> => {
    const question = `${name} ${JSON.stringify(input)}`
    try {
      reads.set(question, JSON.stringify(await desk.call(name, input as never)))
    } catch (error) {
      reads.set(question, refused(error))
    }
  }
  for (const name of ['deskState', 'listDrafts', 'listForms', 'listChains', 'recordFacets'] as const) await ask(name)
  await ask('listRecords', { limit: 100 })
  await ask('listRecords', { search: 'gate' })
  for (const record of records) await ask('getRecord', { record })
  for (const id of drafts) await ask('getDraft', { id })
  for (const form of forms) await ask('getForm', { package: form })
  for (const path of files)
    try {
      reads.set(
        `file ${path}`,
        createHash('sha256')
          .update((await desk.get(path)).bytes)
          .digest('base64url')
      )
    } catch (error) {
      reads.set(`file ${path}`, refused(error))
    }
  return reads
}

/** Opens the desk in the folder, signs in, asks all, closes. What can not be opened is one refused answer. `also`: at the end, while it is open. */
export async function readAllOf(folder: string, questions: Questions, also?: (desk: WorkDesk) => Promise<void>): Promise<Reads> {
  let desk: WorkDesk
  try {
    desk = await openWorkDesk(folder)
  } catch (error) {
    return new Map([['openDesk', refused(error)]])
  }
  try {
    const before = new Map([['deskState before', JSON.stringify(await desk.call('deskState', {}))]])
    await desk.call('signIn', { person: PERSON, passphrase: PASSPHRASE })
    const reads = new Map([...before, ...(await askAll(desk, questions))])
    await also?.(desk)
    return reads
  } catch (error) {
    return new Map([['signIn', refused(error)]])
  } finally {
    await desk.close()
  }
}

export interface Compared {
  /** Questions answered otherwise than by the untouched desk. */
  readonly other: readonly string[]
  /** Questions refused in plain words. */
  readonly refused: readonly string[]
  /** Questions that met something nobody foresaw. */
  readonly internal: readonly string[]
}

const isPlain = (answer: string): boolean => /^![a-z-]+$/.test(answer) && answer !== '!internal'

/** Every answer of `now` against that of `before`; what is not answered at all counts as refused where opening or signing in was. */
export function compare(before: Reads, now: Reads): Compared {
  const closed = [...now].find(([question]) => question === 'openDesk' || question === 'signIn')
  if (closed) return isPlain(closed[1]) ? { other: [], refused: [closed.join(' ')], internal: [] } : { other: [], refused: [], internal: [closed.join(' ')] }
  const found = { other: [] as string[], refused: [] as string[], internal: [] as string[] }
  for (const [question, answer] of before) {
    const got = now.get(question) ?? 'nothing'
    if (got === answer) continue
    const where = got.startsWith('!') ? (isPlain(got) ? found.refused : found.internal) : found.other
    where.push(got.startsWith('!') ? `${question}: ${got}` : question)
  }
  return found
}
