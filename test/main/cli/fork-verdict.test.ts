/** `verify FILE` convicts from the evidence alone, and convicts nobody from anything else. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { forkVerdict } from '../../../src/main/cli/commands/fork-verdict.ts'
import { forkTexts } from '../../../src/main/ledger/forks.ts'
import { isRefusedBatch, receiveLines } from '../../../src/main/ledger/receive.ts'
import { makeWorld } from '../../kit/desks.ts'
import { tempFolder } from '../../kit/temp-folder.ts'
import { admitTwoFaced } from '../../kit/two-faced.ts'

it('the file alone convicts the key; of another network, changed or cut off it convicts nobody', async () => {
  const world = makeWorld(31)
  const a = world.found('North')
  const [liar] = admitTwoFaced(world, 1, 4)
  const [left, right] = liar!.halves
  while (right.lines.length < left.lines.length) right.add()
  while (left.lines.length < right.lines.length) left.add()
  const size = left.lines.length
  expect(isRefusedBatch(await receiveLines(a.ledger, left.batch(0, size, size)))).toBe(false)
  expect(await receiveLines(a.ledger, right.batch(0, size, size))).toMatchObject({ fault: 'chain-forked' })
  const [text] = forkTexts(a.ledger) as [string]
  const file = (content: string): string => {
    const path = join(tempFolder(), 'evidence.json')
    writeFileSync(path, content)
    return path
  }
  const verdict = forkVerdict(file(text))
  expect([verdict?.code, verdict?.value]).toMatchObject([1, { verdict: 'two-histories', chain: liar!.chain, network: world.net, at: size }])
  expect(forkVerdict(file(text), world.net)?.code).toBe(1)
  expect(forkVerdict(file(text), a.chain)?.value).toMatchObject({ verdict: 'nothing' })
  for (const changed of [text.replace(`"at":${size}`, `"at":${size + 1}`), text.slice(0, -1), text.replace(liar!.chain, a.chain), `${text}x`])
    expect(forkVerdict(file(changed))).toMatchObject({ code: 0, value: { verdict: 'nothing' } })
  expect(forkVerdict(file('{"evidence":1'))).toBeUndefined()
})
