/** How the desk server answers: a reply with the status of its code, or bytes under the headers given. */
import type { ServerResponse } from 'node:http'
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
