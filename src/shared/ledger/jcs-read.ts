/**
 * Reads a text that `scan` has found canonical, without asking JSON.parse for objects: V8 misreads escaped keys after it has
 * seen certain others (nodejs/node 63785), so that two offices could see two meanings in the same signed bytes. Depth and
 * structure are known to be sound here; strings go through JSON.parse one at a time, which is not affected.
 */
type Value = null | boolean | number | string | Value[] | { [key: string]: Value }

class Reader {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  value(): Value {
    switch (this.text[this.at]) {
      case '{':
        return this.object()
      case '[':
        return this.array()
      case '"':
        return this.string()
      case 'n':
        return this.word(4, null)
      case 't':
        return this.word(4, true)
      case 'f':
        return this.word(5, false)
      default:
        return this.number()
    }
  }

  word<W extends Value>(length: number, meaning: W): W {
    this.at += length
    return meaning
  }

  number(): number {
    const start = this.at
    while (/[-0-9]/.test(this.text[this.at] ?? '')) this.at++
    return Number(this.text.slice(start, this.at))
  }

  /** Throws SyntaxError for a raw control character. */
  string(): string {
    const start = this.at
    for (this.at++; this.text[this.at] !== '"'; this.at++) if (this.text[this.at] === '\\') this.at++
    this.at++
    return JSON.parse(this.text.slice(start, this.at)) as string
  }

  array(): Value[] {
    const list: Value[] = []
    for (this.at++; this.text[this.at] !== ']';) {
      list.push(this.value())
      if (this.text[this.at] === ',') this.at++
    }
    this.at++
    return list
  }

  object(): Value {
    const object: Record<string, Value> = {}
    for (this.at++; this.text[this.at] !== '}';) {
      const key = this.string()
      this.at++
      // Not assigned: `__proto__` must become a key, as any other.
      Object.defineProperty(object, key, { value: this.value(), enumerable: true, configurable: true, writable: true })
      if (this.text[this.at] === ',') this.at++
    }
    this.at++
    return object
  }
}

export const readEscaped = (canonicalText: string): Value => new Reader(canonicalText).value()
