/**
 * The window: a page that can do nothing but show itself and speak through the preload's two functions. It goes nowhere else,
 * opens no other, holds no guest, and when its process dies it is loaded once more and then stops with plain words (H3).
 */
import type { BrowserWindow, BrowserWindowConstructorOptions, Session, WebContents, WebPreferences } from 'electron'
import { isOwnPage } from './protocol.ts'

/** Each is stated, also where it is Electron's default today. */
export const webPreferences = (preload: string, session: Session, packaged: boolean): WebPreferences => ({
  preload,
  session,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
  devTools: !packaged
})

export const windowOptions = (preferences: WebPreferences): BrowserWindowConstructorOptions => ({
  title: 'Muniment',
  width: 1280,
  height: 860,
  minWidth: 640,
  minHeight: 480,
  show: false,
  autoHideMenuBar: true,
  webPreferences: preferences
})

/** Puts the rules on any web contents, before it loads anything. `leave` is offered each address that the page wants opened. */
export function confine(contents: WebContents, leave: (url: string) => void): void {
  contents.on('will-navigate', event => {
    if (isOwnPage(event.url)) return
    event.preventDefault()
    leave(event.url)
  })
  contents.on('will-frame-navigate', event => {
    if (!event.isMainFrame || !isOwnPage(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', event => event.preventDefault())
  contents.on('will-attach-webview', event => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    leave(url)
    return { action: 'deny' }
  })
  // peers are spoken to by the core; a page has no business with addresses
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
}

export interface SafeScreen {
  /** The page stopped again: true to load it once more, false to close. */
  readonly askAgain: () => Promise<boolean>
  /** The page does not answer: true to end and load it again, false to wait. */
  readonly askToEnd: () => Promise<boolean>
  readonly damaged: (what: string) => void
  /** Monotonic ms. */
  readonly now: () => number
}

/** A page that dies within a minute of its last death is not loaded again unasked. Drafts are kept by the desk as one types. */
export function reviveOnce(window: BrowserWindow, screen: SafeScreen): void {
  let last = Number.NEGATIVE_INFINITY
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return
    const soon = screen.now() - last < 60_000
    last = screen.now()
    if (!soon) return window.webContents.reload()
    void screen.askAgain().then(again => {
      if (window.isDestroyed()) return
      if (again) window.webContents.reload()
      else window.destroy()
    })
  })
  let asking = false
  window.on('unresponsive', () => {
    if (asking) return
    asking = true
    void screen.askToEnd().then(end => {
      asking = false
      // its end is heard above, and loads it again
      if (end && !window.isDestroyed()) window.webContents.forcefullyCrashRenderer()
    })
  })
  window.webContents.on('preload-error', (_event, path) => screen.damaged(path))
}
