/** The asynchronous check gives the verdict of the synchronous one, also where a signature fails that others hang on. */
import { expect, it } from 'vitest'
import { native, verify } from '../../../src/main/keys/native.ts'
import { textOf } from '../../../src/shared/bytes.ts'
import { checkEvidenceAsync, type AsyncVerify } from '../../../src/shared/record/evidence-async.ts'
import { checkEvidence } from '../../../src/shared/record/evidence-check.ts'
import { writeEvidence } from '../../../src/shared/record/evidence.ts'
import { madeEvidence } from '../../kit/made-evidence.ts'
import { everywhere } from '../../kit/chain-kit.ts'
import { mutations } from '../../suites/mutations.ts'

const later: AsyncVerify = async (publicKey, message, signature) => {
  await Promise.resolve()
  return verify(publicKey, message, signature)
}

it('sound and changed files get the same verdict either way', async () => {
  const text = writeEvidence(madeEvidence().evidence)
  expect(await checkEvidenceAsync(text, { hashing: native, verify: later })).toEqual(checkEvidence(text, { hashing: native, verify }))
  let n = 0
  for (const { bytes } of mutations(text, 9)) {
    if (n++ === 150) break
    const changed = textOf(bytes)
    if (changed !== undefined)
      expect(await checkEvidenceAsync(changed, { hashing: native, verify: later })).toEqual(checkEvidence(changed, { hashing: native, verify }))
  }
})

it('an approval that does not hold is found out although supposing it changes what is asked', async () => {
  const made = madeEvidence('supposing')
  const { n, yuma, evidence } = made
  const { entry } = n.personEntry(yuma, 'Eve', [everywhere('admin')])
  const by = entry['by'] as { approvals: { key: string; sig: string }[]; expires: number; nonce: string }
  // Signed by the registry, approved by nobody: it has no effect, and nor has what Eve approves.
  expect(n.line({ ...entry, by: { ...by, approvals: [{ key: by.approvals[0]!.key, sig: 'A'.repeat(86) }] } as never })).toEqual(['quorum'])
  const text = writeEvidence({ ...evidence, registry: { lines: n.chain.lines.map(({ line }) => textOf(line)!), notes: [] } })
  let asked = 0
  const counting: AsyncVerify = (publicKey, message, signature) => {
    asked++
    return later(publicKey, message, signature)
  }
  const verdict = await checkEvidenceAsync(text, { hashing: native, verify: counting })
  expect(verdict).toEqual(checkEvidence(text, { hashing: native, verify }))
  expect(verdict.verdict).toBe('sound')
  const answers = new Map<string, boolean>()
  await checkEvidenceAsync(text, { hashing: native, verify: later, answers })
  expect(answers.size).toBe(asked)
})
