/**
 * The desk of a folder, whether it runs or not: through its door while it runs, else opened here for one command. Either way
 * the command sees the same `Office`.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Person } from '../../shared/contract.ts'
import { OfficeError } from '../../shared/errors.ts'
import { connect } from '../../shared/wire.ts'
import { openDesk, type Desk } from '../desk.ts'
import type { Session } from '../service/door.ts'
import { throughDoor } from './door.ts'
import { deskOptions, type Globals } from './globals.ts'
import { readPassphrase } from './passphrase.ts'
import type { Reached } from './reached.ts'

export interface Wish {
  /** Take part in the network while the command runs (where the desk is opened here). */
  readonly network?: boolean
}

async function openHere(folder: string, { network = false }: Wish): Promise<Reached> {
  const desk = await openDesk(deskOptions(folder, network ? [] : null))
  const session = desk.openSession()
  return {
    office: connect({ request: (name, input) => desk.dispatch(session, name, input), listen: receive => desk.listen(receive) }),
    files: {
      put: bytes => desk.putFile(session, bytes),
      upload: body => desk.upload(session, body.stream() as AsyncIterable<Uint8Array>),
      open: path => opened(desk, session, path),
      get: async path => (await desk.getFile(session, path)).bytes
    },
    running: false,
    async end() {
      desk.closeSession(session)
      await desk.close()
    }
  }
}

async function* opened(desk: Desk, session: Session, path: string): AsyncGenerator<Uint8Array> {
  const download = await desk.openFile(session, path)
  if ('stream' in download) yield* download.stream
  else yield download.bytes
}

/** Throws folder-in-use when another program has the folder and has no door (the desktop app). */
export const reach = async (folder: string, wish: Wish = {}): Promise<Reached> => (await throughDoor(folder)) ?? openHere(folder, wish)

/** Reaches the desk, does the work, and leaves as it was found. */
export async function withDesk<T>({ data }: Globals, wish: Wish, work: (reached: Reached) => Promise<T>): Promise<T> {
  const reached = await reach(data, wish)
  try {
    return await work(reached)
  } finally {
    await reached.end()
  }
}

/** So that a mistyped --data makes no folder and puts nothing into a stranger's. Throws no-desk. */
export function requireDesk(folder: string): void {
  if (!['keys.json', 'ledger.db'].some(name => existsSync(join(folder, name)))) throw new OfficeError('no-desk', { folder })
}

/** Like `withDesk`, signed in as --person (or the only person here) with the passphrase of --passphrase-file. */
export async function withPerson<T>(globals: Globals, wish: Wish, work: (reached: Reached, person: Person) => Promise<T>): Promise<T> {
  requireDesk(globals.data)
  return withDesk(globals, wish, async reached => {
    const { state } = await reached.office.deskState({})
    if (state === 'new') throw new OfficeError('no-desk', { folder: globals.data })
    const passphrase = await readPassphrase(globals.passphraseFile)
    const person = await reached.office.signIn({ person: globals.person ?? '', passphrase })
    try {
      return await work(reached, person)
    } finally {
      await reached.office.signOut({}).catch(() => undefined) // the work is done; a desk that stopped meanwhile has signed out already
    }
  })
}

/** Resolves when `settled` holds, or after the seconds; asks again at each news and every second. */
export async function waitUntil(reached: Reached, seconds: number, settled: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + seconds * 1000
  let wake = (): void => {}
  const undo = reached.office.listen(() => wake())
  try {
    for (;;) {
      if (await settled()) return true
      const left = deadline - performance.now()
      if (left <= 0) return false
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, Math.min(1000, left))
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  } finally {
    undo()
  }
}
