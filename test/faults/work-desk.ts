/** A real desk by its door, in any process: opened, signed in, asked. scrypt is made cheap; everything else is as in an office. */
import { randomBytes } from 'node:crypto'
import { openDesk, type Desk } from '../../src/main/desk.ts'
import type { DeskOptions } from '../../src/main/options.ts'
import type { Session } from '../../src/main/service/door.ts'
import type { CallName, Checked, Input, Output } from '../../src/shared/contract.ts'
import { isErrorCode, OfficeError } from '../../src/shared/errors.ts'
import { uuid7 } from '../../src/shared/names.ts'

export const PASSPHRASE = 'harbor lantern copper'
export const PERSON = 'Dana Begay'
export const provenance = { engine: null, language: null }

export interface WorkDesk {
  readonly folder: string
  readonly desk: Desk
  readonly session: Session
  /** Throws OfficeError with the code of a failed reply. */
  call<N extends CallName>(name: N, input: Input<N>): Promise<Output<N>>
  put(bytes: Uint8Array): Promise<{ readonly sha256: string; readonly size: number }>
  get(path: string): Promise<{ readonly bytes: Uint8Array }>
  close(): Promise<void>
}

export const newId = (): string => uuid7(Date.now(), new Uint8Array(randomBytes(10)))

/** Opens what stands in the folder, and makes a desk of an empty one only when `call('startNetwork')` is asked. */
export async function openWorkDesk(folder: string, listen: readonly string[] | null = null, more: Partial<DeskOptions> = {}): Promise<WorkDesk> {
  const desk = await openDesk({
    folder,
    listen,
    mdns: false,
    hub: false,
    now: Date.now,
    monotonic: () => performance.now(),
    random: length => new Uint8Array(randomBytes(length)),
    scryptLog2: 1,
    ...more
  })
  const session = desk.openSession()
  return {
    folder,
    desk,
    session,
    async call(name, input) {
      const reply = await desk.dispatch(session, name, input)
      if (reply.ok) return reply.value as Output<typeof name>
      throw new OfficeError(isErrorCode(reply.code) ? reply.code : 'internal', reply.detail)
    },
    put: bytes => desk.putFile(session, bytes),
    get: path => desk.getFile(session, path),
    close: () => desk.close()
  }
}

export async function signedIn(folder: string, listen: readonly string[] | null = null): Promise<WorkDesk> {
  const desk = await openWorkDesk(folder, listen)
  try {
    await desk.call('signIn', { person: PERSON, passphrase: PASSPHRASE })
    return desk
  } catch (error) {
    await desk.close()
    throw error
  }
}

export const found = (desk: WorkDesk): Promise<Output<'startNetwork'>> =>
  desk.call('startNetwork', { network: 'Northern Arizona', office: 'Yuma', person: PERSON, passphrase: PASSPHRASE, mode: 'permissioned' })

export const valuesOf = (title: string): Checked<'fileRecord'>['values'] => [
  ['/data/site/name', title],
  ['/data/site/condition', 'fair'],
  ['/data/follow_up', null]
]

export async function firstForm(desk: WorkDesk): Promise<string> {
  const [form] = await desk.call('listForms', {})
  if (!form) throw new Error('no form is published')
  return form.package
}
