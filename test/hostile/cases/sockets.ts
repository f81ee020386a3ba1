/** N4, N5: what strangers do to an open port before any identity is shown. */
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { gone, HANGS, onScene, type Scene } from '../scene.ts'

/** A connection whose upgrade has not come so far is closed after 2.5 s (libp2p/node.ts); a busy machine is later. */
const SHUT = 30_000

const all = (count: number, scene: Scene): Promise<Socket[]> => Promise.all(Array.from({ length: count }, (_, n) => scene.socket(n)))

export const crowd = onScene('N4', '1,000 connections and 200 that only sit there', async scene => {
  const { run } = scene
  const { tally } = scene
  const [many, slow] = run.counts === 'nightly' ? [5_000, 500] : run.few ? [Math.min(300, 100 * run.few), 50] : [1_000, 200]
  const sitting = await all(slow, scene)
  for (const socket of sitting) socket.resume().write('\x13/multi')
  const dial = await scene.honestDial()
  run.tell(`an honest dial in ${dial.toFixed(0)} ms while ${slow} sit there`)
  tally.played(`an honest dial gets in while ${slow} sit there`, dial < HANGS ? undefined : `${dial.toFixed(0)} ms`)
  const crowded = await all(many, scene)
  for (const socket of crowded) socket.resume()
  const among = await scene.honestDial()
  run.tell(`an honest dial in ${among.toFixed(0)} ms among ${many}`)
  tally.played(`an honest dial gets in among ${many}`, among < HANGS ? undefined : `${among.toFixed(0)} ms`)
  const left = (await Promise.all([...sitting, ...crowded].map(socket => gone(socket, SHUT)))).filter(was => !was).length
  tally.played('none of them stays', left === 0 ? undefined : `${left} are still connected after ${SHUT} ms`)
})

const MULTISTREAM = '\x13/multistream/1.0.0\n'
const varint = (byte: number, count: number): Buffer => Buffer.concat([Buffer.alloc(count, byte), Buffer.from([1])])
const firsts: readonly (readonly [string, Buffer])[] = [
  ['4 KiB of noise', randomBytes(4096)],
  ['64 KiB of noise', randomBytes(65_536)],
  ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')],
  ['a long HTTP header', Buffer.from(`POST / HTTP/1.1\r\nX: ${'a'.repeat(30_000)}\r\n\r\n`)],
  [
    'a WebSocket upgrade',
    Buffer.from('GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n')
  ],
  ['TLS 1.3', Buffer.from('16030100c8010000c40303', 'hex')],
  ['TLS with a body', Buffer.concat([Buffer.from('1603010200010001fc0303', 'hex'), randomBytes(506)])],
  ['SSH', Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')],
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from([0x13])],
  ['half of the first words', Buffer.from(MULTISTREAM.slice(0, 9))],
  ['the first words and no more', Buffer.from(MULTISTREAM)],
  ['an encryption that is not spoken', Buffer.from(`${MULTISTREAM}\x0b/plaintext\n`, 'latin1')],
  ['noise and a length without a body', Buffer.from(`${MULTISTREAM}\x07/noise\n\xff\xff`, 'latin1')],
  ['noise and a first message of nothing', Buffer.from(`${MULTISTREAM}\x07/noise\n\x00\x20${'\x00'.repeat(32)}`, 'latin1')],
  [
    'noise and a first message of noise',
    Buffer.concat([Buffer.from(`${MULTISTREAM}\x07/noise\n\x00\x20`, 'latin1'), randomBytes(32), Buffer.from([0, 200]), randomBytes(200)])
  ],
  ['an endless varint', varint(0xff, 4096)],
  ['a varint of ten bytes', varint(0x80, 10)],
  ['a varint that is longer than it need be', Buffer.from('9300' + Buffer.from('/multistream/1.0.0\n').toString('hex'), 'hex')],
  ['a length of 0', Buffer.from([0, 0, 0, 0])],
  ['a length of 4 GiB', Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f])],
  ['the first words of a large message', Buffer.concat([Buffer.from([0x80, 0x80, 0x40]), randomBytes(2000)])],
  ['the first words ten thousand times', Buffer.from(MULTISTREAM.repeat(10_000))]
]

export const garbage = onScene('N5', 'garbage, HTTP, TLS, half-open handshakes, a byte a second', async scene => {
  const { run } = scene
  const rounds = run.counts === 'nightly' ? 26 : run.few ? 1 : 3
  const ends: Promise<void>[] = []
  for (let round = 0; round < rounds; round++)
    for (const [i, [name, first]] of firsts.entries()) {
      const socket = await scene.socket(round * firsts.length + i)
      socket.resume()
      // the second and third time they come one byte at a time, or cut in two
      if (round % 3 === 0) socket.write(first)
      else if (round % 3 === 1) drip(socket, first)
      else {
        socket.write(first.subarray(0, first.length >> 1))
        setTimeout(() => !socket.destroyed && socket.write(first.subarray(first.length >> 1)), 500)
      }
      const how = ['at once', 'a byte at a time', 'in two halves'][round % 3]!
      ends.push(gone(socket, SHUT).then(was => scene.tally.played(`${name}, ${how} (${round})`, was ? undefined : `still connected after ${SHUT} ms`)))
    }
  const dial = await scene.honestDial()
  run.tell(`an honest dial in ${dial.toFixed(0)} ms meanwhile`)
  await Promise.all(ends)
})

function drip(socket: Socket, bytes: Buffer): void {
  let at = 0
  const timer = setInterval(() => {
    if (socket.destroyed || at >= Math.min(bytes.length, 200)) return clearInterval(timer)
    socket.write(bytes.subarray(at, ++at))
  }, 250)
  socket.once('close', () => clearInterval(timer))
}
