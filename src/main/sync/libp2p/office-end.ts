/** The office's end of the link: a PeerLink whose work is done by a worker that may come and go. */
import { OfficeError } from '../../../shared/errors.ts'
import { textOf, utf8 } from '../../../shared/bytes.ts'
import type { Key } from '../../../shared/names.ts'
import type { PeerAddress, PeerConnection, PeerEvent, PeerLink, PeerLinkOptions, PeerProtocol } from '../peer-types.ts'
import { LARGEST_BODY } from './bounds.ts'
import { Doors } from './doors.ts'
import { frameOf } from './frame.ts'
import { keepWorker, type Post, type Spawn } from './keeper.ts'
import type { ToOffice, ToWorker } from './messages.ts'

interface Waiting {
  readonly peer: Key
  resolve(body: Uint8Array): void
  reject(error: Error): void
}

const unreachable = (peer: Key, detail: string): OfficeError => new OfficeError('peer-unreachable', { peer, detail })

/** `spawn` is for tests, which hold on to the worker in order to kill it. */
export async function openLibp2pLink(options: PeerLinkOptions, spawn?: Spawn): Promise<PeerLink> {
  if (options.seed.length !== 32) throw new OfficeError('bad-input', { field: 'seed', wanted: '32 bytes', got: options.seed.length })
  const end = new OfficeEnd(options)
  const { seed, listen, mdns, hub = false, relays = [] } = options
  const keeper = await keepWorker({ seed: Uint8Array.from(seed), listen, mdns, hub, relays }, end, spawn)
  return {
    get self() {
      return end.self
    },
    dial: (peer, addresses, signal) => end.send(peer, signal, id => ({ t: 'dial', id, peer, addresses: [...addresses] })).then(() => undefined),
    request: (peer, protocol, body, signal) => end.request(peer, protocol, body, signal),
    answer: (protocol, handler) => end.doors.answer(protocol, handler),
    connections: () => [...end.open.values()],
    listen: hear => end.listen(hear),
    dialThrough: (peer, hubs, signal) => end.send(peer, signal, id => ({ t: 'dial-through', id, peer, hubs })).then(() => undefined),
    probe: (peer, addresses, signal) =>
      end.send(peer, signal, id => ({ t: 'probe', id, peer, addresses: [...addresses] })).then(address => textOf(address) ?? ''),
    relayThrough: hubs => end.relayThrough(hubs),
    hangUp: peer => (end.isConnected(peer) ? end.send(peer, undefined, id => ({ t: 'hang-up', id, peer })).then(() => undefined) : Promise.resolve()),
    async close() {
      end.close()
      await keeper.close()
    }
  }
}

class OfficeEnd {
  readonly doors: Doors
  readonly #hearers = new Set<(event: PeerEvent) => void>()
  readonly #waiting = new Map<number, Waiting>()
  readonly open = new Map<string, PeerConnection>()
  self: PeerLink['self'] = { peer: '' as Key, addresses: [] }
  #post: Post | undefined
  #hubs: readonly PeerAddress[] = []
  #last = 0
  #closed = false
  #wasDown = false

  constructor({ allow }: PeerLinkOptions) {
    this.doors = new Doors(allow, event => this.#tell(event))
  }

  isConnected(peer: Key): boolean {
    for (const connection of this.open.values()) if (connection.peer === peer) return true
    return false
  }

  listen(hear: (event: PeerEvent) => void): () => void {
    this.#hearers.add(hear)
    return () => void this.#hearers.delete(hear)
  }

  async request(peer: Key, protocol: PeerProtocol, body: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    if (body.length > LARGEST_BODY) throw new OfficeError('too-large', { what: 'request', got: body.length, limit: LARGEST_BODY })
    if (!this.isConnected(peer)) throw unreachable(peer, 'not connected')
    const frame = frameOf(body)
    return this.send(peer, signal, id => ({ t: 'request', id, peer, protocol, frame }), [frame.buffer])
  }

  /** Post a message that the worker answers with `done`, `answered` or `failed`, or give up at the signal. */
  send(peer: Key, signal: AbortSignal | undefined, message: (id: number) => ToWorker, transfer: ArrayBuffer[] = []): Promise<Uint8Array> {
    const post = this.#post
    if (this.#closed) return Promise.reject(unreachable(peer, 'this desk has closed its network'))
    if (post === undefined) return Promise.reject(unreachable(peer, 'the network worker is starting again'))
    if (signal?.aborted) return Promise.reject(unreachable(peer, 'no time left'))
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#waiting.delete(id)
        post({ t: 'cancel', id })
        reject(unreachable(peer, 'no answer in time'))
      }
      const settle = (): void => signal?.removeEventListener('abort', giveUp)
      signal?.addEventListener('abort', giveUp, { once: true })
      this.#waiting.set(id, { peer, resolve: body => (settle(), resolve(body)), reject: error => (settle(), reject(error)) })
      post(message(id), transfer)
    })
  }

  up(ready: Extract<ToOffice, { t: 'ready' }>, post: Post): void {
    this.#post = post
    this.self = { peer: ready.peer, addresses: ready.addresses }
    if (this.#hubs.length > 0) post({ t: 'relay-through', hubs: this.#hubs })
    if (this.#wasDown) this.#tell({ t: 'worker-up', addresses: ready.addresses })
  }

  relayThrough(hubs: readonly PeerAddress[]): void {
    if (JSON.stringify(hubs) === JSON.stringify(this.#hubs)) return
    this.#hubs = hubs
    this.#post?.({ t: 'relay-through', hubs })
  }

  down(detail: string, againInMs: number): void {
    this.#post = undefined
    this.#wasDown = true
    this.#loseAll(`the network worker died (${detail})`)
    this.#tell({ t: 'worker-down', detail, againInMs })
  }

  close(): void {
    this.#closed = true
    this.doors.close()
    this.#loseAll('this desk has closed its network')
    this.#hearers.clear()
  }

  hear(message: ToOffice, post: Post): void {
    switch (message.t) {
      case 'addresses':
        this.self = { ...this.self, addresses: message.addresses }
        return this.#tell(message)
      case 'done':
        return this.#take(message.id)?.resolve(new Uint8Array(0))
      case 'answered':
        return this.#take(message.id)?.resolve(message.body)
      case 'probed':
        return this.#take(message.id)?.resolve(utf8(message.address))
      case 'failed': {
        const waiting = this.#take(message.id)
        return waiting?.reject(
          new OfficeError(message.failure.code, {
            peer: waiting.peer,
            detail: message.failure.detail,
            ...(message.failure.why === undefined ? {} : { why: message.failure.why })
          })
        )
      }
      case 'gate':
        return post(this.doors.judge(message))
      case 'asked':
        return void this.doors.open(message, post)
      case 'open':
        return this.#opened(message.connection, message.about)
      case 'shut':
        return this.#shut(message.connection)
      case 'found':
        return this.#tell({ t: 'found', peer: message.peer, addresses: message.addresses })
      case 'ready':
      case 'not-started':
      case 'pulse':
        return
      default:
        return message satisfies never
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    return waiting
  }

  #opened(id: string, about: PeerConnection): void {
    const first = !this.isConnected(about.peer)
    this.open.set(id, about)
    if (first) this.#tell({ t: 'connected', peer: about.peer })
  }

  #shut(id: string): void {
    const peer = this.open.get(id)?.peer
    this.open.delete(id)
    if (peer !== undefined && !this.isConnected(peer)) this.#tell({ t: 'disconnected', peer })
  }

  #loseAll(detail: string): void {
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { peer, reject } of waiting) reject(unreachable(peer, detail))
    for (const id of this.open.keys()) this.#shut(id)
  }

  #tell(event: PeerEvent): void {
    for (const hear of this.#hearers) hear(event)
  }
}
