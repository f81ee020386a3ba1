/** By which error something was refused: its code, 'ok' where it was not; what is no OfficeError stands as its text. */
import { OfficeError } from '../../src/shared/errors.ts'

const codeIn = (error: unknown): string => (error instanceof OfficeError ? error.code : String(error))

export function codeOf(work: () => unknown): string {
  try {
    work()
    return 'ok'
  } catch (error) {
    return codeIn(error)
  }
}

export const codeFrom = (work: Promise<unknown>): Promise<string> => work.then(() => 'ok', codeIn)
