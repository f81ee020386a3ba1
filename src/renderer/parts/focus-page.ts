/** To the page's heading: for when what had the focus is about to go. */
export const focusPage = (): void => document.querySelector<HTMLElement>('main h1')?.focus()
