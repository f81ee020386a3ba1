/** What Electron does inside the page before its first script: it runs the preload, and lets through what the preferences let through. */
export interface Preferences {
  readonly preload: string
  readonly sandbox?: boolean
  readonly contextIsolation?: boolean
  readonly nodeIntegration?: boolean
  readonly nodeIntegrationInSubFrames?: boolean
}

type Preload = (require: (name: string) => unknown) => void

/** The text of a script that does it; `text` is the built preload. */
export const bridgeScript = (preferences: Preferences, text: string): string =>
  `(${bridge.toString()})(${JSON.stringify({ ...preferences, session: undefined })}, require => { const exports = {}, module = { exports };\n${text}\n})`

/** Runs in the page: it may use nothing from outside of itself. */
function bridge(preferences: Preferences, preload: Preload): void {
  type Hear = (event: unknown, ...args: unknown[]) => void
  const page = window as unknown as Record<string, unknown> & { __standInIpc(kind: string, channel: string, args: unknown[]): Promise<unknown> }
  if (window !== window.top && preferences.nodeIntegrationInSubFrames !== true) return
  const heard = new Map<string, Set<Hear>>()
  const ask = page.__standInIpc
  Object.defineProperty(page, '__standInHear', {
    value: (channel: string, args: unknown[]) => heard.get(channel)?.forEach(hear => hear({ sender: ipcRenderer }, ...args)),
    enumerable: false
  })
  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) => ask('invoke', channel, args),
    send: (channel: string, ...args: unknown[]) => void ask('send', channel, args),
    on: (channel: string, hear: Hear) => void heard.set(channel, (heard.get(channel) ?? new Set()).add(hear)),
    off: (channel: string, hear: Hear) => void heard.get(channel)?.delete(hear)
  }
  /** Functions are wrapped and objects copied, so that nothing of the preload's own world is handed over. */
  const across = (value: unknown): unknown => {
    if (typeof value === 'function') return (...args: unknown[]) => across((value as (...args: unknown[]) => unknown)(...args))
    if (typeof value !== 'object' || value === null || value instanceof Promise) return value
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, across(item)])))
  }
  const contextBridge = {
    exposeInMainWorld(name: string, api: unknown) {
      if (preferences.contextIsolation === false) throw new Error('contextBridge API can only be used when contextIsolation is enabled')
      Object.defineProperty(page, name, { value: across(api), enumerable: true })
    }
  }
  const require = (name: string): unknown => {
    if (name === 'electron') return { contextBridge, ipcRenderer }
    if (preferences.sandbox !== false) throw new Error(`module not found: ${name}`)
    return { standInModule: name }
  }
  if (preferences.nodeIntegration === true) Object.assign(page, { require, process: { versions: { node: '24' } } })
  if (preferences.contextIsolation === false) Object.assign(page, { ipcRenderer })
  preload(require)
}
