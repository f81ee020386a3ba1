/** A line between two processes: every byte passes here and is counted; it can be cut, and made slow. TCP on loopback. */
import { once } from 'node:events'
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export interface Line {
  /** Where others dial; it leads to what `leadTo` said last. */
  readonly port: number
  /** Bytes both ways since it was opened. */
  readonly bytes: number
  leadTo(port: number): void
  /** Runs once when so many more bytes have passed. */
  after(bytes: number, run: () => void): void
  /** Everything that is connected falls; while it is down nobody gets through. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

interface Waiting {
  readonly at: number
  readonly run: () => void
}

/** `rate`: bytes a second in each direction; undefined: as fast as it goes. */
export async function openLine(rate?: number): Promise<Line> {
  const pairs = new Set<Socket>()
  const waiting = new Set<Waiting>()
  let [bytes, to, down] = [0, 0, false]
  const count = (length: number): void => {
    bytes += length
    for (const one of waiting) {
      if (bytes < one.at) continue
      waiting.delete(one)
      one.run()
    }
  }
  const server: Server = createServer(from => {
    if (down || to === 0) return void from.destroy()
    const into = createConnection({ host: '127.0.0.1', port: to })
    for (const [source, sink] of [
      [from, into],
      [into, from]
    ] as const) {
      pairs.add(source)
      source.on('error', () => source.destroy())
      source.on('close', () => {
        pairs.delete(source)
        sink.destroy()
      })
      source.on('data', (data: Buffer) => {
        count(data.length)
        pass(source, sink, data, rate)
      })
      source.setNoDelay(true)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const fall = (): void => {
    for (const socket of [...pairs]) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    get bytes() {
      return bytes
    },
    leadTo: port => void (to = port),
    after: (more, run) => void waiting.add({ at: bytes + more, run }),
    cut() {
      down = true
      fall()
    },
    mend: () => void (down = false),
    async close() {
      fall()
      server.close()
      await once(server, 'close')
    }
  }
}

/** Holds the source back while the sink is full, or for as long as so many bytes take at the line's rate. */
function pass(source: Socket, sink: Socket, data: Buffer, rate: number | undefined): void {
  const room = sink.destroyed || sink.write(data)
  if (rate === undefined && room) return
  source.pause()
  const go = (): void => void source.resume()
  if (rate !== undefined) setTimeout(go, (data.length / rate) * 1000)
  else sink.once('drain', go)
}
