/** A chain made by hand, with the desk's true keys and no ledger behind it: what a desk could send if its program were changed. */
import { toBase64url, utf8 } from '../../src/shared/bytes.ts'
import { newChain, type ChainState } from '../../src/shared/ledger/chain.ts'
import { seal, type AnyEntry, type Body, type Opened } from '../../src/shared/ledger/line.ts'
import { consistencyProof, frontierAppend, inclusionProof, rangeHash, TreeBuilder } from '../../src/shared/ledger/merkle.ts'
import { checkpointOrigin, formatCheckpoint, formatNote, SIGNATURE, signNote } from '../../src/shared/ledger/note.ts'
import type { Instant, NetworkId } from '../../src/shared/names.ts'
import { native } from '../../src/main/keys/native.ts'
import { newId } from '../../src/main/ledger/compose.ts'
import type { KeySigner, Ledger } from '../../src/main/ledger/ledger.ts'
import type { LineBatch } from '../../src/main/ledger/receive.ts'
import type { TestDesk, World } from './desks.ts'

export class HandMade {
  readonly lines: Opened[] = []
  state: ChainState
  readonly #world: World
  readonly #desk: KeySigner
  readonly #author: KeySigner
  readonly #registry: Ledger['registry']

  /** `registry`: as the desk claims to know it. */
  constructor(world: World, desk: TestDesk, registry: Ledger['registry']) {
    this.#world = world
    this.#desk = desk.keys.desk
    this.#author = desk.keys.person
    this.#registry = registry
    this.state = newChain('desk', desk.chain, world.net)
  }

  /** An entry of no consequence. */
  plain(): AnyEntry {
    return {
      t: 'acknowledge',
      id: newId(this.#world.clockOf('liar')),
      of: { index: 0, line: this.#world.net },
      records: 0,
      state: 'destroyed'
    } as unknown as AnyEntry
  }

  /** Adds a line, true but for `changes`. */
  add(entries: readonly AnyEntry[] = [this.plain()], changes: Partial<Body> = {}, author = this.#desk): Opened {
    const { size, head } = this.state
    const body: Body = {
      author: author.key,
      boot: toBase64url(this.#world.bytes(16)),
      chain: this.#desk.key,
      entries,
      height: size,
      net: this.#world.net,
      prev: head,
      reg: this.#registry.now,
      seen: null,
      tick: null,
      time: new Date(this.#world.now).toISOString() as Instant,
      v: 1,
      ...changes
    }
    return this.push(seal(body, native, author.sign))
  }

  byPerson(entries: readonly AnyEntry[]): Opened {
    return this.add(entries, {}, this.#author)
  }

  /** Puts any line there, whatever it is. */
  push(opened: Opened): Opened {
    this.lines.push(opened)
    this.state = {
      ...this.state,
      size: this.state.size + 1,
      head: opened.hash,
      frontier: frontierAppend(native, this.state.size, this.state.frontier, opened.leaf)
    }
    return opened
  }

  root(size = this.lines.length): Uint8Array {
    const tree = new TreeBuilder(native)
    for (const { leaf } of this.lines.slice(0, size)) tree.append(leaf)
    return tree.root()
  }

  /** A checkpoint by the desk's true key; of another root, net or key when told so. */
  note(
    size = this.lines.length,
    { root = this.root(size), net = this.#world.net, key = this.#desk }: { root?: Uint8Array; net?: NetworkId; key?: KeySigner } = {}
  ): Uint8Array {
    const name = checkpointOrigin(net, this.#desk.key)
    const text = formatCheckpoint({ origin: name, size, root })
    return utf8(formatNote(text, [signNote(text, name, SIGNATURE, key.publicKey, key.sign, native)]))
  }

  proof(from: number, to: number): Uint8Array[] {
    return consistencyProof(
      native,
      from,
      to,
      rangeHash(native, i => this.lines[i]!.leaf)
    )
  }

  inclusion(index: number, size: number): Uint8Array[] {
    return inclusionProof(native, index, size, i => this.lines[i]!.leaf)
  }

  /** Lines [from, to) with the proof into a checkpoint of `size`. */
  batch(from = 0, to = this.lines.length, size = this.lines.length): LineBatch {
    return {
      chain: this.#desk.key,
      kind: 'desk',
      lines: this.lines.slice(from, to).map(({ line }) => line),
      note: this.note(size),
      proof: to === size ? [] : this.proof(to, size)
    }
  }
}
