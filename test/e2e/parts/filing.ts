/** A client that files at a desk which may go at any moment, and keeps what was acknowledged. */
import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import type { Random } from '../../../src/main/cli/demo/random.ts'
import type { Output } from '../../../src/shared/contract.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import { uuid7 } from '../../../src/shared/names.ts'
import type { Office } from '../../../src/shared/wire.ts'

export const BATCH = 12

type Filed = Output<'fileRecords'>[number]
export interface Client {
  readonly package: string
  readonly random: Random
  readonly acknowledged: Map<string, Filed>
  /** Sent, and never answered: sent again with the same ids. */
  unanswered: string[]
}

const values = (id: string): [string, string][] => [['/inspection/site/name', `Site ${id}`]]
export const freshId = (): string => uuid7(Date.now(), randomBytes(10))

export async function send(office: Office, client: Client, ids: readonly string[]): Promise<void> {
  const records = ids.map(id => ({ id, values: values(id) }))
  const filed = await office.fileRecords({ package: client.package, records, provenance: { engine: null, language: null } })
  filed.forEach((one, i) => {
    const before = client.acknowledged.get(ids[i]!)
    if (before) expect(one).toMatchObject({ id: before.id, ref: before.ref, already: true })
    else client.acknowledged.set(ids[i]!, one)
  })
}

/** Files until the desk is gone; `answered` hears how many calls were answered in this round. */
export async function fileUntilGone(office: Office, client: Client, answered: (calls: number) => void): Promise<void> {
  const { random } = client
  try {
    for (let calls = 0; ; calls++) {
      answered(calls)
      const again = client.unanswered.splice(0, BATCH)
      const ids = again.length > 0 ? again : Array.from({ length: random.chance(0.7) ? 1 : 1 + random.below(BATCH) }, freshId)
      client.unanswered.unshift(...ids)
      await send(office, client, ids)
      client.unanswered.splice(0, ids.length)
    }
  } catch (error) {
    if (!(error instanceof OfficeError) || !['unknown-outcome', 'not-signed-in'].includes(error.code)) throw error
  }
}

/** What was never answered is sent again; then everything acknowledged is asked for once more, by the ids: each must be there as it was said to be. */
export async function requireNothingLost(office: Office, client: Client): Promise<void> {
  while (client.unanswered.length > 0) {
    await send(office, client, client.unanswered.slice(0, BATCH))
    client.unanswered.splice(0, BATCH)
  }
  const ids = [...client.acknowledged.keys()]
  for (let i = 0; i < ids.length; i += 500) await send(office, client, ids.slice(i, i + 500))
}
