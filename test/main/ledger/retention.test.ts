/** What is kept of witnessing over a year: the latest, one a witness a day, what lines name; and nothing that a line's proof needs is lost. */
import { cpSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseNote } from '../../../src/shared/ledger/note.ts'
import { signCheckpoint } from '../../../src/main/ledger/checkpoint.ts'
import { cosignChain, cosignedNotes, takeCosignature } from '../../../src/main/ledger/cosign.ts'
import { handLines } from '../../../src/main/ledger/hand-over.ts'
import { notesOf } from '../../../src/main/ledger/prove-notes.ts'
import { isRefusedBatch, receiveLines } from '../../../src/main/ledger/receive.ts'
import { notBeforeOf, wantedWitnesses, witnessesOf } from '../../../src/main/ledger/witness.ts'
import { cosignaturesCovering } from '../../../src/main/store/cosignatures.ts'
import { openStore } from '../../../src/main/store/open.ts'
import { utf8 } from '../../../src/shared/bytes.ts'
import type { Key } from '../../../src/shared/names.ts'
import { makeWorld, note, type TestDesk } from '../../kit/desks.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

const HOUR = 3_600_000
const DAYS = 365
/** In the morning and in the evening. */
const ROUNDS = [8, 18]

async function carry(from: TestDesk, to: TestDesk, chain: Key): Promise<void> {
  const kind = chain === from.ledger.registryChain.state.chain ? 'registry' : 'desk'
  for (;;) {
    const handed = handLines(from.ledger, chain, to.ledger.chains.get(chain)?.state.size ?? 0, { lines: 1_000, bytes: 900_000 })
    if (!handed) return
    const taken = await receiveLines(to.ledger, { chain, kind, ...handed })
    if (isRefusedBatch(taken)) throw new Error(taken.fault)
  }
}
const rows = (desk: TestDesk, table: string): number => desk.store.ledger.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()!

it('after a year of two rounds a day each desk keeps one cosignature a witness a day and the latest, and every line is still dated by the first that covers it', async () => {
  const world = makeWorld(31)
  const a = world.found('North')
  const [b, c] = [world.join('South'), world.join('East')]
  // a year of commits: what is measured is what is kept, not that it is durable
  for (const desk of [a, b, c]) desk.store.ledger.pragma('synchronous = OFF')
  for (const desk of [b, c]) await carry(a, desk, world.registryKey)
  const start = world.now - (world.now % (24 * HOUR))
  const said: { readonly height: number; readonly first: number }[] = []
  for (let day = 0; day < DAYS; day++) {
    for (const hour of ROUNDS) {
      world.now = start + day * 24 * HOUR + hour * HOUR
      note(a, `day ${day} hour ${hour}`)
      signCheckpoint(a.ledger, a.ledger.own)
      if (hour === ROUNDS[0]) said.push({ height: a.ledger.own.state.size - 1, first: Math.floor(world.now / 1_000) })
      for (const witness of [b, c]) {
        await carry(a, witness, a.chain)
        expect(takeCosignature(a.ledger, utf8(cosignChain(witness.ledger, a.chain)!))).toBe('new')
      }
    }
  }
  const days = DAYS * 2
  expect([rows(a, 'cosignatures'), rows(a, 'cosignature_days')]).toEqual([2, days])
  // a checkpoint for each kept cosignature, and the newest
  expect(rows(a, 'checkpoints')).toBeLessThanOrEqual(DAYS + 3)
  expect(rows(b, 'checkpoints')).toBeLessThanOrEqual(DAYS + 3)
  expect([rows(b, 'cosignatures'), rows(b, 'cosignature_days')]).toEqual([1, DAYS])
  for (const { height, first } of said) {
    expect(
      witnessesOf(a.ledger, a.chain, height).map(({ time }) => time),
      `line ${height}`
    ).toEqual([first, first])
    const covering = cosignaturesCovering(a.store.ledger, a.ledger.own.no, height + 1)
    expect(covering.map(({ time }) => time)).toEqual([first, first])
  }
  // what evidence is made of is there for lines of any day
  for (const at of [0, 100, said.length - 1])
    expect(notesOf(a.ledger, a.ledger.own, said[at]!.height + 1).flatMap(({ note: text }) => parseNote(text)!.signatures.length)).toEqual([3])
  // the author names what it saw: each of those is kept, and dates its lines from below
  const named = a.store.ledger.prepare<[], number>('SELECT count(DISTINCT hash) FROM seen_notes').pluck().get()!
  expect(named).toBeLessThanOrEqual(DAYS * ROUNDS.length + 1)
  expect(notBeforeOf(a.ledger, a.chain, a.ledger.own.state.size - 1)).toBeDefined()
  // who files nothing keeps nothing to name
  expect([rows(b, 'seen_notes') <= 1, rows(c, 'seen_notes') <= 1]).toEqual([true, true])
}, 240_000)

it('a note that no line names is forgotten for the next; one that a line names is not', async () => {
  const world = makeWorld(32)
  const a = world.found('North')
  const [b, c] = [world.join('South'), world.join('East')]
  for (const desk of [b, c]) await carry(a, desk, world.registryKey)
  const round = async (): Promise<void> => {
    await world.pass(700_000)
    note(a, 'more')
    signCheckpoint(a.ledger, a.ledger.own)
    for (const desk of [b, c]) await carry(a, desk, a.chain)
    expect(takeCosignature(c.ledger, utf8(cosignChain(b.ledger, a.chain)!))).toBe('new')
  }
  for (let i = 0; i < 4; i++) await round()
  expect(rows(c, 'seen_notes'), 'c has filed nothing').toBe(1)
  const before = c.ledger.seen
  note(c, 'it names what it saw')
  await round()
  await round()
  expect(rows(c, 'seen_notes')).toBe(2)
  expect(c.store.ledger.prepare('SELECT 1 FROM seen_notes WHERE hash = ?').get(before)).toBeDefined()
})

it('a cosignature that left was kept before: killed at once, the desk says the same again and signs no other for that size', async () => {
  const world = makeWorld(33)
  const a = world.found('North')
  const b = world.join('South')
  await carry(a, b, world.registryKey)
  note(a, 'one')
  signCheckpoint(a.ledger, a.ledger.own)
  await carry(a, b, a.chain)
  /** What a machine that stopped now would find. */
  const killed = (): { readonly kept: number; readonly line: string | undefined } => {
    const folder = tempFolder()
    cpSync(b.folder, folder, { recursive: true })
    const store = openStore(folder)
    const line = store.ledger.prepare<[], string>('SELECT line FROM cosignatures').pluck().get()
    const kept = store.ledger.prepare<[], number>('SELECT count(*) FROM cosignatures').pluck().get()!
    store.close()
    return { kept, line }
  }
  const { own } = b.ledger
  const sign = own.signer.sign
  let whileSigning: ReturnType<typeof killed> | undefined
  Object.assign(own, { signer: { ...own.signer, sign: (message: Uint8Array) => ((whileSigning = killed()), sign(message)) } })
  const left = cosignChain(b.ledger, a.chain)!
  expect(whileSigning!.kept, 'signed, not kept, not left').toBe(0)
  const after = killed()
  expect(left).toContain(after.line)
  expect(cosignedNotes(b.ledger, a.chain)).toEqual([left])
  world.now += HOUR
  expect(cosignChain(b.ledger, a.chain)).toBeUndefined()
  // what can not be kept does not leave
  note(a, 'two')
  signCheckpoint(a.ledger, a.ledger.own)
  await carry(a, b, a.chain)
  b.store.ledger.pragma('query_only = ON')
  expect(() => cosignChain(b.ledger, a.chain)).toThrow()
  b.store.ledger.pragma('query_only = OFF')
  expect(cosignedNotes(b.ledger, a.chain)).toEqual([left])
})

it('how many offices make a line witnessed is the network’s policy, one where there is none', () => {
  const a = makeWorld(34).found('North')
  expect(wantedWitnesses(a.ledger)).toBe(1)
  const { registry } = a.ledger
  registry.policies.push({ ...registry.policyAt(registry.size), from: registry.size, until: null, witnesses: 3 })
  expect(wantedWitnesses(a.ledger)).toBe(3)
  registry.policies.push({ ...registry.policyAt(registry.size), from: registry.size, until: null, witnesses: 0 })
  expect(wantedWitnesses(a.ledger)).toBe(1)
})
