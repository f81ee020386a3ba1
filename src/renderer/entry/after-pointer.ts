/**
 * Nothing moves under a pointer that is pressed: leaving a field by clicking elsewhere would otherwise show its error between
 * press and release, push what is below down, and the click would miss.
 */
let pressed = false
let waiting: (() => void)[] = []

const released = (): void => {
  pressed = false
  const now = waiting
  waiting = []
  // The click comes after the release; then things may move.
  setTimeout(() => now.forEach(act => act()), 0)
}

if (typeof window !== 'undefined') {
  window.addEventListener('pointerdown', () => (pressed = true), true)
  window.addEventListener('pointerup', released, true)
  window.addEventListener('pointercancel', released, true)
}

/** At once, or after the click that is under way. */
export function afterPointer(act: () => void): void {
  if (pressed) waiting.push(act)
  else act()
}
