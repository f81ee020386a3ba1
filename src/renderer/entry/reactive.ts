/**
 * The engine's state made visible to React. The engine writes what changes into objects that we give it (`stateFactory`);
 * each of them counts its changes and tells those who read it while rendering. So a keystroke renders the question it
 * belongs to and those that depend on it, not the form.
 */
import { useLayoutEffect, useReducer } from 'react'

interface Store {
  version: number
  readonly listeners: Set<() => void>
}

let reading: Set<Store> | undefined

/** A `stateFactory` for the engine; `onChange` hears of every change of any state made by it. */
export function reactiveStates(onChange: () => void): <T extends object>(initial: T) => T {
  return initial => {
    const store: Store = { version: 0, listeners: new Set() }
    return new Proxy(initial, {
      get(target, key) {
        reading?.add(store)
        return Reflect.get(target, key)
      },
      set(target, key, value) {
        if (Object.is(Reflect.get(target, key), value)) return true
        Reflect.set(target, key, value)
        store.version++
        for (const listener of store.listeners) listener()
        onChange()
        return true
      }
    })
  }
}

const versions = (stores: Set<Store>): number => {
  let sum = 0
  for (const store of stores) sum += store.version
  return sum
}

/** What `read` answers, and the states that it looked at. */
function track<T>(read: () => T): { readonly value: T; readonly stores: Set<Store> } {
  const stores = new Set<Store>()
  const outer = reading
  reading = stores
  try {
    return { value: read(), stores }
  } finally {
    reading = outer
  }
}

/** What `read` answers, and again whenever any engine state that it looked at changes. */
export function useEngine<T>(read: () => T): T {
  const [, renderAgain] = useReducer((count: number) => count + 1, 0)
  const { value, stores } = track(read)
  const seen = versions(stores)
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- each render may read other states; it renders again only when one has changed since
  useLayoutEffect(() => {
    for (const store of stores) store.listeners.add(renderAgain)
    if (versions(stores) !== seen) renderAgain()
    return () => {
      for (const store of stores) store.listeners.delete(renderAgain)
    }
  })
  return value
}
