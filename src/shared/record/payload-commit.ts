/**
 * The commitment of a payload as its bytes are written or read, one pass over one place in memory: what payload.ts says in
 * terms of values, without making a text for every salt, hash and leaf. Held equal to payload.ts by payload-bytes.test.ts.
 */
import { utf8, type Bytes } from '../bytes.ts'
import type { Hashing } from '../hashing.ts'
import type { Hash } from '../names.ts'
import { quotedPath, type Binding } from './payload.ts'

const HASH = 43
const LINE_FEED = 0x0a
/** `["` salt `",` */
const SALTED = 26

/** A path as it stands in a payload, and what its leaf hashes, with room for the value's hash at the end. */
export interface PathBytes {
  readonly path: string
  readonly quoted: Bytes
  readonly leaf: Bytes
}

const MAX_KNOWN = 20_000
const known = new Map<string, PathBytes>()

/** Undefined when it is no path. Bounded, for strangers bring theirs. */
export function pathBytes(path: string): PathBytes | undefined {
  const found = known.get(path)
  if (found) return found
  const quoted = quotedPath(path)
  if (quoted === undefined) return undefined
  const made = { path, quoted: utf8(quoted), leaf: utf8(`muniment/field/v1\n${path}\n${' '.repeat(HASH)}`) }
  if (known.size >= MAX_KNOWN) known.clear()
  known.set(path, made)
  return made
}

export function putAscii(into: Bytes, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) into[at + i] = text.charCodeAt(i)
  return at + text.length
}

const VALUE = utf8('muniment/value/v1\n')

/** Gathers leaves; `done` gives the commitment. One at a time: its places in memory are shared, and wiped. */
export class Commit {
  #value: Bytes = new Uint8Array(4096)
  #leaves: Bytes = new Uint8Array(4096)
  #end = 0
  /** What stands before the entry, from the payload before: most come from one chain. */
  #net: Binding['net'] | undefined
  #chain: Binding['chain'] | undefined
  #head = 0

  constructor() {
    this.#value.set(VALUE)
  }

  begin({ net, chain, entry, form }: Binding): void {
    if (net !== this.#net || chain !== this.#chain) {
      this.#head = putAscii(this.#leaves, 0, `muniment/record/v1\n${net}\n${chain}\n`)
      this.#net = net
      this.#chain = chain
    }
    const at = putAscii(this.#leaves, this.#head, entry)
    this.#leaves[at] = LINE_FEED
    this.#end = putAscii(this.#leaves, at + 1, form)
  }

  /** `text[at]` is the `[` of an item, `value` to `end` its value's JSON. */
  item(h: Hashing, path: PathBytes, text: Bytes, at: number, value: number, end: number): void {
    const needs = VALUE.length + SALTED + (end - value) + 1
    if (needs > this.#value.length) {
      this.#value.fill(0)
      this.#value = new Uint8Array(2 * needs)
      this.#value.set(VALUE)
    }
    const into = this.#value
    let n = VALUE.length
    for (let i = at; i < at + SALTED; i++) into[n++] = text[i]!
    if (end - value > 64) {
      into.set(text.subarray(value, end), n)
      n += end - value
    } else for (let i = value; i < end; i++) into[n++] = text[i]!
    into[n++] = 0x5d
    const hash = h.hashBytes(into.subarray(0, n))
    putAscii(path.leaf, path.leaf.length - HASH, hash)
    this.#leaf(h.hashBytes(path.leaf))
  }

  #leaf(leaf: Hash): void {
    if (this.#end + HASH + 1 > this.#leaves.length) {
      const more = new Uint8Array(2 * this.#leaves.length)
      more.set(this.#leaves)
      this.#leaves = more
    }
    this.#leaves[this.#end] = LINE_FEED
    this.#end = putAscii(this.#leaves, this.#end + 1, leaf)
  }

  done(h: Hashing): Hash {
    this.#value.fill(0, VALUE.length)
    return h.hashBytes(this.#leaves.subarray(0, this.#end))
  }
}
