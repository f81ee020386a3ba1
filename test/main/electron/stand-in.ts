/**
 * A stand-in for the `electron` module, for tests where its binary is not to be had. What the shell's code does to windows, sessions,
 * frames and permissions is carried over to a real Chromium (window.ts, session.ts): the page really runs under the policy that the protocol answered, a
 * navigation that was not prevented really goes out, a permission that was not refused is really granted. What it can not show:
 * Electron's own sandbox and isolation. There it behaves as Electron documents: what a preference lets through lies in the page.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { resolve } from 'node:path'
import { emitPreventable, until } from './stand-in-events.ts'
import { StandInSession } from './stand-in-session.ts'
import { StandInWindow, type StandInContents } from './stand-in-window.ts'

class App extends EventEmitter {
  isPackaged = true
  exitCode: number | undefined
  quitted = false
  paths: Record<string, string> = {}
  switches: Record<string, string> = {}
  sandboxed = false
  /** What `requestSingleInstanceLock` answers. */
  first = true
  commandLine = { appendSwitch: (name: string, value: string) => void (this.switches[name] = value) }
  setPath = (name: string, path: string): void => void (this.paths[name] = path)
  enableSandbox = (): void => void (this.sandboxed = true)
  requestSingleInstanceLock = (): boolean => this.first
  whenReady = async (): Promise<void> => undefined
  quit = (): void => {
    if (emitPreventable(this, 'before-quit')) return
    this.quitted = true
    for (const window of StandInWindow.getAllWindows()) window.destroy()
    this.emit('will-quit')
    this.emit('quit')
  }
  exit = (code = 0): void => {
    this.exitCode ??= code
    this.emit('exit')
  }
}

export class IpcMain extends EventEmitter {
  handlers = new Map<string, (...args: unknown[]) => unknown>()
  handle = (channel: string, handler: (...args: never[]) => unknown): void => void this.handlers.set(channel, handler as (...args: unknown[]) => unknown)
}

/** A real process, as the utility process is one; `parentPort` comes from the shim. */
class Utility extends EventEmitter {
  child: ChildProcess
  constructor(file: string, env: NodeJS.ProcessEnv | undefined) {
    super()
    this.child = fork(file, [], {
      execArgv: ['--import', resolve(import.meta.dirname, 'parent-port.ts')],
      serialization: 'advanced',
      env,
      stdio: ['ignore', 'inherit', 'pipe', 'ipc']
    })
    this.child.on('message', message => this.emit('message', message))
    this.child.on('exit', code => this.emit('exit', code))
  }
  postMessage = (message: object): void => void (this.child.connected && this.child.send(message, () => undefined))
  kill = (): boolean => this.child.kill('SIGKILL')
}

export interface Asked {
  readonly kind: 'box' | 'error'
  readonly text: string
}

export const app = new App()
export const ipcMain = new IpcMain()
export const powerMonitor = Object.assign(new EventEmitter(), { idle: 0, getSystemIdleTime: (): number => powerMonitor.idle })
export const dialog = {
  asked: [] as Asked[],
  answers: [] as number[],
  events: new EventEmitter(),
  async showMessageBox(options: { message: string; detail?: string }) {
    dialog.asked.push({ kind: 'box', text: `${options.message}\n${options.detail ?? ''}` })
    dialog.events.emit('asked')
    return { response: dialog.answers.shift() ?? 0 }
  },
  showErrorBox(title: string, text: string) {
    dialog.asked.push({ kind: 'error', text: `${title}\n${text}` })
    dialog.events.emit('asked')
  }
}
export const shell = { opened: [] as string[], openExternal: async (url: string): Promise<void> => void shell.opened.push(url) }
export const Menu = {
  installed: undefined as unknown,
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (menu: unknown) => void (Menu.installed = menu)
}
export const protocol = { schemes: [] as unknown[], registerSchemesAsPrivileged: (schemes: unknown[]) => void (protocol.schemes = schemes) }
export const session = { fromPartition: (name: string): StandInSession => StandInSession.of(name) }
export const utilityProcess = {
  started: [] as { process: Utility; file: string; env: NodeJS.ProcessEnv | undefined }[],
  events: new EventEmitter(),
  fork(file: string, _args: string[], options: { env?: NodeJS.ProcessEnv }): Utility {
    const process = new Utility(file, options.env)
    utilityProcess.started.push({ process, file, env: options.env })
    utilityProcess.events.emit('fork')
    return process
  }
}
export const BrowserWindow = StandInWindow
export type Contents = StandInContents

/** Resolves when so many dialogs have been shown. */
export const asked = (count: number): Promise<void> => until(dialog.events, 'asked', () => dialog.asked.length >= count)
export const forked = (count: number): Promise<void> => until(utilityProcess.events, 'fork', () => utilityProcess.started.length >= count)

StandInWindow.wire(app, ipcMain)

/** Ends every window and process, and forgets what the last test had installed. */
export async function reset(): Promise<void> {
  for (const { process } of utilityProcess.started) {
    const ended = until(process, 'exit', () => process.child.exitCode !== null || process.child.signalCode !== null)
    process.kill()
    await ended
    process.removeAllListeners()
  }
  await StandInWindow.closeAll()
  StandInSession.forget()
  for (const emitter of [app, ipcMain, powerMonitor, dialog.events, utilityProcess.events]) emitter.removeAllListeners()
  ipcMain.handlers.clear()
  Object.assign(app, { exitCode: undefined, quitted: false, paths: {}, switches: {}, sandboxed: false, first: true, isPackaged: true })
  Object.assign(dialog, { asked: [], answers: [] })
  shell.opened = []
  utilityProcess.started = []
  powerMonitor.idle = 0
}
