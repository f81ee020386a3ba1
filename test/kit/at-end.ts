/** What a kit cleans up: when the test is over, or, where a kit is used outside of tests (test/faults), when it is told. */
import { onTestFinished } from 'vitest'

const waiting: (() => unknown)[] = []

export function atEnd(work: () => unknown): void {
  try {
    onTestFinished(async () => void (await work()))
  } catch {
    waiting.push(work) // not within a test
  }
}

/** The last first. Within a test there is nothing to do. */
export async function endAll(): Promise<void> {
  for (const work of waiting.splice(0).reverse()) await work()
}
