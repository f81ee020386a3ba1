/** The door of a desk that runs on the folder: `door.json` says where it is, POST /session lets this command in. */
import { Readable } from 'node:stream'
import { OfficeError } from '../../shared/errors.ts'
import { httpLink, type Fetch } from '../../shared/http-link.ts'
import { connect } from '../../shared/wire.ts'
import { readDoorFile } from '../serve/door-file.ts'
import type { Reached } from './reached.ts'

/** A file goes as a stream of its own: Node's Blob of a file is read whole ahead of what is sent. */
const wire: Fetch = (address, ask) => {
  const { body } = ask
  const sent =
    typeof body === 'object' && 'stream' in body ? Readable.toWeb(Readable.from(body.stream() as AsyncIterable<Uint8Array>, { objectMode: false })) : body
  return fetch(address, { ...ask, body: sent, duplex: 'half' } as RequestInit)
}

/** A desk that runs answers at once; one that was killed left its door file behind, and nobody answers. */
async function knock(folder: string, path: string): Promise<{ readonly base: string; readonly answer: Record<string, unknown> } | undefined> {
  const door = readDoorFile(folder)
  if (!door) return undefined
  const asked = await fetch(`${door.base}${path}`, { method: 'POST', headers: { Authorization: `Bearer ${door.secret}` } }).catch(() => undefined)
  if (!asked?.ok) return undefined // another program has the port by now
  const answer = (await asked.json().catch(() => undefined)) as Record<string, unknown> | undefined
  return answer && { base: door.base, answer }
}

/** Undefined when no desk runs on this folder. */
export async function throughDoor(folder: string): Promise<Reached | undefined> {
  const met = await knock(folder, '/session')
  const session = met?.answer['session']
  if (!met || typeof session !== 'string') return undefined
  const link = httpLink(met.base, { fetch: wire, bearer: session })
  return {
    office: connect(link),
    files: link.files,
    running: true,
    async end() {
      await fetch(`${met.base}/session`, { method: 'DELETE', headers: { Authorization: `Bearer ${session}` } }).catch(() => undefined)
    }
  }
}

/** A fresh one-time address of the running desk. Throws not-found when none runs. */
export async function newAddress(folder: string): Promise<string> {
  const met = await knock(folder, '/open')
  const url = met?.answer['url']
  if (typeof url !== 'string') throw new OfficeError('not-found', { what: 'running desk in', id: folder })
  return url
}
