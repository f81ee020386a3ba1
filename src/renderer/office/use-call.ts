import { useCallback, useEffect, useRef, useState } from 'react'
import { calls, type CallName, type Input, type Output } from '../../shared/contract.ts'
import { OfficeError } from '../../shared/errors.ts'
import type { Office } from '../../shared/wire.ts'
import { useOffice } from './context.tsx'
import { useNewest } from './use-newest.ts'

export interface Asked<T> {
  /** The newest answer to this very question; kept when a later ask fails. */
  readonly value: T | undefined
  readonly error: OfficeError | undefined
  /** Nothing has been answered yet. */
  readonly loading: boolean
  again(): void
}

/** What pages show for anything thrown: a code from the table, also for what has none. */
export const officeError = (error: unknown): OfficeError =>
  error instanceof OfficeError ? error : new OfficeError('internal', { what: error instanceof Error ? error.message : String(error) })

export const callOffice = <N extends CallName>(office: Office, name: N, input: Input<N>): Promise<Output<N>> => {
  const ask = office[name] as unknown as (input: Input<N>) => Promise<Output<N>>
  return ask(input)
}

interface Held<T> {
  readonly key: string
  readonly value: T | undefined
  readonly error: OfficeError | undefined
}

/** Ask, and ask again whenever the office says that the answer has become stale. At most one ask is under way. */
export function useCall<N extends CallName>(name: N, input: Input<N>, on = true): Asked<Output<N>> {
  const office = useOffice()
  const key = `${name} ${JSON.stringify(input)}`
  const [held, hold] = useState<Held<Output<N>>>({ key: '', value: undefined, error: undefined })
  const asker = useRef<() => void>(() => undefined)
  const question = useNewest(input)

  useEffect(() => {
    if (!on) return
    let live = true
    let asking = false
    let wanted = false
    const ask = async (): Promise<void> => {
      wanted = true
      if (asking) return
      asking = true
      while (wanted && live) {
        wanted = false
        try {
          const value = await callOffice(office, name, question.current)
          if (live) hold({ key, value, error: undefined })
        } catch (error) {
          if (live) hold(before => ({ key, value: before.key === key ? before.value : undefined, error: officeError(error) }))
        }
      }
      asking = false
    }
    const again = (): void => void ask()
    asker.current = again
    again()
    const undo = office.listen(news => {
      if (calls[name].stale.includes(news.kind)) again()
    })
    return () => {
      live = false
      undo()
    }
  }, [office, name, key, on, question])

  const again = useCallback(() => asker.current(), [])
  const current = held.key === key
  return { value: current ? held.value : undefined, error: current ? held.error : undefined, loading: on && !current, again }
}
