/** The desk's news as server-sent events. A comment every quarter of a minute keeps the stream and notices who has gone. */
import type { ServerResponse } from 'node:http'
import type { News } from '../../shared/contract.ts'

const HEARTBEAT_MS = 15_000

/** Answers `end`, which closes every stream. A reader that does not read (1 MiB waiting) is cut off: it comes back and asks again. */
export function makeStreams(listen: (receive: (news: News) => void) => () => void): { open(response: ServerResponse, closed: () => void): void; end(): void } {
  const streams = new Set<ServerResponse>()
  const send = (text: string): void => {
    for (const stream of streams) {
      if (stream.writableLength > 1024 * 1024) stream.destroy()
      else stream.write(text)
    }
  }
  const undo = listen(news => send(`data: ${JSON.stringify(news)}\n\n`))
  const heartbeat = setInterval(() => send(': here\n\n'), HEARTBEAT_MS)
  heartbeat.unref()
  return {
    open(response, closed) {
      response.write('retry: 1000\n: here\n\n')
      streams.add(response)
      response.on('close', () => {
        streams.delete(response)
        closed()
      })
    },
    end() {
      undo()
      clearInterval(heartbeat)
      for (const stream of streams) stream.end()
    }
  }
}
