/**
 * A second reader of JSON, written from RFC 8259 alone and slow on purpose: one character after the other, nothing of the
 * program's and nothing of JSON.parse. It says what a text means, or that it means nothing, and writes that meaning as
 * RFC 8785 with our restrictions would. A text is canonical exactly when it is what is written.
 */
export type Meaning =
  | null
  | boolean
  | { readonly number: string }
  | { readonly text: number[] }
  | { readonly list: readonly Meaning[] }
  | { readonly fields: readonly (readonly [key: number[], value: Meaning])[] }

class NotJson extends Error {}
const SIMPLE: Readonly<Record<string, number>> = { '"': 0x22, '\\': 0x5c, '/': 0x2f, b: 8, f: 12, n: 10, r: 13, t: 9 }
const WRITTEN: Readonly<Record<number, string>> = { 0x22: '\\"', 0x5c: '\\\\', 8: '\\b', 12: '\\f', 10: '\\n', 13: '\\r', 9: '\\t' }

class OracleReader {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  space(): void {
    while (' \t\n\r'.includes(this.text[this.at] ?? 'x')) this.at++
  }
  expect(text: string): void {
    if (!this.text.startsWith(text, this.at)) throw new NotJson()
    this.at += text.length
  }
  value(depth: number): Meaning {
    if (depth > 500) throw new NotJson()
    this.space()
    const c = this.text[this.at]
    const meaning = c === '{' ? this.fields(depth) : c === '[' ? this.list(depth) : c === '"' ? { text: this.string() } : this.word()
    this.space()
    return meaning
  }
  word(): Meaning {
    for (const [word, meaning] of [
      ['null', null],
      ['true', true],
      ['false', false]
    ] as const)
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length
        return meaning
      }
    const number = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/.exec(this.text.slice(this.at, this.at + 2_000))?.[0]
    if (number === undefined) throw new NotJson()
    this.at += number.length
    return { number }
  }
  string(): number[] {
    this.expect('"')
    const units: number[] = []
    for (;;) {
      const unit = this.text.charCodeAt(this.at++)
      if (Number.isNaN(unit) || unit < 0x20) throw new NotJson()
      if (unit === 0x22) return units
      if (unit !== 0x5c) {
        units.push(unit)
        continue
      }
      const escape = this.text[this.at++] ?? ''
      if (escape === 'u') {
        const digits = this.text.slice(this.at, this.at + 4)
        if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new NotJson()
        units.push(Number.parseInt(digits, 16))
        this.at += 4
      } else if (Object.hasOwn(SIMPLE, escape)) units.push(SIMPLE[escape]!)
      else throw new NotJson()
    }
  }
  list(depth: number): Meaning {
    this.expect('[')
    const list: Meaning[] = []
    this.space()
    if (this.text[this.at] !== ']') {
      list.push(this.value(depth + 1))
      while (this.text[this.at] === ',') {
        this.at++
        list.push(this.value(depth + 1))
      }
    }
    this.expect(']')
    return { list }
  }
  fields(depth: number): Meaning {
    this.expect('{')
    const fields: [number[], Meaning][] = []
    const one = (): void => {
      this.space()
      const key = this.string()
      this.space()
      this.expect(':')
      fields.push([key, this.value(depth + 1)])
    }
    this.space()
    if (this.text[this.at] !== '}') {
      one()
      while (this.text[this.at] === ',') {
        this.at++
        one()
      }
    }
    this.expect('}')
    return { fields }
  }
}

/** What a text means; undefined when it is no JSON. */
export function meaningOf(text: string): Meaning | undefined {
  const reader = new OracleReader(text)
  try {
    const meaning = reader.value(0)
    return reader.at === text.length ? meaning : undefined
  } catch (error) {
    if (error instanceof NotJson) return undefined
    throw error
  }
}

function quoted(units: readonly number[]): string | undefined {
  let out = '"'
  for (let i = 0; i < units.length; i++) {
    const unit = units[i]!
    const high = unit >= 0xd800 && unit < 0xdc00
    if (high && !(units[i + 1]! >= 0xdc00 && units[i + 1]! < 0xe000)) return undefined
    if (unit >= 0xdc00 && unit < 0xe000 && !(units[i - 1]! >= 0xd800 && units[i - 1]! < 0xdc00)) return undefined
    out += WRITTEN[unit] ?? (unit < 0x20 ? `\\u00${unit.toString(16).padStart(2, '0')}` : String.fromCharCode(unit))
  }
  return `${out}"`
}

/** Keys by code units, as RFC 8785 orders them. */
function compareKeys([a]: readonly [number[], Meaning], [b]: readonly [number[], Meaning]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! - b[i]!
  return a.length - b.length
}

/** As the restricted canonical form; undefined for what it does not allow. */
export function writtenBy(meaning: Meaning, depth = 0): string | undefined {
  if (meaning === null || typeof meaning === 'boolean') return String(meaning)
  if ('number' in meaning) {
    const digits = /^-?(?:0|[1-9][0-9]{0,15})$/.test(meaning.number) && meaning.number !== '-0'
    return digits && BigInt(meaning.number) <= 9007199254740991n && BigInt(meaning.number) >= -9007199254740991n ? meaning.number : undefined
  }
  if ('text' in meaning) return quoted(meaning.text)
  if (depth === 16) return undefined
  const parts: string[] = []
  if ('list' in meaning) {
    for (const item of meaning.list) {
      const text = writtenBy(item, depth + 1)
      if (text === undefined) return undefined
      parts.push(text)
    }
    return `[${parts.join(',')}]`
  }
  const sorted = meaning.fields.toSorted(compareKeys)
  for (const [i, [key, value]] of sorted.entries()) {
    if (key.some(unit => unit > 0x7f) || (i > 0 && compareKeys(sorted[i - 1]!, sorted[i]!) === 0)) return undefined
    const text = writtenBy(value, depth + 1)
    if (text === undefined) return undefined
    parts.push(`${quoted(key)}:${text}`)
  }
  return `{${parts.join(',')}}`
}

/** The definition: JSON, within the restrictions, and written as itself. */
export function isCanonicalByOracle(text: string): boolean {
  const meaning = meaningOf(text)
  return meaning !== undefined && writtenBy(meaning) === text
}
