/** A ledger that only reads: what names (titles.ts) and the projection (project.ts) need, with a key that signs nothing. */
import { textOf } from '../../shared/bytes.ts'
import { readForm } from '../../shared/forms/read-form.ts'
import { newChain } from '../../shared/ledger/chain.ts'
import type { Hash, Key, NetworkId } from '../../shared/names.ts'
import type { Registry } from '../../shared/record/registry.ts'
import { guardKeyOf, type Vault } from '../keys/cipher.ts'
import type { Held, KeySigner, Ledger, OwnChain } from '../ledger/ledger.ts'
import { packageOf } from '../store/packages.ts'
import type { Reading } from './reading.ts'

const signsNothing = (key: Key): KeySigner => ({
  key,
  publicKey: new Uint8Array(32),
  sign: () => {
    throw new Error('verification signs nothing')
  }
})

/** `sizes`: how many lines of each chain there are, by its number. */
export function readingLedger(
  { store, data }: Reading,
  vault: Vault,
  vaultKey: Uint8Array,
  net: NetworkId,
  registry: Registry,
  sizes: ReadonlyMap<number, number>
): Ledger {
  const chains = new Map<Key, Held>()
  for (const chain of data.chains) chains.set(chain.key, { no: chain.no, state: { ...newChain(chain.kind, chain.key, net), size: sizes.get(chain.no) ?? 0 } })
  const registryChain = chains.get(registry.chain)!
  const key = data.own ?? registry.chain
  const held: Held = chains.get(key) ?? registryChain
  const own: OwnChain = { ...held, signer: signsNothing(key), mark: null, makeMark: null, lastTick: null, trouble: null }
  return {
    store,
    clock: { now: () => 0, monotonic: () => 0, random: length => new Uint8Array(length) },
    vault,
    guard: guardKeyOf(vaultKey),
    net,
    registry,
    registryChain,
    chains,
    own,
    ownRegistry: null,
    nextRegistry: null,
    replaced: false,
    succeeded: () => undefined,
    boot: '',
    seen: null,
    nextRef: 1
  }
}

/** The title of a form by its package, as lists show it. */
export function formTitles(ledger: Ledger): (packageHash: Hash) => string {
  const known = new Map<Hash, string>()
  const read = (hash: Hash): string => {
    const form = ledger.registry.forms.findLast(entry => entry.package === hash)
    const bytes = packageOf(ledger.store.ledger, hash)
    const xml = bytes && textOf(bytes)
    try {
      return (xml === undefined ? undefined : readForm(xml).title) ?? form?.form ?? hash.slice(0, 8)
    } catch {
      return form?.form ?? hash.slice(0, 8)
    }
  }
  return hash => {
    let title = known.get(hash)
    if (title === undefined) known.set(hash, (title = read(hash)))
    return title
  }
}
