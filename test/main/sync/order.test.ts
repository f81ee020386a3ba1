/** In which order things come: small before large, newest before oldest; and what one bad record does to the others: nothing. */
import { expect, it } from 'vitest'
import { readFrame, writeFrame, type Frame } from '../../../src/shared/sync/messages.ts'
import { countFilesWanted, countWanted, wantedPayloads } from '../../../src/main/ledger/payloads.ts'
import type { PeerLink } from '../../../src/main/sync/peer-link.ts'
import { headOf, makeWorld, note, type TestDesk } from '../../kit/desks.ts'
import { attach } from '../../kit/desk-files.ts'

/** Between a desk and its link: sees each question with its answer, and may change the answer. */
function between(desk: TestDesk, change: (asked: Frame, answer: Frame) => Uint8Array | undefined): void {
  const link = desk.link!
  desk.link = Object.create(link, {
    request: {
      value: async (...args: Parameters<PeerLink['request']>) => {
        const answer = await link.request(...args)
        const [question, said] = [readFrame(args[2]), readFrame(answer)]
        return (question && said && change(question, said)) ?? answer
      }
    }
  }) as PeerLink
}

it('lines come before contents, contents newest first, then files, small ones first', async () => {
  const world = makeWorld(901)
  const a = world.found('North')
  const b = world.join('South')
  for (let i = 0; i < 24; i++) note(a, `${i} ${'x'.repeat(30_000)}`)
  attach(a, [world.bytes(700_000)])
  attach(a, [world.bytes(1_000)])
  const last = a.ledger.own.state.size - 1
  const asked: string[] = []
  const heights: number[] = []
  world.start(a)
  world.start(b, {}, desk =>
    between(desk, ({ header }, answer) => {
      if (header['chain'] !== a.chain || answer.blobs.length === 0) return undefined
      asked.push(header.t === 'pieces' ? `pieces of ${(header['place'] as number[])[0]}` : header.t)
      const states = answer.header['states'] as string[] | undefined
      if (header.t === 'payloads') for (const [i, place] of (header['want'] as number[][]).entries()) if (states?.[i] === 'here') heights.push(place[0]!)
      return undefined
    })
  )
  await world.settle(10_000)
  expect(heights.length).toBe(last + 1)
  expect(heights).toEqual([...heights].sort((x, y) => y - x))
  expect(asked.indexOf('lines')).toBeLessThan(asked.indexOf('payloads'))
  expect(asked.lastIndexOf('payloads')).toBeLessThan(asked.indexOf(`pieces of ${last}`))
  expect(asked.indexOf(`pieces of ${last}`)).toBeLessThan(asked.indexOf(`pieces of ${last - 1}`)) // the small one, filed later
})

it('a content that is not what was signed is left, and all others come; it comes when somebody has the true one', async () => {
  const world = makeWorld(902)
  const a = world.found('North')
  const b = world.join('South')
  for (let i = 0; i < 20; i++) note(a, `note ${i}`)
  let lies = true
  world.start(a)
  world.start(b, {}, desk =>
    between(desk, ({ header }, answer) => {
      if (!lies || header.t !== 'payloads' || header['chain'] !== a.chain) return undefined
      const states = answer.header['states'] as string[]
      const bad = (header['want'] as number[][]).findIndex(([height]) => height === 7)
      const blob = states.slice(0, bad + 1).filter(state => state === 'here').length - 1
      if (bad === -1 || states[bad] !== 'here') return undefined
      const blobs = answer.blobs.map((bytes, i) => (i === blob ? Uint8Array.from(bytes, byte => (byte === 110 ? 109 : byte)) : bytes))
      return writeFrame(answer.header, blobs)
    })
  )
  await world.settle()
  expect(headOf(b, a.chain)).toBe(headOf(a, a.chain))
  expect(wantedPayloads(b.ledger, a.chain, 10)).toEqual([[7, 0]])
  expect(b.exchange!.state()[0]).toMatchObject({ connected: true, trouble: expect.stringMatching(/^payload-/) })
  lies = false
  note(a, 'one more')
  await world.pass(61_000)
  expect([countWanted(b.ledger, a.chain), countFilesWanted(b.ledger, a.chain)]).toEqual([0, 0])
})
