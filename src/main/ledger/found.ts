/**
 * Line 0 of a registry: the network, its first office, desk and administrator, in one line whose hash is the network's id.
 * Everything in it is approved by its founders. The id is not known before the line is: in approvals and in proofs of
 * possession the registry's key stands for it (`netOf`).
 */
import { newChain } from '../../shared/ledger/chain.ts'
import { seal, type Opened } from '../../shared/ledger/line.ts'
import type { Json } from '../../shared/ledger/jcs.ts'
import type { Instant, Key, NetworkId, OfficeId, SealKey } from '../../shared/names.ts'
import { netOf, provePossession } from '../../shared/record/proposal.ts'
import { toBase64url } from '../../shared/bytes.ts'
import { native } from '../keys/native.ts'
import type { Prepared } from './append.ts'
import { approvedCarrier, newId, type Bare } from './compose.ts'
import type { Clock, KeySigner } from './ledger.ts'

export interface Founding {
  readonly network: string
  readonly office: string
  readonly person: string
  readonly mode: 'private' | 'permissioned' | 'public'
  readonly registry: KeySigner
  readonly desk: KeySigner
  readonly seal: SealKey
  readonly founder: KeySigner
  readonly recovery: readonly { readonly seal: SealKey; readonly sign: Key }[]
}
export interface Founded {
  readonly net: NetworkId
  readonly office: OfficeId
  readonly opened: Opened
  readonly prepared: readonly Prepared[]
}

export function foundNetwork(clock: Clock, founding: Founding): Founded {
  const { registry, desk, seal: sealKey, founder } = founding
  const office = newId(clock) as unknown as OfficeId
  const at = { net: null, chain: registry.key, size: 0 }
  const compose = (bare: Bare, name: string): Prepared => approvedCarrier(clock, at, bare, [['@name', name]], [founder])
  const prepared = [
    compose(
      { t: 'network', id: newId(clock), mode: founding.mode, founders: [founder.key], quorum: 1, recovery: founding.recovery as unknown as Json },
      founding.network
    ),
    compose({ t: 'admit', id: newId(clock), what: 'office', office, oversight: true }, founding.office),
    compose(
      {
        t: 'admit',
        id: newId(clock),
        what: 'desk',
        office,
        number: 1,
        key: desk.key,
        seal: sealKey,
        proof: provePossession({ key: desk.key, net: netOf(null, registry.key), seal: sealKey }, desk.sign),
        continues: null
      },
      `${founding.office} desk 1`
    ),
    compose(
      {
        t: 'admit',
        id: newId(clock),
        what: 'person',
        person: null,
        key: founder.key,
        desk: desk.key,
        proof: provePossession({ key: founder.key, net: netOf(null, registry.key), seal: null }, founder.sign),
        grants: [{ form: null, office: null, role: 'admin', scope: 'others' }]
      },
      founding.person
    )
  ]
  const { chain, size, head } = newChain('registry', registry.key, null)
  const opened = seal(
    {
      author: registry.key,
      boot: toBase64url(clock.random(16)),
      chain,
      entries: prepared.map(item => item.entry),
      height: size,
      net: null,
      prev: head,
      reg: null,
      seen: null,
      tick: null,
      time: new Date(clock.now()).toISOString() as Instant,
      v: 1
    },
    native,
    registry.sign
  )
  return { net: opened.hash, office, opened, prepared }
}
