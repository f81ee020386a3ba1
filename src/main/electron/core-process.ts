/**
 * The file of the core process (`utilityProcess.fork`). The desk is imported late, so that a missing or damaged part of the
 * program (H8: the SQLite library) is a message to the window and not a process that ends without a word.
 */
import { serveCore } from './core.ts'
import type { ToCore } from './core-messages.ts'
import { machine } from '../options.ts'

const port = process.parentPort

serveCore(
  {
    post: message => port.postMessage(message),
    hear: receive => port.on('message', event => receive(event.data as ToCore)),
    end: code => process.exit(code)
  },
  async start => {
    const { openDesk } = await import('../desk.ts')
    return openDesk({
      ...start,
      ...machine,
      scryptLog2: 17,
      verifying: {}
    })
  }
)
