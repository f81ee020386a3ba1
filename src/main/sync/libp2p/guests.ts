/** Connections that strangers opened: few, and none that only sits there, so that members always find room. */
import type { Connection } from '@libp2p/interface'
import type { Key } from '../../../shared/names.ts'
import type { PeerProtocol } from '../peer-types.ts'
import type { Verdict } from './answering.ts'
import { STRANGER_CONNECTIONS, STRANGER_IDLE } from './bounds.ts'

export interface GuestsEnds {
  gate(peer: Key, protocol: PeerProtocol): Promise<Verdict>
  /** Whether the peer has a stream open to us. */
  visits(peer: Key): boolean
}

interface Guest {
  readonly connection: Connection
  readonly peer: Key
  usedAt: number
}

export class Guests {
  readonly #ends: GuestsEnds
  /** Oldest first. */
  readonly #guests = new Map<string, Guest>()

  constructor(ends: GuestsEnds) {
    this.#ends = ends
  }

  async arrived(connection: Connection, peer: Key): Promise<void> {
    const { member } = await this.#ends.gate(peer, '/muniment/sync/1')
    if (member || connection.status !== 'open') return
    this.#guests.set(connection.id, { connection, peer, usedAt: performance.now() })
    const [oldest] = this.#guests.values()
    if (this.#guests.size > STRANGER_CONNECTIONS && oldest) this.#dismiss(oldest, 'too many strangers')
  }

  left(id: string): void {
    this.#guests.delete(id)
  }

  /** A stranger that was idle for long is asked about once more, it may have become a member, and otherwise let go. */
  tick(now: number): void {
    for (const guest of this.#guests.values()) {
      if (this.#ends.visits(guest.peer)) guest.usedAt = now
      else if (now - guest.usedAt > STRANGER_IDLE) void this.#reconsider(guest)
    }
  }

  async #reconsider(guest: Guest): Promise<void> {
    this.#guests.delete(guest.connection.id)
    const { member } = await this.#ends.gate(guest.peer, '/muniment/sync/1')
    if (!member) guest.connection.abort(new Error('a stranger that asked nothing'))
  }

  #dismiss(guest: Guest, reason: string): void {
    this.#guests.delete(guest.connection.id)
    guest.connection.abort(new Error(reason))
  }
}
