/**
 * The window's door: two channels, `request` and `listen` (the preload's two functions), and no third. Who asks is decided by the
 * frame that the message came from, never by what it says: the top frame of a window that we opened, standing on our own page.
 */
import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent } from 'electron'
import { OfficeError } from '../../shared/errors.ts'
import type { Reply } from '../../shared/wire.ts'
import type { Core } from './core-host.ts'
import { requirePlain } from './plain.ts'
import { isOwnPage } from './protocol.ts'

/** All there are; tests run each against every wrong sender. */
export const channels = ['request', 'listen'] as const
export type Channel = (typeof channels)[number]

/** webContents id → the window's session. */
export type Windows = ReadonlyMap<number, string>

/** The session of whoever sent this; undefined for a sub-frame, a frame that is gone, another page or an unknown window. */
export function senderWindow(event: IpcMainEvent | IpcMainInvokeEvent, windows: Windows): string | undefined {
  const frame = event.senderFrame
  if (frame === null || frame.isDestroyed() || event.sender.isDestroyed()) return undefined
  if (frame.parent !== null || frame.frameTreeNodeId !== event.sender.mainFrame.frameTreeNodeId) return undefined
  return isOwnPage(frame.url) ? windows.get(event.sender.id) : undefined
}

const refused = (error: OfficeError): Reply => ({ ok: false, code: error.code, detail: error.detail })

export function installIpc(ipc: Pick<IpcMain, 'handle' | 'on'>, windows: Windows, core: Core): void {
  ipc.handle('request' satisfies Channel, async (event, name: unknown, input: unknown, ...more: unknown[]): Promise<Reply> => {
    const window = senderWindow(event, windows)
    if (window === undefined) return refused(new OfficeError('foreign-page', { origin: event.senderFrame?.url ?? 'a frame that is gone' }))
    try {
      if (typeof name !== 'string' || !/^[a-zA-Z]{1,60}$/.test(name) || more.length > 0)
        throw new OfficeError('bad-input', { field: 'name', wanted: 'the name of a call', got: typeof name })
      requirePlain(input)
      return await core.request(window, name, input)
    } catch (error) {
      return refused(error instanceof OfficeError ? error : new OfficeError('internal', { what: "the window's door" }))
    }
  })

  const listening = new Set<number>()
  ipc.on('listen' satisfies Channel, event => {
    const contents = event.sender
    if (senderWindow(event, windows) === undefined || listening.has(contents.id)) return
    const undo = core.listen(news => {
      if (!contents.isDestroyed() && isOwnPage(contents.getURL())) contents.send('listen', news)
    })
    listening.add(contents.id)
    contents.once('destroyed', () => {
      listening.delete(contents.id)
      undo()
    })
  })
}
