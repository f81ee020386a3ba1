import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of someone else, open to every origin: what reaches it got out. */
export async function outside(): Promise<{ url: string; heard: string[]; close(): Promise<void> }> {
  const heard: string[] = []
  const server: Server = createServer((request, response) => {
    if (request.url !== '/favicon.ico') heard.push(`${request.method ?? ''} ${request.url ?? ''}`)
    response.writeHead(200, { 'Content-Type': 'text/html', 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' })
    response.end('<title>outside</title><script>window.ran = 1</script>')
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    close: () =>
      new Promise(done => {
        server.closeAllConnections()
        server.close(() => done())
      })
  }
}
