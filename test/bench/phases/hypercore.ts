/** The peer: hypercore 11 (signed, appended blocks; it does not fsync an append). */
import { readdirSync, statSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { BATCH, bytes, timed, type Timed } from './data.ts'
import type { Serving } from './sync.ts'

/** What is used of hypercore, which brings no types. */
interface Core {
  readonly length: number
  readonly key: Buffer
  readonly core: { audit(options: { dryRun: boolean }): Promise<{ blocks: number; corrupt?: boolean; droppedBlocks: number } | null> }
  ready(): Promise<void>
  append(blocks: Buffer | readonly Buffer[]): Promise<unknown>
  get(index: number): Promise<Buffer | null>
  replicate(initiator: boolean): NodeJS.ReadWriteStream
  download(range: { start: number; end: number }): { done(): Promise<void> }
  update(options: { wait: boolean }): Promise<boolean>
  close(): Promise<void>
}
type Make = new (folder: string, key?: Buffer) => Core

async function open(folder: string, key?: Buffer): Promise<Core> {
  // @ts-expect-error hypercore brings no types
  const { default: Hypercore } = (await import('hypercore')) as unknown as { default: Make }
  const core = new Hypercore(join(folder, 'hypercore'), ...(key ? [key] : []))
  await core.ready()
  return core
}

export async function append(folder: string, seconds: number): Promise<Timed> {
  const items = bytes(1000)
  const core = await open(folder)
  const result = await timed(i => core.append(items[i % items.length]!), { seconds, least: 50, most: 50_000, warm: 50 })
  await core.close()
  return result
}

export async function bulk(folder: string, seconds: number): Promise<Timed> {
  const items = bytes(BATCH)
  const core = await open(folder)
  const result = await timed(() => core.append(items), { seconds, least: 3, most: 200, warm: 2, each: BATCH })
  await core.close()
  return result
}

export async function make(folder: string, count: number): Promise<void> {
  const core = await open(folder)
  for (let left = count; left > 0; left -= BATCH) await core.append(bytes(Math.min(BATCH, left)))
  await core.close()
}

export async function verify(folder: string): Promise<Timed> {
  const core = await open(folder)
  const began = performance.now()
  const audit = await core.core.audit({ dryRun: true })
  const seconds = (performance.now() - began) / 1000
  if (!audit || audit.corrupt === true || audit.droppedBlocks > 0) throw new Error('hypercore says that it is damaged')
  const count = core.length
  await core.close()
  return { count, seconds }
}

/** To the last block, in ms; loading the library does not count. */
export async function reopen(folder: string): Promise<number> {
  // @ts-expect-error hypercore brings no types
  await import('hypercore')
  const began = performance.now()
  const core = await open(folder)
  if ((await core.get(core.length - 1)) === null) throw new Error('it is empty')
  const spent = performance.now() - began
  await core.close()
  return spent
}

const below = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true }).reduce(
    (sum, entry) => sum + (entry.isDirectory() ? below(join(folder, entry.name)) : statSync(join(folder, entry.name)).size),
    0
  )
export const size = (folder: string): number => below(join(folder, 'hypercore'))

export async function serve(folder: string): Promise<Serving> {
  const core = await open(folder)
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    socket.pipe(core.replicate(false)).pipe(socket)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return { address: String((server.address() as AddressInfo).port), key: core.key.toString('hex') }
}

/** By hypercore's own replication (noise, verified blocks); seconds. */
export async function pull(folder: string, count: number, { address, key }: Serving): Promise<number> {
  const core = await open(folder, Buffer.from(key, 'hex'))
  const began = performance.now()
  const socket = connect(Number(address), '127.0.0.1')
  socket.pipe(core.replicate(true)).pipe(socket)
  await core.get(count - 1)
  await core.download({ start: 0, end: count }).done()
  const seconds = (performance.now() - began) / 1000
  socket.destroy()
  await core.close()
  return seconds
}
