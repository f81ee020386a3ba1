/** Drafts that were opened since the program started: those are not asked about, whatever the desk still believes. */
const opened = new Set<string>()

export const openHere = (id: string): void => void opened.add(id)
export const wasOpenedHere = (id: string): boolean => opened.has(id)
