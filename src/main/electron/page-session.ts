/**
 * The browser session that the window lives in: it speaks our scheme and nothing else, is granted nothing, and keeps no
 * network of its own. So even a page whose policy was lost reaches nobody.
 */
import type { Session } from 'electron'
import { HOME, isOwnAddress, SCHEME } from './protocol.ts'

/** Only what the page made itself, or one of our files, may be saved; each through the system's save dialog. */
export const mayDownload = (url: string): boolean => url.startsWith(`blob:${HOME}`) || url.startsWith(`${HOME}file/`)

export function hardenSession(page: Session, answer: (request: Request) => Promise<Response>): void {
  page.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  page.setPermissionCheckHandler(() => false)
  page.setDevicePermissionHandler(() => false)
  // its dictionaries would be fetched from the internet
  page.setSpellCheckerEnabled(false)
  page.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !isOwnAddress(details.url) }))
  page.on('will-download', (event, item) => {
    if (!mayDownload(item.getURL())) event.preventDefault()
  })
  page.protocol.handle(SCHEME, answer)
}
