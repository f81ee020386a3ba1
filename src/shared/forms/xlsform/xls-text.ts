/** Texts in records of the older workbook format: [MS-XLS] 2.5.293 (XLUnicodeRichExtendedString) and 2.4.265 (SST). */

const letters = (data: DataView, at: number, count: number, wide: boolean): string => {
  let text = ''
  for (let n = 0; n < count; n++) text += String.fromCharCode(wide ? data.getUint16(at + 2 * n, true) : data.getUint8(at + n))
  return text
}

/** A text whose length stands before it in `lengthBytes` bytes. Throws RangeError past the end. */
export function textAt(data: DataView, at: number, lengthBytes: 1 | 2): string {
  const count = lengthBytes === 1 ? data.getUint8(at) : data.getUint16(at, true)
  return letters(data, at + lengthBytes + 1, count, (data.getUint8(at + lengthBytes) & 1) !== 0)
}

/** The workbook's table of texts, which runs on over several records; a text that is cut says anew how wide its letters are. */
export function sharedTexts(parts: readonly DataView[]): string[] {
  const reader = new PartReader(parts)
  reader.skip(4)
  const count = reader.number(4)
  const texts: string[] = []
  while (texts.length < count && reader.left()) texts.push(reader.text())
  return texts
}

class PartReader {
  readonly #parts: readonly DataView[]
  #part = 0
  #at = 0

  constructor(parts: readonly DataView[]) {
    this.#parts = parts
  }

  get #here(): DataView {
    const part = this.#parts[this.#part]
    if (!part) throw new RangeError('the table of texts ends too early')
    return part
  }

  left(): boolean {
    while (this.#part < this.#parts.length && this.#at >= this.#here.byteLength) this.#next()
    return this.#part < this.#parts.length
  }

  #next(): void {
    this.#part++
    this.#at = 0
  }

  number(size: 1 | 2 | 4): number {
    let value = 0
    for (let n = 0; n < size; n++) {
      if (!this.left()) throw new RangeError('the table of texts ends too early')
      value += this.#here.getUint8(this.#at++) * 256 ** n
    }
    return value
  }

  skip(count: number): void {
    while (count > 0) {
      if (!this.left()) return
      const step = Math.min(count, this.#here.byteLength - this.#at)
      this.#at += step
      count -= step
    }
  }

  text(): string {
    let count = this.number(2)
    const flags = this.number(1)
    const runs = (flags & 8) !== 0 ? this.number(2) : 0
    const extra = (flags & 4) !== 0 ? this.number(4) : 0
    let wide = (flags & 1) !== 0
    let text = ''
    while (count > 0) {
      if (this.#at >= this.#here.byteLength) {
        this.#next()
        wide = (this.#here.getUint8(this.#at++) & 1) !== 0
      }
      const step = Math.min(count, Math.floor((this.#here.byteLength - this.#at) / (wide ? 2 : 1)))
      if (step === 0) throw new RangeError('a text is cut inside of a letter')
      text += letters(this.#here, this.#at, step, wide)
      this.#at += step * (wide ? 2 : 1)
      count -= step
    }
    this.skip(4 * runs + extra)
    return text
  }
}
