/**
 * A desk's calls from outside its page, through the door that the command line uses: to bring desks quickly to where a test
 * begins, and to file many records at once. What a test is about goes through the page.
 */
import { randomBytes } from 'node:crypto'
import { throughDoor } from '../../../src/main/cli/door.ts'
import type { FieldValue, Input, Output, Role } from '../../../src/shared/contract.ts'
import { readForm } from '../../../src/shared/forms/read-form.ts'
import { valuesFromJson } from '../../../src/shared/forms/values-json.ts'
import { uuid7 } from '../../../src/shared/names.ts'
import type { Office } from '../../../src/shared/wire.ts'
import type { ServedDesk } from './served-desk.ts'
import { DEADLINE } from './watched-page.ts'

export interface Who {
  readonly person: string
  readonly passphrase: string
}

/** As one person of a running desk. */
export async function as<T>({ folder }: Pick<ServedDesk, 'folder'>, who: Who | null, work: (office: Office) => Promise<T>): Promise<T> {
  const reached = await throughDoor(folder)
  if (!reached) throw new Error('the desk does not run')
  try {
    if (who) await reached.office.signIn(who)
    return await work(reached.office)
  } finally {
    await reached.end()
  }
}

/** Asks again at each piece of news until `seen` has an answer. */
export async function until<T>(office: Office, what: string, seen: () => Promise<T | undefined>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const look = (): void => void seen().then(value => value !== undefined && resolve(value), reject)
  const undo = office.listen(look)
  const late = setTimeout(() => reject(new Error(`waited too long for ${what}`)), DEADLINE)
  look()
  return promise.finally(() => {
    clearTimeout(late)
    undo()
  })
}

/** A network with a confirmed recovery key; who starts it is its administrator. */
export const foundNetwork = (desk: ServedDesk, network: string, office: string, who: Who): Promise<void> =>
  as(desk, null, async door => {
    const { recoveryKey } = await door.startNetwork({ network, office, ...who })
    await door.confirmRecovery({ recoveryKey })
  })

/** `desk` joins as `office`; the administrator at `registry` admits it. Resolves when it takes part. */
export async function joinOffice(registry: ServedDesk, admin: Who, desk: ServedDesk, office: string, who: Who, role: Role): Promise<void> {
  await as(registry, admin, async door => {
    const { text } = await door.createInvitation({ office, role })
    await as(desk, null, async newcomer => {
      await newcomer.joinNetwork({ invitation: text, ...who })
      const request = await until(door, 'the request to join', async () => (await door.network({})).requests[0])
      await door.admitRequest({ id: request.id })
      await until(newcomer, 'being admitted', async () => ((await newcomer.deskState({})).state === 'open' ? true : undefined))
      await until(newcomer, 'the forms', async () => ((await newcomer.listForms({})).filter(form => form.questions > 0).length > 1 ? true : undefined))
    })
  })
}

/** The administrator names the only desk of an office as a hub; resolves when the registry says so. */
export const nameHub = (registry: ServedDesk, admin: Who, office: string): Promise<void> =>
  as(registry, admin, async door => {
    const desk = (await door.network({})).offices.find(one => one.name === office)?.desks[0]
    const motion = await door.draftMotion({ what: 'hub', desk: desk?.chain ?? office, named: true })
    await door.approveMotion({ id: motion.id, passphrase: admin.passphrase })
  })

const BATCH = 100

/** Files records of the newest version of a form, all in one block or `apart`; resolves to their references. */
export const fileMany = (desk: ServedDesk, who: Who, form: string, records: readonly object[], apart = false): Promise<string[]> =>
  as(desk, who, async office => {
    const row = (await office.listForms({})).find(one => one.form === form && one.newest)
    if (!row) throw new Error(`no form ${form}`)
    const info = readForm((await office.getForm({ package: row.package })).xml)
    const refs: string[] = []
    const size = apart ? 1 : BATCH
    for (let at = 0; at < records.length; at += size) {
      const batch = records
        .slice(at, at + size)
        .map(json => ({ id: uuid7(Date.now(), randomBytes(10)), values: valuesFromJson(json, info) as unknown as FieldValue[] }))
      const filed = await office.fileRecords({ package: row.package, records: batch, provenance: { engine: null, language: null } })
      refs.push(...filed.map(({ ref }) => ref))
    }
    return refs
  })

/** Until the desk's list holds so many records that all have copies at another office, or at so many. */
export const untilCopied = (desk: ServedDesk, who: Who, total: number, copies = 1): Promise<void> =>
  as(desk, who, async office => {
    const query: Input<'listRecords'> = { limit: 500 }
    const done = (list: Output<'listRecords'>): boolean => list.total === total && list.rows.every(row => row.held && row.copies >= copies)
    await until(office, `${total} records with copies`, async () => (done(await office.listRecords(query)) ? true : undefined))
  })
