import type { EventEmitter } from 'node:events'

/** Emits an event that can be prevented, as Electron does; true when it was. */
export function emitPreventable(emitter: EventEmitter, name: string, facts: object = {}, ...more: unknown[]): boolean {
  let prevented = false
  emitter.emit(name, { ...facts, preventDefault: () => (prevented = true) }, ...more)
  return prevented
}

/** Resolves when `enough` holds, asked again at each event. */
export async function until(emitter: EventEmitter, name: string, enough: () => boolean): Promise<void> {
  while (!enough()) await new Promise<void>(resolve => emitter.once(name, () => resolve()))
}

/** The scheme of the app, which Chromium alone does not know, and the address under which it meets it here. */
const OURS = 'muniment://app'
const THEIRS = 'http://app.muniment.localhost'
export const toChromium = (url: string): string => url.replace(OURS, THEIRS)
export const toElectron = (url: string): string => url.replace(THEIRS, OURS)
