/** What the sign-in page says after somebody has locked: kept in memory, for the next page only. */
export interface Left {
  /** The person to come back, when it was locked and not switched. */
  readonly person: string | null
  readonly onlyHere: number
}

let left: Left | null = null

export const keepLeaving = (how: Left): void => {
  left = how
}
export const lastLeft = (): Left | null => left
export const forgetLeaving = (): void => {
  left = null
}
