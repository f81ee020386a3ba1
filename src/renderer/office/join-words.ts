/**
 * The six words of this desk's key, from the moment it asked to join until it is admitted: a reload must not lose them. Not
 * a secret (the administrator's screen shows the same), so the browser's storage is a fit place.
 */
const PLACE = 'muniment.join'

export interface JoinWords {
  readonly network: string
  readonly words: string
}

export function keepJoinWords(words: JoinWords): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify(words))
  } catch {
    // storage refused: the words are on the administrator's screen too
  }
}

export function readJoinWords(): JoinWords | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PLACE) ?? 'null')
    if (typeof kept !== 'object' || kept === null) return null
    const { network, words } = kept as Partial<JoinWords>
    return typeof network === 'string' && typeof words === 'string' ? { network, words } : null
  } catch {
    return null
  }
}
