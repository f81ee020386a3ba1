/** Electron's Session over a Playwright context: its request filter, its protocol, its permissions. */
import { EventEmitter } from 'node:events'
import type { Route } from '@playwright/test'
import { toElectron } from './stand-in-events.ts'

type RequestHandler = (contents: unknown, permission: string, decide: (granted: boolean) => void) => void
type CheckHandler = (contents: unknown, permission: string) => boolean
type Filter = (details: { url: string }, decide: (answer: { cancel?: boolean }) => void) => void

/** Granted where Electron's default would grant them: no handler, no refusal. */
const BY_REQUEST = ['geolocation', 'notifications', 'midi']
const BY_CHECK = ['clipboard-read', 'clipboard-write']

export class StandInSession extends EventEmitter {
  static #all = new Map<string, StandInSession>()
  static of(name: string): StandInSession {
    const known = StandInSession.#all.get(name) ?? new StandInSession()
    StandInSession.#all.set(name, known)
    return known
  }
  static forget(): void {
    StandInSession.#all.clear()
  }

  #request: RequestHandler | null = null
  #check: CheckHandler | null = null
  #filter: Filter | undefined
  #scheme: ((request: Request) => Promise<Response>) | undefined
  deviceHandler: (() => boolean) | null = null
  spelling = true
  /** Addresses that came past the filter, ours apart. */
  readonly went: string[] = []

  webRequest = { onBeforeRequest: (filter: Filter) => void (this.#filter = filter) }
  protocol = {
    handle: (_scheme: string, answer: (request: Request) => Promise<Response>) => void (this.#scheme = answer),
    unhandle: () => void (this.#scheme = undefined)
  }
  setPermissionRequestHandler = (handler: RequestHandler | null): void => void (this.#request = handler)
  setPermissionCheckHandler = (handler: CheckHandler | null): void => void (this.#check = handler)
  setDevicePermissionHandler = (handler: (() => boolean) | null): void => void (this.deviceHandler = handler)
  setSpellCheckerEnabled = (on: boolean): void => void (this.spelling = on)

  granted(): string[] {
    const byRequest = BY_REQUEST.filter(name => {
      let granted = this.#request === null
      this.#request?.(null, name, answer => (granted = answer))
      return granted
    })
    return [...byRequest, ...BY_CHECK.filter(name => this.#check?.(null, name) ?? true)]
  }

  /** What Chromium asks for, once it may: past the filter, then to the scheme's handler or out. */
  async answer(route: Route): Promise<void> {
    const request = route.request()
    const url = toElectron(request.url())
    let cancelled = false
    this.#filter?.({ url }, answer => (cancelled = answer.cancel === true))
    if (cancelled) return route.abort('blockedbyclient')
    if (!url.startsWith('muniment:')) {
      this.went.push(url)
      return route.continue()
    }
    const headers = Object.fromEntries(Object.entries(await request.allHeaders()).map(([name, value]) => [name, name === 'origin' ? toElectron(value) : value]))
    const body = request.postDataBuffer()
    const asked = { url, method: request.method(), headers: new Headers(headers), body: body === null ? null : new Response(new Uint8Array(body)).body }
    const answer = await this.#scheme?.(asked as Request)
    if (answer === undefined) return route.abort('failed')
    await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body: Buffer.from(await answer.arrayBuffer()) })
  }
}
