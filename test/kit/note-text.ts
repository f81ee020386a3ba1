import { entryOf, openStoredPayload } from '../../src/main/ledger/payloads.ts'
import type { Key } from '../../src/shared/names.ts'
import { isCarrier } from '../../src/shared/record/entry.ts'
import { textAt } from '../../src/shared/record/payload.ts'
import type { TestDesk } from './desks.ts'

/** What a note says at this desk; null while its content is not here. */
export const textOf = (desk: TestDesk, chain: Key, height: number, index = 0): string | null => {
  const found = entryOf(desk.ledger, chain, [height, index])
  return found && isCarrier(found.entry) ? textAt(openStoredPayload(desk.ledger, chain, found.entry, found.pos) ?? null, '@text') : null
}
