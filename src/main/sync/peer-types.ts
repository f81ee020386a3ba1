/**
 * The seam behind which the network library sits: who is near, one request, one answer. What lies under it (libp2p in a
 * worker, queues in a simulation) is unknown to the exchange above it.
 *
 * Promised: `from` is a key the peer has proved to hold; a failure is an OfficeError `peer-unreachable` or
 * `peer-refused`, never a hang beyond the signal, and never more than this link. Not promised: that an unanswered request
 * was not acted upon (ask again: everything above is idempotent), order between requests, or that `dial` alone means
 * welcome (only an answered hello counts).
 */
import type { Key } from '../../shared/names.ts'

/** A stranger meets only join and registry; the office decides through `allow`. */
export const peerProtocols = ['/muniment/join/1', '/muniment/registry/1', '/muniment/sync/1'] as const
export type PeerProtocol = (typeof peerProtocols)[number]

/** `peer`: raw Ed25519 public key of the desk key. `addresses`: multiaddrs that end in /p2p/…, such as /ip4/10.0.0.7/tcp/4433/p2p/12D3…. */
export interface PeerAddress {
  readonly peer: Key
  readonly addresses: readonly string[]
}

/** `since` is ms since 1970 by this machine's clock; `inbound` when the other side dialled. */
export interface PeerConnection {
  readonly peer: Key
  readonly address: string
  readonly since: number
  readonly inbound: boolean
  /** The hub that relays it. */
  readonly via?: Key
}

export type PeerEvent =
  | { readonly t: 'connected' | 'disconnected'; readonly peer: Key }
  /** A hint from the LAN (mDNS): unproved until dialled. */
  | { readonly t: 'found'; readonly peer: Key; readonly addresses: readonly string[] }
  /** Our own addresses changed: an interface, or a relay. */
  | { readonly t: 'addresses'; readonly addresses: readonly string[] }
  /** The network part died; every connection is gone. It is started again after `againInMs`. */
  | { readonly t: 'worker-down'; readonly detail: string; readonly againInMs: number }
  | { readonly t: 'worker-up'; readonly addresses: readonly string[] }
  /** A handler failed with something that is not an OfficeError: the peer saw a refusal, the office has a fault to report. */
  | { readonly t: 'handler-failed'; readonly peer: Key; readonly protocol: PeerProtocol; readonly error: unknown }

/** Why a dial came to nothing, as far as it can be told; `detail` of a `peer-unreachable` says it in words, `why` in these. */
export const whysUnreachable = ['no-address', 'refused', 'timed-out', 'no-route', 'unknown-name', 'another-key', 'not-at-hub', 'failed'] as const
export type WhyUnreachable = (typeof whysUnreachable)[number]

export interface PeerLink {
  /** Our own key and present addresses (they change when interfaces or relays do). */
  readonly self: PeerAddress
  /** Connect to the holder of `peer` at one of the addresses; another key answering there is `peer-unreachable`. */
  dial(peer: Key, addresses: readonly string[], signal: AbortSignal): Promise<void>
  /** One request, one answer, each at most 1 MiB, to a connected peer. `body` stays the caller's. */
  request(peer: Key, protocol: PeerProtocol, body: Uint8Array, signal: AbortSignal): Promise<Uint8Array>
  /** Register who answers a protocol (one at a time); throwing refuses. The result undoes it. */
  answer(protocol: PeerProtocol, handler: AnswerPeer): () => void
  connections(): readonly PeerConnection[]
  /** Hear every event; the result undoes it. */
  listen(hear: (event: PeerEvent) => void): () => void
  hangUp(peer: Key): Promise<void>
  /** Connect to the holder of `peer` through one of the hubs. Absent where a link knows no relays. */
  dialThrough?(peer: Key, hubs: readonly PeerAddress[], signal: AbortSignal): Promise<void>
  /** A fresh connection to a peer, whatever connections there are, closed at once: the address that led there. Absent where a link has no addresses. */
  probe?(peer: Key, addresses: readonly string[], signal: AbortSignal): Promise<string>
  /** The hubs through which this desk lets itself be reached from here on, in place of those before. Absent where a link knows no relays. */
  relayThrough?(hubs: readonly PeerAddress[]): void
  close(): Promise<void>
}
export type AnswerPeer = (from: Key, body: Uint8Array) => Promise<Uint8Array>

/**
 * `seed`: 32 bytes, the desk key's. `listen`: multiaddrs such as /ip4/0.0.0.0/tcp/4433 or /ip4/0.0.0.0/tcp/4434/ws; port 0
 * lets the system choose once. `allow` is asked before a body is read and again before it is handled; a peer that may
 * use sync is a member, any other is a stranger and kept to small bodies and few requests. `hub`: relay between members.
 * `relays`: addresses of hubs through which this desk lets itself be reached.
 */
export interface PeerLinkOptions {
  readonly seed: Uint8Array
  readonly listen: readonly string[]
  readonly mdns: boolean
  readonly allow: (peer: Key, protocol: PeerProtocol) => boolean
  readonly hub?: boolean
  readonly relays?: readonly string[]
}
