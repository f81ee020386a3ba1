/** A core process with a fake door, for tests of the shell. Calls by name: `crash` dies before the answer, `slow` answers never. */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { serveCore } from '../../../src/main/electron/core.ts'
import type { ToCore } from '../../../src/main/electron/core-messages.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import { fakeDoor } from '../../kit/fake-door.ts'

const port = process.parentPort

serveCore(
  { post: message => port.postMessage(message), hear: receive => port.on('message', event => receive(event.data as ToCore)), end: code => process.exit(code) },
  async start => {
    if (start.folder.endsWith('taken')) throw new OfficeError('folder-in-use', { folder: start.folder })
    if (start.folder.endsWith('damaged')) throw new Error('better_sqlite3.node: file not found')
    const door = fakeDoor()
    const log = (line: string): void => appendFileSync(join(start.folder, 'core.log'), `${line}\n`)
    door.files.set('attachment/line/0/html', { bytes: new TextEncoder().encode('<script>window.ran = 1</script>'), type: 'text/html', name: 'x.html' })
    door.reply = (name, input) => {
      log(name)
      if (name === 'crash') process.exit(7)
      if (name === 'tell') door.tell('headMoved')
      return name === 'slow'
        ? new Promise(() => undefined)
        : { ok: true, value: { name, input, sessions: [...door.sessions].map(({ id }) => id), pid: process.pid } }
    }
    const { lock, close, closeSession } = door
    door.lock = () => {
      lock()
      log('(lock)')
      door.tell('deskChanged')
    }
    door.close = async () => {
      await close()
      log('(close)')
    }
    door.closeSession = session => {
      closeSession(session)
      log('(leave)')
    }
    return door
  }
)
