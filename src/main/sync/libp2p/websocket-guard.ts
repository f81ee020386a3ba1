/**
 * The WebSocket listener as libp2p brings it waits for ever for a socket's first byte and for the end of its HTTP header
 * (Node's own deadlines start with a listening HTTP server, and this one is handed its sockets), and lets one message
 * grow to 100 MiB. Here a socket that has not come as far as our first answer in time is dropped, and messages are held
 * to what the streams of one connection can have under way.
 */
import { Server, type Socket } from 'node:net'

/** Until the upgrade is answered, ms; from there libp2p's own deadline holds. */
const UPGRADE = 5_000
/** 16 streams of a 1 MiB window each, and room for what noise and yamux add. */
const LARGEST_MESSAGE = 20 << 20

const has = <K extends string>(value: object, key: K): value is { [P in K]: unknown } => key in value

/** Does nothing to any other kind of listener. Throws where the library no longer looks as expected. */
export function guardWebSockets(listener: object): void {
  if (!has(listener, 'wsServer')) return
  const { wsServer } = listener
  if (typeof wsServer !== 'object' || wsServer === null || !has(wsServer, 'options') || !has(listener, 'server') || !(listener.server instanceof Server))
    throw new Error('this version of the WebSocket transport is built in another way: the guard does not hold')
  Object.assign(wsServer.options as object, { maxPayload: LARGEST_MESSAGE })
  if (!listener.server.listeners('connection').includes(dropSilent)) listener.server.on('connection', dropSilent)
}

function dropSilent(socket: Socket): void {
  const timer = setTimeout(() => {
    if (socket.bytesWritten === 0) socket.destroy()
  }, UPGRADE)
  socket.once('close', () => clearTimeout(timer))
}
