import { expect, it } from 'vitest'
import { startAudit } from '../../../src/main/ledger/audit.ts'
import { filedDesk } from '../../kit/filed-desk.ts'

it('a desk that nobody touched is sound, and the verdict says what it did not establish', async () => {
  const { folder, vaultKey } = await filedDesk()
  const verdict = await startAudit({ folder, vaultKey, live: false })
  expect(verdict.findings).toEqual([])
  expect(verdict.verdict).toBe('sound')
})
