/**
 * Who may speak to the desk server at all. It listens on loopback, but every web page in every browser of this machine can
 * reach loopback too: a foreign name that resolves here (DNS rebinding), a foreign page that posts here, another program's
 * page on another port (SameSite does not see ports).
 */
import type { IncomingHttpHeaders } from 'node:http'
import { OfficeError } from '../../shared/errors.ts'

export const loopbackHosts: readonly string[] = ['127.0.0.1', '::1', 'localhost']

const names = (port: number): string[] => [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]

/** Throws unless the request was addressed to this server by a name of loopback. */
export function requireOwnHost(headers: IncomingHttpHeaders, port: number): void {
  const host = headers.host ?? ''
  if (!names(port).includes(host)) throw new OfficeError('foreign-page', { origin: host === '' ? 'a program that does not name the host' : host })
}

/**
 * Throws when a browser says that another page is behind the request; the host is known to be ours. `change` is for requests that change something: with a
 * cookie, silence is not enough there, the Origin must be ours (every browser sends it with POST and PUT).
 */
export function requireOwnPage(headers: IncomingHttpHeaders, change: boolean, byCookie: boolean): void {
  const site = headers['sec-fetch-site']
  const origin = headers.origin
  if (site !== undefined && site !== 'same-origin' && (change || site !== 'none')) throw new OfficeError('foreign-page', { origin: origin ?? String(site) })
  if (origin === undefined ? change && byCookie : origin !== `http://${headers.host ?? ''}`)
    throw new OfficeError('foreign-page', { origin: origin ?? 'an unnamed page' })
}
