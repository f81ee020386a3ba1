/**
 * Two groups, one after the other: what only computes runs two files at a time; what starts browsers, desks and peers runs
 * one file at a time, so that no test waits for another's load. `npm test` is run.mjs, which builds the page first; one file:
 * `node_modules/.bin/vitest run -c test/vitest.config.ts test/shared/bytes.test.ts`.
 */
import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const alone = [
  'test/e2e/**/*.test.{ts,tsx}',
  'test/renderer/**/*.test.{ts,tsx}',
  'test/main/{electron,serve,sync,cli}/**/*.test.ts',
  'test/{faults,hostile,simulate}/**/*.test.ts'
]
const shared = { environment: 'node', globals: false, testTimeout: 30_000, hookTimeout: 60_000, pool: 'forks' } as const

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  test: {
    passWithNoTests: true,
    projects: [
      { test: { ...shared, name: 'together', include: ['test/**/*.test.{ts,tsx}'], exclude: alone, maxWorkers: 2, sequence: { groupOrder: 0 } } },
      { test: { ...shared, name: 'alone', include: alone, fileParallelism: false, sequence: { groupOrder: 1 } } }
    ]
  }
})
