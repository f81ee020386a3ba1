/**
 * Work that is not yet in a draft. Whoever holds some registers how to save it; locking and leaving wait for all of it,
 * so that no key is closed over unsaved answers.
 */
import { useEffect } from 'react'
import { useNewest } from './use-newest.ts'

const savers = new Set<() => Promise<void>>()

export function useUnsaved(save: () => Promise<void>): void {
  const newest = useNewest(save)
  useEffect(() => {
    const saver = (): Promise<void> => newest.current()
    savers.add(saver)
    return () => void savers.delete(saver)
  }, [newest])
}

const gatherers = new Set<() => void>()

/** For what gathers changes before it hands them to whoever saves: asked first, so that the last of them is saved too. */
export function useGathering(handOut: () => void): void {
  useEffect(() => {
    gatherers.add(handOut)
    return () => void gatherers.delete(handOut)
  }, [handOut])
}

/** Throws what a saver throws: then nothing may be locked or left. */
export async function saveAll(): Promise<void> {
  for (const handOut of gatherers) handOut()
  for (const save of savers) await save()
}
