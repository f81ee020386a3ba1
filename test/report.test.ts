import { expect, it } from 'vitest'
import { sumByCause, tally } from './kit/report.ts'

const file = (name: string, status: string, ...cases: string[]) => ({ name, status, assertionResults: cases.map(one => ({ status: one })) })
const report = (...testResults: object[]): string => JSON.stringify({ testResults })

it('cases are counted one by one, over all files', () => {
  const two = report(file('a', 'passed', 'passed', 'passed'), file('b', 'failed', 'passed', 'failed'))
  expect(tally(two, 1, [])).toEqual({ passed: 3, failed: 1, skipped: 0, why: [] })
})

it('a skipped case is neither passed nor failed', () => {
  expect(tally(report(file('a', 'passed', 'passed', 'pending', 'todo')), 0, [])).toEqual({ passed: 1, failed: 0, skipped: 2, why: [] })
})

it('a file that does not load is a failure', () => {
  expect(tally(report(file('a', 'failed')), 1, [])).toMatchObject({ failed: 1, why: ['a does not load'] })
})

it('a file that breaks after its cases passed is a failure', () => {
  expect(tally(report(file('a', 'failed', 'passed')), 1, [])).toMatchObject({ passed: 1, failed: 1 })
})

it('a file without a case is a failure, unless it said why it has none', () => {
  const silent = report(file('a', 'passed'))
  expect(tally(silent, 0, [])).toMatchObject({ failed: 1, why: ['a holds no test'] })
  expect(tally(silent, 0, [{ cause: 'no data', count: 1, file: 'b' }])).toMatchObject({ failed: 1 })
  expect(tally(silent, 0, [{ cause: 'no data', count: 1, file: 'a' }])).toMatchObject({ failed: 0 })
})

it('an error outside any test is a failure', () => {
  expect(tally(report(file('a', 'passed', 'passed')), 1, [])).toMatchObject({ passed: 1, failed: 1 })
})

it('a runner that was killed, or wrote nothing, is a failure', () => {
  expect(tally(report(file('a', 'passed', 'passed')), null, [])).toMatchObject({ failed: 1 })
  expect(tally(undefined, 0, [])).toMatchObject({ passed: 0, failed: 1 })
})

it('what did not run is summed by cause', () => {
  const lines = [
    { cause: 'no data', count: 2 },
    { cause: 'no browser', count: 1 },
    { cause: 'no data', count: 3 }
  ]
  expect(sumByCause(lines, 1)).toEqual([
    ['no browser', 1],
    ['no data', 5],
    ['skipped in a test file', 1]
  ])
})
