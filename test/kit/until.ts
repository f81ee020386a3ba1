/** Desks that meet over real connections on this machine, and waiting for what one of them hears. */
import type { DeskOptions } from '../../src/main/options.ts'
import type { TestOffice } from './office-desk.ts'

/** Any free port of this machine. */
export const online = { listen: ['/ip4/127.0.0.1/tcp/0'] } satisfies Partial<DeskOptions>

/** Longer than anything should take, on a machine that does much else. */
const SECONDS = 60

/** When the question answers so; asked again with every news of the desk, and now and then without. Throws after a minute. */
export async function until({ desk }: Pick<TestOffice, 'desk'>, what: string, holds: () => Promise<boolean>): Promise<void> {
  let wake = (): void => undefined
  const stop = desk.listen(() => wake())
  const end = Date.now() + SECONDS * 1_000
  try {
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(`${what}: not within ${SECONDS} s`)
      await new Promise<void>(resolve => {
        wake = resolve
        setTimeout(resolve, 250).unref()
      })
    }
  } finally {
    stop()
  }
}
