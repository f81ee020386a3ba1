/**
 * What a backup says of itself, signed by the desk that made it: which chains with how many lines and which root, each part
 * with its rows, bytes and SHA-256, when, and until when it is meant to be kept.
 */
import { createHash, type Hash as Hasher } from 'node:crypto'
import { concat, fromBase64url, textOf, toBase64url, utf8, type Bytes } from '../../shared/bytes.ts'
import { canonical, parseCanonical, type Json } from '../../shared/ledger/jcs.ts'
import { isHash, isKey, type Hash, type Key, type NetworkId } from '../../shared/names.ts'
import { verify } from '../keys/native.ts'
import { itemHead, type Item } from './backup-parts.ts'
import type { KeySigner } from './ledger.ts'

const DOMAIN = utf8('muniment/backup/v2\n')

export interface Part {
  /** Of its items, heads and all. */
  readonly bytes: number
  readonly columns: readonly string[]
  readonly name: string
  readonly rows: number
  readonly sha256: Hash
}
export interface ChainIn {
  readonly chain: Key
  readonly kind: 'desk' | 'registry'
  readonly root: Hash
  readonly size: number
}
export interface Manifest {
  /** JSON of what the desk showed of itself, as in `meta`. */
  readonly about: string
  readonly chains: readonly ChainIn[]
  readonly desk: Key
  readonly expires: string
  readonly made: string
  readonly net: NetworkId
  readonly parts: readonly Part[]
  /** Entries of kind `record` in the lines. */
  readonly records: number
  readonly registry: Key
  readonly schema: number
  readonly v: 2
}
/** What is known before the rows are read: the first item, and part of the manifest. */
export type Beginning = Pick<Manifest, 'about' | 'chains' | 'desk' | 'expires' | 'made' | 'net' | 'registry' | 'schema' | 'v'>

const BEGINNING = 'about,chains,desk,expires,made,net,registry,schema,v'
const MANIFEST = 'about,chains,desk,expires,made,net,parts,records,registry,schema,v'
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

/** Of an element of a list that a stranger wrote: null has no fields. */
const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {})

const isChain = (value: unknown): boolean => {
  const { chain, kind, root, size, ...more } = fieldsOf(value)
  return isKey(chain) && (kind === 'desk' || kind === 'registry') && isHash(root) && isCount(size) && Object.keys(more).length === 0
}
const isPart = (value: unknown): boolean => {
  const { bytes, columns, name, rows, sha256, ...more } = fieldsOf(value)
  return (
    isCount(bytes) &&
    Array.isArray(columns) &&
    columns.every(one => typeof one === 'string') &&
    typeof name === 'string' &&
    isCount(rows) &&
    isHash(sha256) &&
    Object.keys(more).length === 0
  )
}
const isBase = ({ about, chains, desk, expires, made, net, registry, schema, v }: Beginning): boolean =>
  v === 2 &&
  [isKey(desk), isHash(net), isKey(registry), isCount(schema)].every(Boolean) &&
  [about, expires, made].every(text => typeof text === 'string') &&
  Array.isArray(chains) &&
  chains.every(isChain)

export function readBeginning(bytes: Bytes): Beginning | undefined {
  const value = parseCanonical(textOf(bytes) ?? '') as unknown as Beginning | undefined
  return value && typeof value === 'object' && Object.keys(value).join() === BEGINNING && isBase(value) ? value : undefined
}

export function signManifest(manifest: Manifest, desk: KeySigner): Uint8Array {
  const body = utf8(canonical(manifest as unknown as Json))
  return concat(utf8('{"manifest":'), body, utf8(`,"sig":"${toBase64url(desk.sign(concat(DOMAIN, body)))}"}`))
}

/** The manifest of a line that the desk it names has signed; else what is wrong with it. */
export function openManifest(line: Bytes): Manifest | string {
  const text = textOf(line)
  if (text === undefined || !text.startsWith('{"manifest":') || !/,"sig":"[A-Za-z0-9_-]{86}"\}$/.test(text)) return 'it is none'
  const body = text.slice('{"manifest":'.length, -96)
  const manifest = parseCanonical(body) as unknown as Manifest | undefined
  const shape = manifest && typeof manifest === 'object' && Object.keys(manifest).join() === MANIFEST && isBase(manifest) && isCount(manifest.records)
  if (!shape || !Array.isArray(manifest.parts) || !manifest.parts.every(isPart)) return 'it can not be read'
  const sig = fromBase64url(text.slice(-88, -2))
  if (!sig || !verify(fromBase64url(manifest.desk)!, concat(DOMAIN, utf8(body)), sig)) return 'the desk that it names did not sign it'
  return manifest
}

/** Counts and hashes the items of one part. */
export class PartCount {
  readonly name: string
  readonly columns: readonly string[]
  readonly #hash: Hasher = createHash('sha256')
  #rows = 0
  #bytes = 0

  constructor(name: string, columns: readonly string[]) {
    this.name = name
    this.columns = columns
  }

  /** `head`: the item's, where it is known already. */
  add(item: Item, isRow: boolean, head = itemHead(item)): void {
    this.#hash.update(head).update(item.bytes)
    this.#bytes += head.length + item.bytes.length
    if (isRow) this.#rows++
  }

  end(): Part {
    return { bytes: this.#bytes, columns: this.columns, name: this.name, rows: this.#rows, sha256: this.#hash.digest('base64url') as Hash }
  }
}

/** How the parts that came differ from those that were signed for; undefined when they do not. */
export function wrongParts(signed: readonly Part[], came: readonly Part[]): { readonly part: string; readonly detail: string } | undefined {
  for (const part of came) {
    const wanted = signed.find(one => one.name === part.name)
    if (!wanted) return { part: part.name, detail: 'the manifest does not name it' }
    if (wanted.rows !== part.rows) return { part: part.name, detail: `it has ${part.rows} rows, and ${wanted.rows} were signed for` }
    if (wanted.sha256 !== part.sha256 || wanted.bytes !== part.bytes || wanted.columns.join() !== part.columns.join())
      return { part: part.name, detail: 'it is not what was signed for' }
  }
  const missing = signed.find(part => !came.some(one => one.name === part.name))
  return missing && { part: missing.name, detail: 'it is missing' }
}
