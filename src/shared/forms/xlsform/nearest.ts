/** What was probably meant by a word that is not known. */

/** Steps of adding, dropping, changing a letter or swapping two neighbours (optimal string alignment). */
export function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1)
      row.push(cost)
    }
    before = last
    last = row
  }
  return last[b.length]!
}

/** At most three known words within a third of the length (at most three steps; none for words of two letters), nearest first. */
export function nearest(word: string, known: Iterable<string>): string[] {
  const wanted = word.toLowerCase().slice(0, 64)
  const reach = Math.min(3, Math.floor(wanted.length / 3))
  return [...new Set(known)]
    .map(one => ({ one, far: Math.abs(one.length - wanted.length) > reach ? Infinity : distance(wanted, one.toLowerCase()) }))
    .filter(({ far }) => far <= reach)
    .toSorted((a, b) => a.far - b.far || (a.one < b.one ? -1 : 1))
    .slice(0, 3)
    .map(({ one }) => one)
}

/** ` Did you mean "a" or "b"?`, or nothing. */
export function suggestion(word: string, known: Iterable<string>): string {
  const found = nearest(word, known)
  return found.length === 0 ? '' : ` Did you mean ${found.map(one => `"${one}"`).join(' or ')}?`
}
