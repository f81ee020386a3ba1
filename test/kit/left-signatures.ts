/** Every statement of a desk's own keys that ever left it, by what it says of which place: two for one are two histories. */
import { textOf, toBase64url } from '../../src/shared/bytes.ts'
import { isRefused, open } from '../../src/shared/ledger/line.ts'
import { parseCheckpoint, parseNote, parseOrigin } from '../../src/shared/ledger/note.ts'
import type { Key } from '../../src/shared/names.ts'
import { readFrame } from '../../src/shared/sync/messages.ts'
import { native, verify } from '../../src/main/keys/native.ts'
import { rootAt } from '../../src/main/ledger/tree.ts'
import type { PeerLink } from '../../src/main/sync/peer-types.ts'
import type { TestDesk } from './desks.ts'

export class LeftSignatures {
  /** `line CHAIN HEIGHT` or `root CHAIN SIZE` → what was said. */
  readonly said = new Map<string, Set<string>>()

  #say(place: string, what: string): void {
    const known = this.said.get(place)
    if (known) known.add(what)
    else this.said.set(place, new Set([what]))
  }

  #blob(blob: Uint8Array, chains: ReadonlySet<Key>): void {
    const note = parseNote(blob)
    const origin = note && parseOrigin(note.text.slice(0, note.text.indexOf('\n')))
    const checkpoint = note && parseCheckpoint(note.text)
    if (origin && checkpoint && chains.has(origin.chain)) return this.#say(`root ${origin.chain} ${checkpoint.size}`, toBase64url(checkpoint.root))
    if (textOf(blob)?.startsWith('{"body":') !== true) return
    const line = open(blob, native, verify)
    if (!isRefused(line) && chains.has(line.body.chain)) this.#say(`line ${line.body.chain} ${line.body.height}`, line.hash)
  }

  #frame(bytes: Uint8Array, chains: ReadonlySet<Key>): void {
    for (const blob of readFrame(bytes)?.blobs ?? []) this.#blob(blob, chains)
  }

  /** For `World.start`: what this desk asks and answers is looked at on its way out, whether it arrives or not. */
  readonly watch = (desk: TestDesk): void => {
    const link = desk.link!
    const chains = new Set([desk.chain, ...(desk.keys.registry ? [desk.keys.registry.key] : [])])
    const watched: PeerLink = {
      ...link,
      self: link.self,
      request: (peer, protocol, body, signal) => {
        this.#frame(body, chains)
        return link.request(peer, protocol, body, signal)
      },
      answer: (protocol, handler) =>
        link.answer(protocol, async (from, body) => {
          const answer = await handler(from, body)
          this.#frame(answer, chains)
          return answer
        })
    }
    Object.assign(desk, { link: watched })
  }

  /** Checkpoints that left and are not of the history that this desk holds. */
  against({ ledger }: TestDesk): string[] {
    return [...this.said].flatMap(([place, what]) => {
      const [kind, chain, size] = place.split(' ')
      const held = ledger.chains.get(chain as Key)
      if (kind !== 'root' || !held || held.state.size < Number(size)) return []
      const root = toBase64url(rootAt(ledger.store.ledger, held.no, Number(size)))
      return [...what].some(said => said !== root) ? [place] : []
    })
  }

  /** Places for which two different things left. */
  doubles(): string[] {
    return [...this.said].filter(([, what]) => what.size > 1).map(([place]) => place)
  }
}
