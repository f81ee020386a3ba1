/**
 * What may come through a window's door: JSON and nothing more. Structured clone would let dates, maps, rings and buffers of any
 * size through; the desk's own checks expect what JSON can say.
 */
import { OfficeError } from '../../shared/errors.ts'

/** As at the desk server, in characters and a little for each value. */
const SIZE_LIMIT = 8 * 1024 * 1024
const DEPTH_LIMIT = 32
const EVIL = new Set(['__proto__', 'constructor', 'prototype'])

/** Throws OfficeError 'bad-input' or 'too-large'. */
export function requirePlain(value: unknown, limit = SIZE_LIMIT): void {
  let size = 0
  const count = (more: number): void => {
    size += more
    if (size > limit) throw new OfficeError('too-large', { what: 'the call', got: size, limit })
  }
  const walk = (part: unknown, depth: number): void => {
    if (depth > DEPTH_LIMIT) throw new OfficeError('bad-input', { field: 'input', wanted: `at most ${DEPTH_LIMIT} levels`, got: 'more' })
    count(8)
    if (part === null || part === undefined || typeof part === 'boolean' || (typeof part === 'number' && Number.isFinite(part))) return
    if (typeof part === 'string') return count(part.length)
    if (Array.isArray(part)) return part.forEach(item => walk(item, depth + 1))
    const proto: unknown = typeof part === 'object' ? Object.getPrototypeOf(part) : undefined
    if (typeof part !== 'object' || (proto !== Object.prototype && proto !== null))
      throw new OfficeError('bad-input', { field: 'input', wanted: 'plain values', got: typeof part })
    for (const [key, item] of Object.entries(part)) {
      if (EVIL.has(key)) throw new OfficeError('bad-input', { field: 'input', wanted: 'plain names', got: key })
      count(key.length)
      walk(item, depth + 1)
    }
  }
  walk(value, 0)
}
