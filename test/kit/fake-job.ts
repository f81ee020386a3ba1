/** The job of verification in its states, for pages. */
import type { Output } from '../../src/shared/contract.ts'
import { ago } from './fake-data.ts'
import { verdictOf } from './fake-views.ts'

const idle: Output<'verifyJob'> = {
  state: 'none',
  done: 0,
  total: 0,
  secondsLeft: null,
  at: null,
  verdict: null,
  error: null,
  background: { state: 'idle', done: 0, total: 0 },
  recent: null
}
export const jobOf = (kind: 'none' | 'running' | 'sound' | 'findings' | undefined): Output<'verifyJob'> =>
  kind === undefined || kind === 'none'
    ? idle
    : kind === 'running'
      ? { ...idle, state: 'running', done: 4200, total: 12_494, secondsLeft: 27 }
      : {
          ...idle,
          state: 'done',
          done: 12_494,
          total: 12_494,
          at: ago(1),
          verdict: verdictOf(kind),
          background: kind === 'findings' ? { state: 'running', done: 4_200, total: 24_988 } : idle.background,
          recent: { at: ago(1), blocks: 12, findings: [] }
        }
