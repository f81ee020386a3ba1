/** How the desk server answers: a reply with the status of its code, or bytes under the headers given. */
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { errors, isErrorCode } from '../../shared/errors.ts'
import type { Reply } from '../../shared/wire.ts'
import { guardHeaders } from '../service/page-files.ts'

export function sendReply(response: ServerResponse, reply: Reply): void {
  sendJson(response, reply.ok ? 200 : isErrorCode(reply.code) ? errors[reply.code].status : 500, reply)
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const headers = { ...guardHeaders, 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' }
  send(response, status, headers, new TextEncoder().encode(JSON.stringify(value)))
}

export function send(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, bytes: Uint8Array): void {
  response.writeHead(status, { ...headers, 'Content-Length': String(bytes.length) })
  response.end(bytes)
}

/** No length is said, for none is known: what breaks off ends the connection, and whoever reads knows that it is not whole. */
export async function sendStream(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  pieces: AsyncIterable<Uint8Array>
): Promise<void> {
  const reading = pieces[Symbol.asyncIterator]()
  const first = await reading.next() // what fails at once is answered in words
  response.writeHead(status, headers)
  const rest = async function* (): AsyncGenerator<Uint8Array> {
    try {
      if (first.done !== true) yield first.value
      for (let next = await reading.next(); next.done !== true; next = await reading.next()) yield next.value
    } finally {
      await reading.return?.()
    }
  }
  await pipeline(Readable.from(rest(), { objectMode: false }), response)
}
