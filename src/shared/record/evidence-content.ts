/** What evidence shows of content: payloads against their commitments, attachments against what a shown value says, forms. */
import { fromBase64url, toBase64url, utf8, type Bytes } from '../bytes.ts'
import type { Hashing } from '../hashing.ts'
import { canonical, type Json } from '../ledger/jcs.ts'
import type { Refused } from '../ledger/line.ts'
import { CHUNK_BYTES, MAX_FIELDS } from '../ledger/limits.ts'
import { leafHash, TreeBuilder } from '../ledger/merkle.ts'
import type { Hash, Key, NetworkId } from '../names.ts'
import { packageOf, type Carrier } from './entry.ts'
import { compareText, outOfOrder, refuse, type EvidenceFault } from './evidence.ts'
import { packageHash } from './package.ts'
import { paddedSize } from './padding.ts'
import { commitPayload, comparePaths, isAttachment, isShown, readPayload, type Attachment, type Item, type Payload } from './payload.ts'

/** Items as a payload has them, also with values withheld. Undefined when they are none. */
function readItems(items: readonly unknown[]): Payload | undefined {
  if (items.length > MAX_FIELDS) return undefined
  let last: string | undefined
  for (const item of items) {
    const path = pathOf(readPayload(canonical([item] as unknown as Json), true)?.[0])
    if (path === undefined) return undefined
    if (path !== null && last !== undefined && comparePaths(last, path) >= 0) return undefined
    last = path ?? last
  }
  return items as Payload
}
/** null for a bare leaf, undefined for nothing. */
const pathOf = (item: Item | undefined): string | null | undefined =>
  item === undefined ? undefined : typeof item === 'string' ? null : item.length === 2 ? item[0] : item[1]

/** The payload of an entry, its commitment computed again from what is shown. `net` is null for line 0 of the registry. */
export function openItems(h: Hashing, net: NetworkId | null, chain: Key, entry: Carrier, items: readonly unknown[]): Payload | Refused<EvidenceFault> {
  const payload = readItems(items)
  if (!payload) return refuse('evidence-content', 'the items are not those of a payload')
  const commitment = commitPayload(h, { net, chain, entry: entry.id, form: packageOf(entry) }, payload)
  if (commitment !== entry.commitment) return refuse('evidence-content', `the content gives ${commitment}, not the commitment ${entry.commitment}`)
  if (payload.every(isShown) && paddedSize(utf8(canonical(payload as unknown as Json)).length) !== entry.size)
    return refuse('evidence-content', 'the content has another size than was signed')
  return payload
}

export const attachmentsIn = (payload: Payload): Attachment[] => payload.flatMap(item => (isShown(item) && isAttachment(item[2]) ? [item[2]] : []))

function chunksOf(h: Hashing, bytes: Bytes): Hash {
  const tree = new TreeBuilder(h)
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) tree.append(leafHash(h, bytes.subarray(at, at + CHUNK_BYTES)))
  return toBase64url(tree.root()) as Hash
}

/** Contents by SHA-256. Each must be what a shown value says, in size, hash and pieces. */
export function openFiles(h: Hashing, files: readonly string[], named: readonly Attachment[]): ReadonlyMap<Hash, Uint8Array> | Refused<EvidenceFault> {
  const opened: [Hash, Uint8Array][] = []
  const byHash = Map.groupBy(named, ({ sha256 }) => sha256)
  for (const text of files) {
    const bytes = fromBase64url(text)
    if (!bytes) return refuse('evidence-file', 'a file is not base64url')
    const sha256 = toBase64url(h.sha256(bytes)) as Hash
    const naming = byHash.get(sha256) ?? []
    if (naming.length === 0) return refuse('evidence-unbound', `no value that is shown names the file ${sha256}`)
    const chunks = chunksOf(h, bytes)
    if (!naming.every(attachment => attachment.size === bytes.length && attachment.chunks === chunks))
      return refuse('evidence-file', `the file ${sha256} is not as the record says`)
    opened.push([sha256, bytes])
  }
  if (outOfOrder(opened, (a, b) => compareText(a[0], b[0])) !== undefined) return refuse('evidence-order', 'files do not ascend')
  return new Map(opened)
}

/** Forms by package hash. Each must be one that a shown entry names. */
export function openForms(h: Hashing, forms: readonly string[], named: ReadonlySet<string>): ReadonlyMap<Hash, string> | Refused<EvidenceFault> {
  const opened = forms.map((xml): [Hash, string] => [packageHash(h, xml), xml])
  const foreign = opened.find(([hash]) => !named.has(hash))
  if (foreign) return refuse('evidence-form', `no entry that is shown was filed with the form ${foreign[0]}`)
  if (outOfOrder(opened, (a, b) => compareText(a[0], b[0])) !== undefined) return refuse('evidence-order', 'forms do not ascend')
  return new Map(opened)
}
