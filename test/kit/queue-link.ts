/**
 * PeerLinks that are joined by queues in memory, for simulation: the test decides what is delivered, in which order, what
 * is lost, and who can reach whom. With the same seed and the same calls the same things happen in the same order.
 */
import { OfficeError } from '../../src/shared/errors.ts'
import type { Key } from '../../src/shared/names.ts'
import { LARGEST_BODY, LARGEST_STRANGER_BODY } from '../../src/main/sync/libp2p/bounds.ts'
import type { AnswerPeer, PeerConnection, PeerEvent, PeerLink, PeerLinkOptions, PeerProtocol } from '../../src/main/sync/peer-link.ts'

export interface Queued {
  readonly t: 'request' | 'answer'
  readonly from: Key
  readonly to: Key
  readonly protocol: PeerProtocol
  /** Bytes of a request or an answer; undefined for a refusal. */
  readonly body: Uint8Array | undefined
}

interface Letter extends Queued {
  /** What arriving does. */
  arrive(): void
  /** What being lost does: the asker hears that nobody answered. */
  lose(detail: string): void
}

interface Joint {
  readonly link: PeerLink
  readonly key: Key
  readonly allow: PeerLinkOptions['allow']
  readonly addresses: readonly string[]
  readonly handlers: Map<PeerProtocol, AnswerPeer>
  readonly connected: Map<Key, PeerConnection>
  tell(event: PeerEvent): void
}

const pair = (a: Key, b: Key): string => (a < b ? `${a} ${b}` : `${b} ${a}`)
const unreachable = (peer: Key, detail: string): OfficeError => new OfficeError('peer-unreachable', { peer, detail })

export class QueueNetwork {
  readonly #random: () => number
  readonly #joints = new Map<Key, Joint>()
  readonly #cut = new Set<string>()
  readonly #letters: Letter[] = []
  /** Requests that have not been answered, wherever they are. */
  readonly #open = new Set<{ readonly between: string; lose(detail: string): void }>()
  #auto = false
  #tick = 0
  #lastAddress = 0

  /** `random` gives numbers in [0, 1): it decides the order in `deliverAny`, and nothing else is left to chance. */
  constructor(random: () => number) {
    this.#random = random
  }

  /** What is under way, oldest first. */
  get queued(): readonly Queued[] {
    return this.#letters
  }

  /** Deliver one message and let what it sets off come to rest (promises only; nothing here waits for real time). */
  async deliver(index = 0): Promise<void> {
    this.#letters.splice(index, 1)[0]?.arrive()
    await rest()
  }

  /** Deliver one message picked by the seed; false when nothing is under way. */
  async deliverAny(): Promise<boolean> {
    if (this.#letters.length === 0) return false
    await this.deliver(Math.floor(this.#random() * this.#letters.length))
    return true
  }

  /** Deliver in seeded order until nothing is under way. Throws after `most` deliveries: the offices talk for ever. */
  async settle(most = 100_000): Promise<void> {
    await rest()
    for (let n = 0; await this.deliverAny(); n++) if (n >= most) throw new Error(`still talking after ${most} messages`)
  }

  /** Lose one message. A lost answer is a request that landed and is reported lost. */
  async lose(index = 0): Promise<void> {
    this.#letters.splice(index, 1)[0]?.lose('no answer in time')
    await rest()
  }

  /** Deliver a request twice, as an asker does that never saw the first answer; the second answer is lost. */
  async repeat(index = 0): Promise<void> {
    const letter = this.#letters[index]
    if (letter?.t !== 'request' || letter.body === undefined) return this.deliver(index)
    const handler = this.#joints.get(letter.to)?.handlers.get(letter.protocol)
    await this.deliver(index)
    await handler?.(letter.from, letter.body.slice()).catch(() => undefined)
    await rest()
  }

  /** Two peers can not reach one another: their connection ends and what was under way between them is lost. */
  cut(a: Key, b: Key): void {
    this.#cut.add(pair(a, b))
    this.#part(a, b, 'the connection closed')
  }

  /** They may dial again; nothing is connected by itself. */
  heal(a: Key, b: Key): void {
    this.#cut.delete(pair(a, b))
  }

  /** Deliver everything as it comes, in seeded order, until told otherwise. */
  auto(on = true): void {
    this.#auto = on
    this.#stir()
  }

  /** A hint from the LAN, as mDNS gives it. */
  hint(to: Key, about: Key): void {
    const joint = this.#joints.get(about)
    if (joint) this.#joints.get(to)?.tell({ t: 'found', peer: about, addresses: joint.addresses })
  }

  open(key: Key, allow: PeerLinkOptions['allow']): PeerLink {
    const hearers = new Set<(event: PeerEvent) => void>()
    const joint: Joint = {
      key,
      allow,
      addresses: [`/memory/${++this.#lastAddress}/p2p/${key}`],
      handlers: new Map(),
      connected: new Map(),
      tell: event => [...hearers].forEach(hear => hear(event)),
      link: {
        self: { peer: key, addresses: [`/memory/${this.#lastAddress}/p2p/${key}`] },
        dial: async (peer, addresses, signal) => this.#dial(joint, peer, addresses, signal),
        request: (peer, protocol, body, signal) => this.#request(joint, peer, protocol, body, signal),
        answer: (protocol, handler) => {
          joint.handlers.set(protocol, handler)
          return () => void (joint.handlers.get(protocol) === handler && joint.handlers.delete(protocol))
        },
        connections: () => [...joint.connected.values()],
        listen: hear => {
          hearers.add(hear)
          return () => void hearers.delete(hear)
        },
        hangUp: async peer => this.#part(key, peer, 'the connection closed'),
        close: async () => {
          for (const peer of joint.connected.keys()) this.#part(key, peer, 'the connection closed')
          this.#joints.delete(key)
        }
      }
    }
    this.#joints.set(key, joint)
    return joint.link
  }

  #dial(joint: Joint, peer: Key, addresses: readonly string[], signal: AbortSignal): void {
    const bare = addresses.filter(address => !address.includes('/p2p/') || address.endsWith(`/p2p/${peer}`)).map(address => address.replace(/\/p2p\/.*$/, ''))
    const there = [...this.#joints.values()].find(other => other.addresses.some(address => bare.includes(address.replace(/\/p2p\/.*$/, ''))))
    if (signal.aborted) throw unreachable(peer, 'no time left')
    if (joint.connected.has(peer)) return
    if (!this.#joints.has(joint.key)) throw unreachable(peer, 'this desk has closed its network')
    if (there === undefined || this.#cut.has(pair(joint.key, peer))) throw unreachable(peer, 'nobody answers there')
    if (there.key !== peer) throw unreachable(peer, 'another key answers at that address')
    const since = ++this.#tick
    joint.connected.set(peer, { peer, address: there.addresses[0]!, since, inbound: false })
    there.connected.set(joint.key, { peer: joint.key, address: joint.addresses[0]!, since, inbound: true })
    joint.tell({ t: 'connected', peer })
    there.tell({ t: 'connected', peer: joint.key })
  }

  async #request(joint: Joint, to: Key, protocol: PeerProtocol, body: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    if (body.length > LARGEST_BODY) throw new OfficeError('too-large', { what: 'request', got: body.length, limit: LARGEST_BODY })
    if (!joint.connected.has(to)) throw unreachable(to, 'not connected')
    if (signal.aborted) throw unreachable(to, 'no time left')
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
    const lose = (detail: string): void => reject(unreachable(to, detail))
    const giveUp = (): void => lose('no answer in time')
    signal.addEventListener('abort', giveUp, { once: true })
    const open = { between: pair(joint.key, to), lose }
    this.#open.add(open)
    const reply = (answer: Uint8Array | undefined): void => {
      const arrive = (): void => (answer ? resolve(answer) : reject(new OfficeError('peer-refused', { peer: to, detail: 'it did not accept the request' })))
      if (joint.connected.has(to)) this.#send({ t: 'answer', from: to, to: joint.key, protocol, body: answer, arrive, lose })
    }
    const copy = body.slice()
    this.#send({
      t: 'request',
      from: joint.key,
      to,
      protocol,
      body: copy,
      arrive: () => void this.#handle(to, joint.key, protocol, copy, lose).then(reply),
      lose
    })
    return promise.finally(() => {
      signal.removeEventListener('abort', giveUp)
      this.#open.delete(open)
    })
  }

  async #handle(at: Key, from: Key, protocol: PeerProtocol, body: Uint8Array, lose: (detail: string) => void): Promise<Uint8Array | undefined> {
    const joint = this.#joints.get(at)
    const handler = joint?.handlers.get(protocol)
    if (!joint?.allow(from, protocol) || handler === undefined) return undefined
    if (body.length > LARGEST_STRANGER_BODY && !joint.allow(from, '/muniment/sync/1')) return void lose('the connection closed')
    try {
      const answer = await handler(from, body)
      if (answer.length > LARGEST_BODY) throw new RangeError(`answer: ${answer.length} bytes`)
      return answer.slice()
    } catch (error) {
      if (!(error instanceof OfficeError)) joint.tell({ t: 'handler-failed', peer: from, protocol, error })
      return undefined
    }
  }

  #send(letter: Letter): void {
    this.#letters.push(letter)
    this.#stir()
  }

  #stir(): void {
    if (this.#auto && this.#letters.length > 0) setImmediate(() => void this.deliverAny().then(() => this.#stir()))
  }

  #part(a: Key, b: Key, detail: string): void {
    const [first, second] = [this.#joints.get(a), this.#joints.get(b)]
    const kept = this.#letters.filter(letter => pair(letter.from, letter.to) !== pair(a, b))
    this.#letters.splice(0, Infinity, ...kept)
    for (const open of this.#open) if (open.between === pair(a, b)) open.lose(detail)
    if (first?.connected.delete(b)) first.tell({ t: 'disconnected', peer: b })
    if (second?.connected.delete(a)) second.tell({ t: 'disconnected', peer: a })
  }
}

/** All promises that are ready have run when an immediate runs. */
const rest = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
