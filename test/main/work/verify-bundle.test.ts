import { expect, it } from 'vitest'
import { exportBundle } from '../../../src/main/ledger/bundle.ts'
import { verifyBundle } from '../../../src/main/work/verify-bundle.ts'
import type { Verdict } from '../../../src/shared/contract.ts'
import { makeWorld, note, notes } from '../../kit/desks.ts'

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const check = (bytes: Uint8Array, size = 10_007): Promise<Verdict> => verifyBundle(() => inChunks(bytes, size))
const codes = (verdict: Verdict): string[] => verdict.findings.map(({ code }) => code)

let made: Promise<Uint8Array> | undefined
const bundle = (): Promise<Uint8Array> =>
  (made ??= (async () => {
    const world = makeWorld(41)
    const north = world.found('North')
    const south = world.join('South')
    world.startAll()
    await world.settle(10_000)
    for (const desk of [north, south]) {
      notes(desk, ['one', 'two', 'three'])
      await world.settle(15_000)
      note(desk, 'four')
      await world.settle(15_000)
    }
    for (const desk of world.desks) await world.stop(desk)
    return (await exportBundle(north.ledger, null)).bytes
  })())

it('a bundle is checked by itself: chains, checkpoints, witnesses; what is sealed is said not to be opened', async () => {
  const verdict = await check(await bundle())
  expect(verdict.findings).toEqual([])
  expect(verdict).toMatchObject({ verdict: 'sound', payloads: { checked: 0, elsewhere: 0 } })
  expect(verdict.chains.length).toBe(3)
  expect(verdict.payloads.notOpened).toBeGreaterThan(8)
  expect(verdict.notEstablished.map(({ code }) => code)).toEqual(['network-id', 'authority', 'payloads-not-opened'])
  expect({ ...(await check(await bundle(), 3)), seconds: 0 }, 'in chunks of any size').toEqual({ ...verdict, seconds: 0 })
})

it('a changed byte of a line in a bundle is named at its block', async () => {
  const bytes = Buffer.from(await bundle())
  const at = bytes.indexOf('"t":"note"')
  bytes[at + 6] = 'm'.charCodeAt(0)
  const { findings, verdict } = await check(bytes)
  expect(verdict).toBe('findings')
  expect(findings).toMatchObject([{ code: 'line-signature', table: 'lines' }])
})

it('no changed byte outside what is sealed goes unnoticed', async () => {
  const whole = await bundle()
  const sealed = Buffer.from(whole).indexOf('"t":"sealed"')
  let seed = 5
  const random = (n: number): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) % n
  const unnoticed: number[] = []
  for (let i = 0; i < 120; i++) {
    const bytes = Buffer.from(whole)
    const at = random(sealed)
    bytes[at] = bytes[at]! ^ (1 << random(8))
    const sound = await check(bytes, 65_536).then(
      verdict => verdict.verdict === 'sound',
      () => false
    )
    if (sound) unnoticed.push(at)
  }
  // The head of the file says from whom, for whom and when: claims that nobody signed.
  const head = Buffer.from(whole).indexOf('"t":"lines"')
  expect(unnoticed.filter(at => at > head)).toEqual([])
})

it('a bundle that was cut off, or is none, is not sound', async () => {
  const whole = await bundle()
  expect(codes(await check(whole.subarray(0, whole.length - 60)))).toContain('file-cut-off')
  await expect(check(new TextEncoder().encode('something else entirely, long enough'))).rejects.toMatchObject({ code: 'not-a-bundle' })
  await expect(check(new Uint8Array(0))).rejects.toMatchObject({ code: 'not-a-bundle' })
})
