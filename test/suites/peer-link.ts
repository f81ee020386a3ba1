/** What every PeerLink must do, over whatever it runs. */
import { afterEach, describe, expect, it } from 'vitest'
import { OfficeError } from '../../src/shared/errors.ts'
import type { Key } from '../../src/shared/names.ts'
import type { PeerEvent, PeerLink, PeerLinkOptions, PeerProtocol } from '../../src/main/sync/peer-link.ts'

export interface Place {
  /** A link with a key of its own that listens where the others of this place can reach it. */
  open(allow: PeerLinkOptions['allow']): Promise<PeerLink>
  close(): Promise<void>
}

const SYNC: PeerProtocol = '/muniment/sync/1'
const JOIN: PeerProtocol = '/muniment/join/1'
const everyone = (): boolean => true
const onlyStrangers = (_peer: Key, protocol: PeerProtocol): boolean => protocol !== SYNC
const soon = (): AbortSignal => AbortSignal.timeout(10_000)
const bytes = (length: number, step = 7): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * step + length) & 255)
const echo = async (_from: Key, body: Uint8Array): Promise<Uint8Array> => body

/** The code of the OfficeError that `promise` rejects with; fails on any other outcome. */
export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => expect.unreachable('it was answered'),
    (error: unknown) => (error instanceof OfficeError ? error.code : expect.unreachable(`not an OfficeError: ${String(error)}`))
  )

export const heard = (link: PeerLink, wanted: PeerEvent['t']): Promise<PeerEvent> =>
  new Promise(resolve => {
    const undo = link.listen(event => {
      if (event.t !== wanted) return
      undo()
      resolve(event)
    })
  })

interface Joined {
  readonly a: PeerLink
  readonly b: PeerLink
}

/** Two links in a place of their own for each test, connected or not yet; the place is closed after it. */
function setUp(makePlace: () => Promise<Place>) {
  let place: Place | undefined
  afterEach(async () => {
    await place?.close()
    place = undefined
  })
  const two = async (allow: PeerLinkOptions['allow'] = everyone): Promise<Joined> => {
    place = await makePlace()
    return { a: await place.open(everyone), b: await place.open(allow) }
  }
  const joined = async (allow?: PeerLinkOptions['allow']): Promise<Joined> => {
    const { a, b } = await two(allow)
    await a.dial(b.self.peer, b.self.addresses, soon())
    return { a, b }
  }
  return { two, joined, third: () => place!.open(everyone) }
}

/** Bodies arrive whole, under the right key. */
export function runCarriageSuite(name: string, makePlace: () => Promise<Place>): void {
  describe(name, () => {
    const { two, joined, third } = setUp(makePlace)

    it('a request reaches the peer that holds the key, under the key of the asker, and its answer comes back', async () => {
      const { a, b } = await joined()
      const asked: Key[] = []
      b.answer(SYNC, async (from, body) => {
        asked.push(from)
        return body.map(byte => byte ^ 255)
      })
      const body = bytes(1000)
      expect(await a.request(b.self.peer, SYNC, body, soon())).toEqual(body.map(byte => byte ^ 255))
      expect(asked).toEqual([a.self.peer])
      expect(body).toEqual(bytes(1000))
    })

    it('bodies of 0 bytes and of exactly 1 MiB pass both ways', async () => {
      const { a, b } = await joined()
      b.answer(SYNC, echo)
      for (const size of [0, 1, 65_536, 65_537, 1 << 20]) expect(await a.request(b.self.peer, SYNC, bytes(size), soon())).toEqual(bytes(size))
    })

    it('a request above 1 MiB does not leave, and an answer above it is a refusal that the answering office hears of', async () => {
      const { a, b } = await joined()
      b.answer(SYNC, async () => new Uint8Array((1 << 20) + 1))
      expect(await codeOf(a.request(b.self.peer, SYNC, new Uint8Array((1 << 20) + 1), soon()))).toBe('too-large')
      const failed = heard(b, 'handler-failed')
      expect(await codeOf(a.request(b.self.peer, SYNC, bytes(1), soon()))).toBe('peer-refused')
      expect(await failed).toMatchObject({ peer: a.self.peer, protocol: SYNC })
    })

    it('two hundred requests at once each get their own answer', async () => {
      const { a, b } = await joined()
      b.answer(SYNC, echo)
      const sizes = Array.from({ length: 200 }, (_, i) => i * 13)
      expect(await Promise.all(sizes.map(size => a.request(b.self.peer, SYNC, bytes(size, 3), soon())))).toEqual(sizes.map(size => bytes(size, 3)))
    })

    it('another key at the address is not taken for the one that was dialled', async () => {
      const { a, b } = await two()
      const c = await third()
      const bare = b.self.addresses.map(address => address.replace(/\/p2p\/[^/]+$/, ''))
      expect(await codeOf(a.dial(c.self.peer, bare, soon()))).toBe('peer-unreachable')
      expect(await codeOf(a.dial(c.self.peer, b.self.addresses, soon()))).toBe('peer-unreachable')
      expect(a.connections()).toEqual([])
      await a.dial(b.self.peer, bare, soon())
      expect(a.connections()).toMatchObject([{ peer: b.self.peer }])
    })
  })
}

/** Who may ask, and what a refusal is. */
export function runDoorsSuite(name: string, makePlace: () => Promise<Place>): void {
  describe(name, () => {
    const { joined } = setUp(makePlace)

    it('a peer that is not allowed is refused before its request is heard', async () => {
      const { a, b } = await joined(onlyStrangers)
      let asked = 0
      b.answer(SYNC, async (_, body) => (asked++, body))
      b.answer(JOIN, echo)
      expect(await codeOf(a.request(b.self.peer, SYNC, bytes(10), soon()))).toBe('peer-refused')
      expect(asked).toBe(0)
      expect(await a.request(b.self.peer, JOIN, bytes(10), soon())).toEqual(bytes(10))
    })

    it('a peer that loses its right between two requests is refused at the second, and let in again when it has it back', async () => {
      let allowed = true
      const { a, b } = await joined(() => allowed)
      b.answer(SYNC, echo)
      expect(await a.request(b.self.peer, SYNC, bytes(10), soon())).toEqual(bytes(10))
      allowed = false
      expect(await codeOf(a.request(b.self.peer, SYNC, bytes(10), soon()))).toBe('peer-refused')
      allowed = true
      expect(await a.request(b.self.peer, SYNC, bytes(10), soon())).toEqual(bytes(10))
    })

    it('a stranger may send 16 KiB and not more', async () => {
      const { a, b } = await joined(onlyStrangers)
      let largest = 0
      b.answer(JOIN, async (_, body) => ((largest = Math.max(largest, body.length)), body))
      expect(await a.request(b.self.peer, JOIN, bytes(16 << 10), soon())).toHaveLength(16 << 10)
      expect(await codeOf(a.request(b.self.peer, JOIN, bytes((16 << 10) + 1), soon()))).toBe('peer-unreachable')
      expect(largest).toBe(16 << 10)
      expect(await a.request(b.self.peer, JOIN, bytes(3), soon())).toEqual(bytes(3))
    })

    it('a handler that throws refuses that request and no other, and only a fault is told', async () => {
      const { a, b } = await joined()
      const faults: PeerEvent[] = []
      b.listen(event => event.t === 'handler-failed' && faults.push(event))
      b.answer(SYNC, async (_, body) => {
        if (body[0] === 1) throw new OfficeError('not-authorised', { who: 'you', what: 'ask' })
        if (body[0] === 2) throw new Error('a bug')
        return body
      })
      const ask = (first: number): Promise<Uint8Array> => a.request(b.self.peer, SYNC, Uint8Array.of(first), soon())
      const outcomes = await Promise.all([ask(0), codeOf(ask(1)), codeOf(ask(2)), ask(3)])
      expect(outcomes).toEqual([Uint8Array.of(0), 'peer-refused', 'peer-refused', Uint8Array.of(3)])
      expect(faults).toHaveLength(1)
    })

    it('a protocol that nobody answers is a refusal, also after the answering was undone', async () => {
      const { a, b } = await joined()
      expect(await codeOf(a.request(b.self.peer, SYNC, bytes(1), soon()))).toBe('peer-refused')
      const undo = b.answer(SYNC, echo)
      expect(await a.request(b.self.peer, SYNC, bytes(1), soon())).toEqual(bytes(1))
      undo()
      expect(await codeOf(a.request(b.self.peer, SYNC, bytes(1), soon()))).toBe('peer-refused')
    })
  })
}

/** Connections that come, go and fail. */
export function runLinesSuite(name: string, makePlace: () => Promise<Place>): void {
  describe(name, () => {
    const { two, joined } = setUp(makePlace)

    it('the side that was dialled can ask as well', async () => {
      const { a, b } = await two()
      const connected = heard(b, 'connected')
      await a.dial(b.self.peer, b.self.addresses, soon())
      await connected
      a.answer(SYNC, echo)
      expect(await b.request(a.self.peer, SYNC, bytes(5), soon())).toEqual(bytes(5))
    })

    it('both ends list the connection, and both hear of its end', async () => {
      const { a, b } = await two()
      const [there, here] = [heard(b, 'connected'), heard(a, 'connected')]
      await a.dial(b.self.peer, b.self.addresses, soon())
      expect([await here, await there]).toEqual([
        { t: 'connected', peer: b.self.peer },
        { t: 'connected', peer: a.self.peer }
      ])
      expect(a.connections()).toMatchObject([{ peer: b.self.peer, inbound: false }])
      expect(b.connections()).toMatchObject([{ peer: a.self.peer, inbound: true }])
      const ends = [heard(a, 'disconnected'), heard(b, 'disconnected')]
      await a.hangUp(b.self.peer)
      expect(await Promise.all(ends)).toHaveLength(2)
      expect([...a.connections(), ...b.connections()]).toEqual([])
      expect(await codeOf(a.request(b.self.peer, SYNC, bytes(1), soon()))).toBe('peer-unreachable')
    })

    it('dialling a peer that is connected already changes nothing', async () => {
      const { a, b } = await joined()
      await a.dial(b.self.peer, b.self.addresses, soon())
      expect(a.connections()).toHaveLength(1)
    })

    it('unreadable and dead addresses beside a good one do no harm, and alone they are a plain failure', async () => {
      const { a, b } = await two()
      const bad = ['', 'nonsense', '/ip4/999.1.1.1/tcp/x', '/ip4/127.0.0.1/udp/1', '/ip4/127.0.0.1/tcp/1']
      expect(await codeOf(a.dial(b.self.peer, bad, soon()))).toBe('peer-unreachable')
      expect(await codeOf(a.dial('nonsense' as Key, b.self.addresses, soon()))).toBe('peer-unreachable')
      await a.dial(b.self.peer, [...bad, ...b.self.addresses], soon())
      expect(a.connections()).toMatchObject([{ peer: b.self.peer }])
    })

    it('a request ends at its deadline, its late answer is ignored, and the next one is answered', async () => {
      const { a, b } = await joined()
      const held = Promise.withResolvers<void>()
      const asked = Promise.withResolvers<void>()
      b.answer(SYNC, async (_, body) => {
        if (body[0] === 1) {
          asked.resolve()
          await held.promise
        }
        return body
      })
      const stop = new AbortController()
      const late = codeOf(a.request(b.self.peer, SYNC, Uint8Array.of(1), stop.signal))
      await asked.promise
      stop.abort()
      expect(await late).toBe('peer-unreachable')
      held.resolve()
      expect(await a.request(b.self.peer, SYNC, Uint8Array.of(2), soon())).toEqual(Uint8Array.of(2))
      expect(await codeOf(a.request(b.self.peer, SYNC, bytes(1), AbortSignal.abort()))).toBe('peer-unreachable')
    })

    it('a peer that closes in the middle of a request is reported at once', async () => {
      const { a, b } = await joined()
      const asked = Promise.withResolvers<void>()
      b.answer(SYNC, () => (asked.resolve(), new Promise(() => undefined)))
      const open = codeOf(a.request(b.self.peer, SYNC, bytes(1), soon()))
      await asked.promise
      const gone = heard(a, 'disconnected')
      await b.close()
      expect(await open).toBe('peer-unreachable')
      await gone
      expect(a.connections()).toEqual([])
    })

    it('a link that was closed rejects what is open and everything after', async () => {
      const { a, b } = await joined()
      b.answer(SYNC, () => new Promise(() => undefined))
      const open = codeOf(a.request(b.self.peer, SYNC, bytes(1), soon()))
      await a.close()
      expect(await open).toBe('peer-unreachable')
      expect(await codeOf(a.request(b.self.peer, SYNC, bytes(1), soon()))).toBe('peer-unreachable')
      expect(await codeOf(a.dial(b.self.peer, b.self.addresses, soon()))).toBe('peer-unreachable')
    })
  })
}

export function runPeerLinkSuite(name: string, makePlace: () => Promise<Place>): void {
  runCarriageSuite(name, makePlace)
  runDoorsSuite(name, makePlace)
  runLinesSuite(name, makePlace)
}
