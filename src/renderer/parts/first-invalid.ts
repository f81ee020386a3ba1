import type { FormEvent } from 'react'

/** Stops the browser's own sending; once the page has marked what is missing, the first of it takes the focus. */
export function submitted(event: FormEvent<HTMLFormElement>): void {
  event.preventDefault()
  const form = event.currentTarget
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
