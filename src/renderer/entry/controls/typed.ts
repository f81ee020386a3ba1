/**
 * Text that is being typed and the value that the engine has of it. They differ while a number is half written; then the
 * engine has a blank, the text stays on screen, and it counts as a problem until it can be taken: nothing is dropped silently.
 */
import { useEffect, useState } from 'react'
import { useEntry } from '../entry-context.ts'
import { useEngine } from '../reactive.ts'

export interface Typeable {
  readonly nodeId: string
  readonly currentState: { readonly instanceValue: string }
  setValue(value: string): unknown
}

export interface Typing {
  readonly text: string
  readonly untaken: boolean
  readonly type: (text: string, taken: string | undefined) => void
}

/** `shown` turns the engine's value into what the control shows. `type(text, value)`: undefined when the text is no value. */
export function useTyping(node: Typeable, shown: (value: string) => string = value => value): Typing {
  const { session } = useEntry()
  const stored = useEngine(() => node.currentState.instanceValue)
  const [typed, setTyped] = useState<{ text: string; stored: string; untaken: boolean }>()
  const current = typed?.stored === stored ? typed : undefined
  const untaken = current?.untaken ?? false
  useEffect(() => {
    session.setUntaken(node.nodeId, untaken)
    return () => session.setUntaken(node.nodeId, false)
  }, [session, node, untaken])
  return {
    text: current ? current.text : shown(stored),
    untaken,
    type(text, taken) {
      node.setValue(taken ?? '')
      const kept = node.currentState.instanceValue
      // The engine answers a value that it does not take with a blank.
      setTyped({ text, stored: kept, untaken: taken === undefined || (taken !== '' && kept === '') })
    }
  }
}
