/** The desktop app: one instance a data folder, one window, one core. Knows nothing of records: it starts, confines and ends. */
import { app, BrowserWindow, dialog, ipcMain, Menu, powerMonitor, protocol, session, shell, utilityProcess } from 'electron'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { OfficeError } from '../../shared/errors.ts'
import { hostCore, type Core, type CoreChild } from './core-host.ts'
import type { CoreStart, FromCore } from './core-messages.ts'
import { installIpc } from './ipc.ts'
import { makeLinks } from './links.ts'
import { menuTemplate } from './menu.ts'
import { hardenSession } from './page-session.ts'
import { watchPower } from './power.ts'
import { answerPage, HOME, schemes } from './protocol.ts'
import { confine, reviveOnce, webPreferences, windowOptions } from './window.ts'

/** Absolute paths of the parts that the shell needs; each is looked for before anything starts. */
export interface Parts {
  readonly preload: string
  readonly core: string
  readonly pageFolder: string
}

const wait = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** Resolves when the first window shows the page, or when the app has been told to end. */
export async function startShell(parts: Parts, start: CoreStart): Promise<void> {
  // Chromium's profile lies beside the desk it shows: so two desks are two apps, and one desk is never opened twice
  app.setPath('userData', join(start.folder, 'window'))
  app.enableSandbox()
  // the page has no network: not even a name is looked up for it
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
  protocol.registerSchemesAsPrivileged(schemes)
  if (!app.requestSingleInstanceLock()) return app.quit()
  const links = makeLinks({ confirm: confirmLink, open: address => shell.openExternal(address) })
  app.on('web-contents-created', (_event, contents) => confine(contents, url => void links(url)))
  app.on('window-all-closed', () => app.quit())

  await app.whenReady()
  const missing = [parts.preload, parts.core, join(parts.pageFolder, 'index.html')].find(path => !existsSync(path))
  if (missing !== undefined) return stop(new OfficeError('program-damaged', { what: missing }))

  const windows = new Map<number, string>()
  const core = hostCore({ fork: () => forkCore(parts.core), start, wait, onTrouble: stop })
  endWith(core)
  installIpc(ipcMain, windows, core)
  const unwatch = watchPower({ monitor: powerMonitor as Parameters<typeof watchPower>[0]['monitor'], core, quit: () => app.quit(), every })
  app.once('will-quit', unwatch)
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.isPackaged, core.lock)))

  const show = async (): Promise<void> => {
    const [window] = BrowserWindow.getAllWindows()
    if (window === undefined) return openWindow(parts, core, windows)
    if (window.isMinimized()) window.restore()
    window.focus()
  }
  app.on('second-instance', () => void show())
  app.on('activate', () => void show())
  await show()
}

async function openWindow(parts: Parts, core: Core, windows: Map<number, string>): Promise<void> {
  const name = crypto.randomUUID()
  const page = session.fromPartition('persist:desk')
  hardenSession(page, request => answerPage(request, { pageFolder: parts.pageFolder, files: core, window: name }))
  const window = new BrowserWindow(windowOptions(webPreferences(parts.preload, page, app.isPackaged)))
  const { id } = window.webContents
  windows.set(id, name)
  window.once('closed', () => {
    windows.delete(id)
    core.leave(name)
    page.protocol.unhandle('muniment')
  })
  reviveOnce(window, { askAgain, askToEnd, damaged: path => stop(new OfficeError('program-damaged', { what: path })), now: () => performance.now() })
  window.once('ready-to-show', () => window.show())
  await window.loadURL(HOME)
}

function forkCore(file: string): CoreChild {
  const child = utilityProcess.fork(file, [], { serviceName: 'Muniment core', stdio: 'inherit', env: coreEnvironment(process.env) })
  return {
    post: message => child.postMessage(message),
    onMessage: receive => void child.on('message', (message: unknown) => receive(message as FromCore)),
    onExit: receive => void child.once('exit', receive),
    kill: () => void child.kill()
  }
}

/** What could turn the core into someone else's program (T18) is left behind. */
export function coreEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && !/^(NODE_|ELECTRON_|LD_PRELOAD$|LD_LIBRARY_PATH$|DYLD_)/i.test(name)) kept[name] = value
  return kept
}

/** Quitting waits for the core: it closes its files and keys. */
function endWith(core: Core): void {
  let closed = false
  app.on('before-quit', event => {
    if (closed) return
    event.preventDefault()
    void core.close().finally(() => {
      closed = true
      app.quit()
    })
  })
}

/** A clear stop: what is wrong and what to do, and no half-working window. */
function stop(error: OfficeError): void {
  dialog.showErrorBox('Muniment', `${error.message}\n\n${error.next}`)
  app.exit(1)
}

const every = (ms: number, work: () => void): (() => void) => {
  const timer = setInterval(work, ms)
  timer.unref()
  return () => clearInterval(timer)
}

/** True for `yes`. Escape is always `no`; Enter is `enter`. */
async function ask(type: 'question' | 'warning', message: string, detail: string, no: string, yes: string, enter: 'no' | 'yes'): Promise<boolean> {
  const { response } = await dialog.showMessageBox({ type, message, detail, buttons: [no, yes], defaultId: enter === 'yes' ? 1 : 0, cancelId: 0, noLink: true })
  return response === 1
}

const KEPT = 'What was filed is safe, and so is what was typed until the last few seconds.'
const confirmLink = (address: string): Promise<boolean> => ask('question', 'Open this address outside of Muniment?', address, 'Stay here', 'Open', 'no')
const askAgain = (): Promise<boolean> =>
  ask('warning', 'The page stopped again.', `${KEPT} Open the page again, or close Muniment and start it anew.`, 'Close', 'Open again', 'yes')
const askToEnd = (): Promise<boolean> =>
  ask('warning', 'The page does not answer.', `${KEPT} Wait a little longer, or load the page again.`, 'Wait', 'Load again', 'no')
