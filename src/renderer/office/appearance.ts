/** Light or dark, comfortable or compact: kept on this machine, not a record of anything. */
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]
export const densities = ['comfortable', 'compact'] as const
export type Density = (typeof densities)[number]

export interface Appearance {
  readonly theme: Theme
  readonly density: Density
}

const PLACE = 'muniment.appearance'
const among = <T extends string>(list: readonly T[], value: unknown): T => list.find(one => one === value) ?? list[0]!

export function readAppearance(): Appearance {
  let kept: unknown
  try {
    kept = JSON.parse(localStorage.getItem(PLACE) ?? '{}')
  } catch {
    kept = {}
  }
  const from = typeof kept === 'object' && kept !== null ? (kept as Partial<Appearance>) : {}
  return { theme: among(themes, from.theme), density: among(densities, from.density) }
}

export function applyAppearance(appearance: Appearance = readAppearance()): void {
  document.documentElement.dataset['theme'] = appearance.theme
  document.documentElement.dataset['density'] = appearance.density
}

export function keepAppearance(appearance: Appearance): void {
  applyAppearance(appearance)
  try {
    localStorage.setItem(PLACE, JSON.stringify(appearance))
  } catch {
    // private windows refuse storage: the choice lasts until the page is closed
  }
}
