/**
 * What can not be checked, because the disk or what is read from it stands in the way, is a finding of its own and hinders
 * nothing else: damage in one table must not hide what the others say.
 */
import { fault, type Fault } from '../../shared/ledger/findings.ts'
import type { Key } from '../../shared/names.ts'
import { Stopped } from '../ledger/pace.ts'
import { isSqliteError } from '../store/errors.ts'

export class Troubles {
  readonly faults: Fault[] = []

  attempt<T>(what: string, otherwise: T, work: () => T, chain: Key | null = null): T {
    try {
      return work()
    } catch (error) {
      this.note(what, error, chain)
      return otherwise
    }
  }

  async wait<T>(what: string, otherwise: T, work: Promise<T>, chain: Key | null = null): Promise<T> {
    try {
      return await work
    } catch (error) {
      this.note(what, error, chain)
      return otherwise
    }
  }

  /** Throws Stopped again: that is nothing about the store. */
  note(what: string, error: unknown, chain: Key | null): void {
    if (error instanceof Stopped) throw error
    const why = error instanceof Error ? error.message : String(error)
    this.faults.push(fault(isSqliteError(error) ? 'sqlite-damaged' : 'check-failed', chain, null, `${what}: ${why}`))
  }
}
