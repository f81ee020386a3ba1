/** Signed chains in memory and in stores, fast: keys from seeds, lines by `seal` and `grow`, nothing random that was not asked for. */
import { grow, newChain, type ChainState } from '../../src/shared/ledger/chain.ts'
import { isRefused, seal, type AnyEntry, type Opened } from '../../src/shared/ledger/line.ts'
import { toBase64url } from '../../src/shared/bytes.ts'
import { uuid7, type Hash, type Instant, type Key, type NetworkId } from '../../src/shared/names.ts'
import { native, signer } from '../../src/main/keys/native.ts'
import { keySigner, type KeySigner } from '../../src/main/ledger/ledger.ts'

export const keyOf = (n: number): KeySigner => keySigner(signer(new Uint8Array(32).fill(n)))
const BOOT = 'AAAAAAAAAAAAAAAAAAAAAA'
const REG = toBase64url(new Uint8Array(32).fill(7)) as Hash
export const NET = toBase64url(new Uint8Array(32).fill(9)) as NetworkId

let count = 0
/** An entry of a kind that this program does not know: opaque. */
export const opaque = (text: string): AnyEntry => ({
  t: 'x-opaque',
  id: uuid7(
    1_700_000_000_000 + count,
    new Uint8Array(10).map((_, i) => (++count >> (i % 4)) & 255)
  ),
  data: text
})

/** The next line of a desk chain, and the state after it. */
export function nextLine(
  state: ChainState,
  author: KeySigner,
  entries: readonly AnyEntry[],
  more: { readonly prev?: Hash | null; readonly height?: number } = {}
): { opened: Opened; state: ChainState } {
  const opened = seal(
    {
      author: author.key,
      boot: BOOT,
      chain: state.chain,
      entries,
      height: more.height ?? state.size,
      net: state.net,
      prev: more.prev === undefined ? state.head : more.prev,
      reg: { root: REG, size: 1 },
      seen: null,
      tick: null,
      time: new Date(1_700_000_000_000 + 1000 * state.size).toISOString() as Instant,
      v: 1
    },
    native,
    author.sign
  )
  const grown = grow(native, state, opened)
  return { opened, state: isRefused(grown) ? state : grown.state }
}

/** A desk chain of `size` lines with one opaque entry each. */
export function signedChain(size: number, desk = keyOf(1)): { readonly chain: Key; readonly lines: readonly Opened[]; readonly state: ChainState } {
  let state = newChain('desk', desk.key, NET)
  const lines: Opened[] = []
  for (let i = 0; i < size; i++) {
    const next = nextLine(state, desk, [opaque(`line ${i}`)])
    lines.push(next.opened)
    state = next.state
  }
  return { chain: desk.key, lines, state }
}
