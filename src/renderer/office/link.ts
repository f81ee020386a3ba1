/** How this page reaches its desk: through the preload's two functions in the desktop app, else by HTTP to where it came from. Files go by fetch in both. */
import { httpLink } from '../../shared/http-link.ts'
import type { Files, Link } from '../../shared/wire.ts'
import { oneStream } from './one-stream.ts'

declare global {
  interface Window {
    /** Put there by src/main/electron/preload.ts. */
    readonly muniment?: Link
  }
}

export function openLink(): Link & { readonly files: Files } {
  const http = httpLink('', { fetch: (address, ask) => fetch(address, ask as RequestInit), wait: ms => new Promise(resolve => setTimeout(resolve, ms)) })
  const bridge = window.muniment
  return bridge === undefined ? { ...http, listen: oneStream(http.listen) } : { request: bridge.request, listen: bridge.listen, files: http.files }
}
