import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { Input, Output } from '../../../shared/contract.ts'
import type { OfficeError } from '../../../shared/errors.ts'
import type { Office } from '../../../shared/wire.ts'
import { afterPointer } from '../../entry/after-pointer.ts'
import { useOffice } from '../../office/context.tsx'
import { useUnsaved } from '../../office/unsaved.ts'
import { officeError } from '../../office/use-call.ts'

export type DraftInput = NonNullable<Input<'saveDraft'>>
export type Draft = Output<'getDraft'>
/** A change waits at most this long (ms) before it is saved. */
const SOON = 700
/** After a refusal the next try comes by itself (ms). */
const RETRY = 5000

export type Saving =
  | { readonly state: 'clean' | 'waiting' | 'saving' }
  | { readonly state: 'saved'; readonly at: string }
  | { readonly state: 'failed'; readonly error: OfficeError }

/**
 * One draft kept at the desk: saves follow one another, never overlap, and none goes out while it is held for filing, so that
 * no late save brings back the draft of a record that has been filed.
 */
export class Keeper {
  #next: DraftInput | null = null
  #last: DraftInput | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #under: Promise<void> = Promise.resolve()
  #held = false
  #saving: Saving = { state: 'clean' }
  readonly #listeners = new Set<() => void>()
  readonly #office: Pick<Office, 'saveDraft'>

  constructor(office: Pick<Office, 'saveDraft'>) {
    this.#office = office
  }

  readonly listen = (changed: () => void): (() => void) => {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }
  readonly saving = (): Saving => this.#saving

  /** What the draft is by now; saved soon. */
  keep(draft: DraftInput): void {
    this.#next = draft
    if (this.#held) return
    if (this.#saving.state !== 'failed') this.#say({ state: 'waiting' })
    this.#soon(SOON)
  }

  /** Saved when this resolves; throws when it could not be. */
  readonly flush = (): Promise<void> => {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#under = this.#under.catch(() => undefined).then(() => this.#save())
    return this.#under
  }

  /** What waits is saved now, and a refusal only shown: for when the page is hidden or left. */
  readonly hurry = (): void => {
    if (this.#next !== null) void this.flush().catch(() => undefined)
  }

  /** Nothing is saved until `release`. Resolves when no save is under way. */
  async hold(): Promise<void> {
    this.#held = true
    clearTimeout(this.#timer)
    this.#timer = undefined
    await this.#under.catch(() => undefined)
  }

  /** The page is left: what was saved of the draft no longer stands open. */
  readonly leave = (): void => {
    const draft = this.#next ?? this.#last
    if (draft === null || this.#held) return
    this.#next = { ...draft, open: false }
    this.hurry()
  }

  release(): void {
    this.#held = false
    if (this.#next !== null) this.#soon(SOON)
  }

  async #save(): Promise<void> {
    const draft = this.#next
    if (draft === null || this.#held) return
    this.#next = null
    this.#say({ state: 'saving' })
    try {
      const { saved } = await this.#office.saveDraft(draft)
      this.#last = draft
      this.#say(this.#next === null ? { state: 'saved', at: saved } : { state: 'waiting' })
    } catch (error) {
      this.#next ??= draft
      this.#say({ state: 'failed', error: officeError(error) })
      this.#soon(RETRY)
      throw error
    }
  }

  #soon(ms: number): void {
    this.#timer ??= setTimeout(this.hurry, ms)
  }

  #say(saving: Saving): void {
    this.#saving = saving
    for (const changed of this.#listeners) changed()
  }
}

/** A keeper for as long as the page stands: it saves soon after each change, when the page is hidden or left, and before a lock. */
export function useDraftKeeper(): { readonly keeper: Keeper; readonly saving: Saving } {
  const office = useOffice()
  const [keeper] = useState(() => new Keeper(office))
  // What is said of a save can stand above the form: not between press and release.
  const listen = useCallback((changed: () => void) => keeper.listen(() => afterPointer(changed)), [keeper])
  const saving = useSyncExternalStore(listen, keeper.saving)
  useUnsaved(keeper.flush)
  useEffect(() => {
    const { hurry, leave } = keeper
    const hidden = (): void => {
      if (document.visibilityState === 'hidden') hurry()
    }
    document.addEventListener('visibilitychange', hidden)
    window.addEventListener('pagehide', hurry)
    window.addEventListener('blur', hurry)
    document.addEventListener('focusout', hurry)
    return () => {
      leave()
      document.removeEventListener('visibilitychange', hidden)
      window.removeEventListener('pagehide', hurry)
      window.removeEventListener('blur', hurry)
      document.removeEventListener('focusout', hurry)
    }
  }, [keeper])
  return { keeper, saving }
}
