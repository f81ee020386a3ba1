/** The core's side: one desk behind a port. Runs in Electron's utility process, and in tests in any process. */
import { OfficeError } from '../../shared/errors.ts'
import type { Reply } from '../../shared/wire.ts'
import { isStreamed, type Door, type Session } from '../service/door.ts'
import { makeCoreStreams } from './core-streams.ts'
import type { CoreStart, FromCore, ToCore } from './core-messages.ts'

export interface CorePort {
  post(message: FromCore): void
  hear(receive: (message: ToCore) => void): void
  /** Ends the process. */
  end(code: number): void
}

/** `open` may throw OfficeError; anything else is told as a part of the program that is missing or damaged. */
export function serveCore(port: CorePort, open: (start: CoreStart) => Promise<Door>): void {
  let door: Door | undefined
  const windows = new Map<string, Session>()

  const streams = makeCoreStreams()
  const openFile = async (desk: Door, window: string, path: string): Promise<object> => {
    const download = await desk.openFile(session(desk, window), path)
    return isStreamed(download) ? { stream: streams.out(download.stream), type: download.type, name: download.name } : download
  }
  const session = (desk: Door, window: string): Session => {
    const known = windows.get(window) ?? desk.openSession()
    windows.set(window, known)
    return known
  }
  const start = async (options: CoreStart): Promise<void> => {
    try {
      door = await open(options)
      door.listen(news => port.post({ kind: 'news', news }))
      port.post({ kind: 'ready' })
    } catch (error) {
      const known = error instanceof OfficeError ? error : new OfficeError('program-damaged', { what: error instanceof Error ? error.message : String(error) })
      // the shell ends this process: one that ends itself may take the message with it
      port.post({ kind: 'failed', code: known.code, detail: known.detail })
    }
  }
  const answer = async (desk: Door, message: ToCore): Promise<void> => {
    switch (message.kind) {
      case 'call':
        return port.post({ kind: 'reply', id: message.id, reply: await desk.dispatch(session(desk, message.window), message.name, message.input) })
      case 'put':
        return port.post({ kind: 'reply', id: message.id, reply: await replyOf(desk.putFile(session(desk, message.window), message.bytes)) })
      case 'get':
        return port.post({ kind: 'reply', id: message.id, reply: await replyOf(desk.getFile(session(desk, message.window), message.path)) })
      case 'open':
        return port.post({ kind: 'reply', id: message.id, reply: await replyOf(openFile(desk, message.window, message.path)) })
      case 'next':
        return port.post({ kind: 'reply', id: message.id, reply: await replyOf(streams.next(message.stream).then(bytes => ({ bytes }))) })
      case 'upload': {
        const from = session(desk, message.window)
        return port.post({ kind: 'reply', id: message.id, reply: { ok: true, value: { stream: streams.into(pieces => desk.upload(from, pieces)) } } })
      }
      case 'push':
        return port.post({ kind: 'reply', id: message.id, reply: await replyOf(streams.push(message.stream, message.bytes)) })
      case 'drop':
        return streams.drop(message.stream)
      case 'leave': {
        const left = windows.get(message.window)
        windows.delete(message.window)
        return left === undefined ? undefined : desk.closeSession(left)
      }
      case 'lock':
        return desk.lock()
      case 'close':
        await desk.close()
        return port.end(0)
      case 'start':
        return undefined
    }
  }
  port.hear(message => {
    if (message.kind === 'start') void start(message.start)
    else if (door !== undefined) void answer(door, message)
    else if (message.kind === 'close') port.end(0)
  })
}

async function replyOf(work: Promise<unknown>): Promise<Reply> {
  try {
    return { ok: true, value: await work }
  } catch (error) {
    return error instanceof OfficeError
      ? { ok: false, code: error.code, detail: error.detail }
      : { ok: false, code: 'internal', detail: { what: String(error) } }
  }
}
