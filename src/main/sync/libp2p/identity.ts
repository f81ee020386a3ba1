/** A desk key is the libp2p identity: raw Ed25519 public key ↔ PeerId, one to one. */
import { generateKeyPairFromSeed, publicKeyFromRaw } from '@libp2p/crypto/keys'
import { peerIdFromPublicKey, peerIdFromString } from '@libp2p/peer-id'
import { CODE_P2P, CODE_P2P_CIRCUIT, multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import type { Ed25519PrivateKey, PeerId } from '@libp2p/interface'
import { fromBase64url, toBase64url } from '../../../shared/bytes.ts'
import type { Key } from '../../../shared/names.ts'
import type { PeerAddress } from '../peer-types.ts'

/** More addresses than this of one peer are not tried. */
const MOST_ADDRESSES = 16

export const privateKeyOf = (seed: Uint8Array): Promise<Ed25519PrivateKey> => generateKeyPairFromSeed('Ed25519', seed)

/** Throws on a key that is not 32 bytes of base64url. */
export function peerIdOf(key: Key): PeerId {
  const raw = fromBase64url(key)
  if (raw?.length !== 32) throw new TypeError('key: wanted 32 bytes of base64url')
  return peerIdFromPublicKey(publicKeyFromRaw(raw))
}

/** undefined for an identity of any other kind of key: no desk has one. */
export function keyOf(peer: PeerId): Key | undefined {
  if (peer.type !== 'Ed25519') return undefined
  const raw = peer.publicKey.raw
  return raw.length === 32 ? (toBase64url(raw) as Key) : undefined
}

/** The addresses that can lead to `peer`, each ending in its /p2p/ part; unreadable ones and those that name another key at the end are left out. */
export function dialable(peer: PeerId, addresses: readonly string[]): Multiaddr[] {
  const own = peer.toString()
  const found: Multiaddr[] = []
  for (const text of addresses.slice(0, MOST_ADDRESSES)) {
    try {
      const address = multiaddr(text)
      const last = address.getComponents().at(-1)
      if (last === undefined) continue
      if (last.code !== CODE_P2P) found.push(address.encapsulate(`/p2p/${own}`))
      else if (last.value === own) found.push(address)
    } catch {
      // an address from an invitation or the registry that this program can not read: the others may do
    }
  }
  return found
}

/** The addresses that lead to `peer` through hubs that know it. */
export function throughHubs(peer: PeerId, hubs: readonly PeerAddress[]): Multiaddr[] {
  const direct = hubs.flatMap(hub => dialable(peerIdOf(hub.peer), hub.addresses)).filter(address => !isRelayed(address))
  return direct.map(address => address.encapsulate(`/p2p-circuit/p2p/${peer.toString()}`))
}

const isRelayed = (address: Multiaddr): boolean => address.getComponents().some(({ code }) => code === CODE_P2P_CIRCUIT)

/** The hub that an address leads through; undefined for a direct one. */
export function hubOf(address: Multiaddr): Key | undefined {
  const parts = address.getComponents()
  const at = parts.findIndex(({ code }) => code === CODE_P2P_CIRCUIT)
  const hub = at > 0 && parts[at - 1]?.code === CODE_P2P ? parts[at - 1]?.value : undefined
  return hub === undefined ? undefined : keyOf(peerIdFromString(hub))
}

/** One line about whatever libp2p threw: Errors, AggregateErrors, Events. */
export function describe(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return [...new Set(thrown.errors.map(describe))].join('; ').slice(0, 300)
  if (thrown instanceof Error)
    return (thrown.name === 'UnexpectedPeerError' ? 'another key answers at that address' : thrown.message || thrown.name).slice(0, 200)
  if (typeof thrown === 'object' && thrown !== null && 'error' in thrown && thrown.error !== undefined) return describe(thrown.error)
  return 'the connection failed'
}
