/** One stored payload: the cipher's tag, the commitment that the line carries, the padded size that it says. */
import { textOf } from '../../shared/bytes.ts'
import type { Wrong } from '../../shared/ledger/verify.ts'
import type { Key, NetworkId } from '../../shared/names.ts'
import { packageOf, type Carrier } from '../../shared/record/entry.ts'
import { paddedSize } from '../../shared/record/padding.ts'
import { scanPayload } from '../../shared/record/payload-scan.ts'
import { commitPayload, readPayload, type Payload } from '../../shared/record/payload.ts'
import { openPayload, SEED_BYTES, type Vault } from '../keys/cipher.ts'
import { native } from '../keys/native.ts'

export interface PayloadPlace {
  readonly net: NetworkId
  readonly chain: Key
  /** In line 0 of the registry, whose commitments can not name the network. */
  readonly founding: boolean
}

const wrong = (code: Wrong['code'], detail: string): Wrong => ({ code, detail })

/** Scanned and found sound: a payload of plain values, which names no attachment. */
const NO_ATTACHMENTS: Payload = []

/** The payload's items that may name attachments, or what is wrong with it. */
export function checkPayload(vault: Vault, { net, chain, founding }: PayloadPlace, entry: Carrier, cipher: Uint8Array, seed: Uint8Array): Payload | Wrong {
  if (seed.length !== SEED_BYTES) return wrong('payload-damaged', `its key has ${seed.length} bytes instead of ${SEED_BYTES}`)
  const opened = openPayload(vault, { net, chain, entry: entry.id, commitment: entry.commitment }, seed, cipher)
  if (!opened) return wrong('payload-damaged', 'the cipher’s tag does not fit: the content, its key, or the place was changed')
  const binding = { net: founding ? null : net, chain, entry: entry.id, form: packageOf(entry) }
  if (scanPayload(native, binding, opened) === entry.commitment && paddedSize(opened.length) === entry.size) return NO_ATTACHMENTS
  const text = textOf(opened)
  const payload = text === undefined ? undefined : readPayload(text)
  if (!payload) return wrong('payload-damaged', 'what opens is not a payload')
  const commitment = commitPayload(native, binding, payload)
  if (commitment !== entry.commitment) return wrong('payload-commitment', `the values give the commitment ${commitment}; the block carries ${entry.commitment}`)
  if (paddedSize(opened.length) !== entry.size) return wrong('payload-size', `it takes ${paddedSize(opened.length)} bytes; the block says ${entry.size}`)
  return payload
}
