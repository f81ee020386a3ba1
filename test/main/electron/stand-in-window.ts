/** Electron's BrowserWindow and WebContents over a real Chromium page. */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, Frame, Page, Route } from '@playwright/test'
import { launchBrowser } from '../../kit/browser.ts'
import { bridgeScript, type Preferences } from './stand-in-bridge.ts'
import { emitPreventable, toChromium, toElectron } from './stand-in-events.ts'
import type { StandInSession } from './stand-in-session.ts'

let browser: Promise<Browser> | undefined
let made = 0
const frameIds = new WeakMap<Frame, number>()

/** Electron's WebFrameMain, as far as a sender check can look at it. */
export interface StandInFrame {
  readonly url: string
  readonly parent: StandInFrame | null
  readonly frameTreeNodeId: number
  isDestroyed(): boolean
}
export function frameOf(frame: Frame): StandInFrame {
  const id = frameIds.get(frame) ?? ++made
  frameIds.set(frame, id)
  const parent = frame.parentFrame()
  return { url: toElectron(frame.url()), parent: parent === null ? null : frameOf(parent), frameTreeNodeId: id, isDestroyed: () => frame.isDetached() }
}

export class StandInContents extends EventEmitter {
  readonly id = ++made
  page: Page | undefined
  openHandler: ((details: { url: string }) => { action: 'allow' | 'deny' }) | undefined
  rtcPolicy = 'default'
  reloads = 0
  gone = false
  setWindowOpenHandler = (handler: typeof this.openHandler): void => void (this.openHandler = handler)
  setWebRTCIPHandlingPolicy = (policy: string): void => void (this.rtcPolicy = policy)
  isDestroyed = (): boolean => this.gone
  getURL = (): string => toElectron(this.page?.url() ?? '')
  get mainFrame(): StandInFrame {
    if (this.page === undefined) throw new Error('the page is gone')
    return frameOf(this.page.mainFrame())
  }
  send(channel: string, ...args: unknown[]): void {
    void this.page
      ?.evaluate(([name, values]) => (globalThis as unknown as Record<string, (name: unknown, values: unknown) => void>)['__standInHear']?.(name, values), [
        channel,
        args
      ] as const)
      .catch(() => undefined)
  }
  forcefullyCrashRenderer = (): void => void this.page?.goto('chrome://crash').catch(() => undefined)
  reload = (): void => {
    this.reloads += 1
    this.emit('stand-in-reload')
  }
}

interface Wires {
  readonly app: EventEmitter
  readonly ipc: EventEmitter & { handlers: Map<string, (...args: unknown[]) => unknown> }
}

export class StandInWindow extends EventEmitter {
  static #all: StandInWindow[] = []
  static #wires: Wires
  static #closing: Promise<unknown>[] = []
  /** For tests of what is left when the policy is lost. */
  static bypassPolicy = false
  static wire(app: Wires['app'], ipc: Wires['ipc']): void {
    StandInWindow.#wires = { app, ipc }
  }
  static getAllWindows = (): StandInWindow[] => [...StandInWindow.#all]
  static async closeAll(): Promise<void> {
    for (const window of StandInWindow.#all) window.destroy()
    StandInWindow.bypassPolicy = false
    await Promise.all(StandInWindow.#closing)
    StandInWindow.#closing = []
  }
  static async closeBrowser(): Promise<void> {
    await (await browser)?.close()
    browser = undefined
  }

  readonly webContents = new StandInContents()
  readonly preferences: Preferences & { session: StandInSession }
  readonly options: { webPreferences: Preferences & { session: StandInSession } }
  #context: BrowserContext | undefined
  #destroyed = false
  shown = false
  focused = 0

  constructor(options: { webPreferences: Preferences & { session: StandInSession } }) {
    super()
    this.options = options
    this.preferences = options.webPreferences
    StandInWindow.#all.push(this)
    StandInWindow.#wires.app.emit('web-contents-created', {}, this.webContents)
    this.webContents.on('stand-in-reload', () => void this.#open())
  }

  show = (): void => void (this.shown = true)
  focus = (): void => void (this.focused += 1)
  isMinimized = (): boolean => false
  restore = (): void => undefined
  isDestroyed = (): boolean => this.#destroyed
  /** The real page; waits for nothing. */
  get page(): Page {
    if (this.webContents.page === undefined) throw new Error('no page yet')
    return this.webContents.page
  }

  async loadURL(url: string): Promise<void> {
    browser ??= launchBrowser()
    const context = await (await browser).newContext({ bypassCSP: StandInWindow.bypassPolicy, acceptDownloads: true })
    this.#context = context
    const granted = this.preferences.session.granted()
    if (granted.length > 0) await context.grantPermissions(granted)
    await context.route('**/*', route => this.#route(route).catch(() => undefined))
    await context.exposeBinding('__standInIpc', (source, kind: string, channel: string, args: unknown[]) => this.#receive(source.frame, kind, channel, args))
    await context.addInitScript({ content: bridgeScript(this.preferences, readFileSync(this.preferences.preload, 'utf8')) })
    context.on('page', page => {
      if (page === this.webContents.page || this.webContents.page === undefined) return
      const answer = this.webContents.openHandler?.({ url: 'about:blank' }) ?? { action: 'allow' }
      if (answer.action === 'deny') void page.close().catch(() => undefined)
    })
    await this.#open(url)
  }

  async #open(url = 'muniment://app/'): Promise<void> {
    if (this.#context === undefined || this.#destroyed) return
    this.webContents.page = undefined
    const page = await this.#context.newPage()
    this.webContents.page = page
    page.on('crash', () => this.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }))
    page.on('pageerror', error => this.webContents.emit('stand-in-console', String(error)))
    page.on('console', line => (line.type() === 'error' || line.type() === 'warning') && this.webContents.emit('stand-in-console', line.text()))
    page.on('download', download => {
      const item = { getURL: () => toElectron(download.url()), getFilename: () => download.suggestedFilename() }
      const prevented = emitPreventable(this.preferences.session, 'will-download', {}, item)
      void (prevented ? download.cancel() : Promise.resolve()).then(() => this.webContents.emit('stand-in-download', item, prevented))
    })
    await page.goto(toChromium(url))
    this.emit('ready-to-show')
    this.webContents.emit('stand-in-loaded')
  }

  /** Every request of every page of the context; a page that is not the window's own is one that it opened. */
  async #route(route: Route): Promise<void> {
    const request = route.request()
    const url = toElectron(request.url())
    const { page } = this.webContents
    let frame: Frame | undefined
    try {
      frame = request.frame()
    } catch {
      frame = undefined
    }
    const foreign = frame === undefined ? url !== 'muniment://app/' : frame.page() !== page
    if (foreign) {
      const answer = this.webContents.openHandler?.({ url }) ?? { action: 'allow' }
      if (answer.action === 'deny') return route.abort('blockedbyclient')
    } else if (request.isNavigationRequest() && url !== 'muniment://app/' && this.#navigationPrevented(frame, url)) return route.abort('aborted')
    await this.preferences.session.answer(route)
  }

  #navigationPrevented(frame: Frame | undefined, url: string): boolean {
    const isMainFrame = frame?.parentFrame() === null
    const anyFrame = emitPreventable(this.webContents, 'will-frame-navigate', { url, isMainFrame })
    const top = isMainFrame && emitPreventable(this.webContents, 'will-navigate', { url, isMainFrame })
    this.webContents.emit('stand-in-navigation', url, anyFrame || top)
    return anyFrame || top
  }

  #receive(frame: Frame, kind: string, channel: string, args: unknown[]): unknown {
    const event = { sender: this.webContents, senderFrame: frameOf(frame) }
    const { ipc } = StandInWindow.#wires
    if (kind === 'invoke') return ipc.handlers.get(channel)?.(event, ...args)
    ipc.emit(channel, event, ...args)
    return undefined
  }

  destroy = (): void => {
    if (this.#destroyed) return
    this.#destroyed = true
    this.webContents.gone = true
    StandInWindow.#all = StandInWindow.#all.filter(other => other !== this)
    StandInWindow.#closing.push(this.#context?.close().catch(() => undefined) ?? Promise.resolve())
    this.webContents.emit('destroyed')
    this.emit('closed')
    if (StandInWindow.#all.length === 0) StandInWindow.#wires.app.emit('window-all-closed')
  }
  close = (): void => this.destroy()
}
