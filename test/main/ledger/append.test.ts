import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { join } from 'node:path'
import { rootOf } from '../../../src/shared/ledger/chain.ts'
import { toBase64url } from '../../../src/shared/bytes.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import { native } from '../../../src/main/keys/native.ts'
import { append, pack } from '../../../src/main/ledger/append.ts'
import { openLedger, storedBody } from '../../../src/main/ledger/ledger.ts'
import { guardKeyOf, vaultOf } from '../../../src/main/keys/cipher.ts'
import { rootAt } from '../../../src/main/ledger/tree.ts'
import { linesFrom } from '../../../src/main/store/lines.ts'
import { openStore } from '../../../src/main/store/open.ts'
import { hasPayload } from '../../../src/main/store/payloads.ts'
import { compose, file, makeWorld, note, notes, type TestDesk } from '../../kit/desks.ts'
import { codeOf } from '../../kit/code-of.ts'

const world = (): TestDesk => makeWorld(11).found('North')
/** The chain from disk, by its own lines, is what the desk holds in memory. */
function checkChain(desk: TestDesk): number {
  const { own, store } = desk.ledger
  const rows = linesFrom(store.ledger, own.no, 0, 10_000)
  expect(rows.length).toBe(own.state.size)
  expect(desk.mark.value.size).toBe(own.state.size)
  expect(own.state.head).toBe(rows.length === 0 ? null : toBase64url(rows.at(-1)!.hash))
  if (rows.length > 0) expect(rootOf(native, own.state)).toBe(toBase64url(rootAt(store.ledger, own.no, rows.length)))
  rows.forEach((row, height) => {
    const body = storedBody(row.line)
    expect([body.height, body.prev]).toEqual([height, height === 0 ? null : toBase64url(rows[height - 1]!.hash)])
  })
  return rows.length
}

it('lines follow one another, and what is in memory is what is on the disk', () => {
  const desk = world()
  for (let i = 0; i < 5; i++) note(desk, `note ${i}`)
  notes(
    desk,
    Array.from({ length: 40 }, (_, i) => `bulk ${i}`)
  )
  expect(checkChain(desk)).toBe(6)
})

it('the order is: signed, committed, marked, answered; what the mark did not take is not answered, and nothing more is signed', () => {
  const desk = world()
  const steps: string[] = []
  const { sign } = desk.keys.person
  const author = { ...desk.keys.person, sign: (message: Uint8Array) => (steps.push('sign'), sign(message)) }
  const { advance } = desk.mark
  const reader = new Sqlite(join(desk.folder, 'ledger.db'), { readonly: true })
  const committed = (): number => reader.prepare<[], number>('SELECT count(*) FROM lines WHERE line_id >= 8589934592 * 2').pluck().get() ?? 0
  const mark = Object.assign(desk.mark, {
    advance: (to: Parameters<typeof advance>[0]) => {
      steps.push(`mark ${to.size}, lines committed ${committed() > 0}`)
      advance.call(desk.mark, to)
    }
  })
  append(desk.ledger, desk.ledger.own, author, [compose(desk, [['@text', 'a']])])
  steps.push('answer')
  expect(steps).toEqual(['sign', `mark 1, lines committed ${committed() > 0}`, 'answer'])

  mark.advance = () => {
    throw new Error('the disk is gone')
  }
  expect(codeOf(() => note(desk, 'b'))).toBe('disk-failed')
  expect(desk.ledger.own.trouble?.code).toBe('disk-failed')
  mark.advance = advance
  expect(codeOf(() => note(desk, 'c'))).toBe('disk-failed') // until it is opened anew and checked
  reader.close()
})

it('a chain ahead of its mark by whole lines is harmless: the next start moves the mark and goes on', () => {
  const desk = world()
  note(desk, 'a')
  const { advance } = desk.mark
  desk.mark.advance = () => {
    throw new Error('killed here')
  }
  expect(codeOf(() => note(desk, 'b'))).toBe('disk-failed')
  desk.mark.advance = advance
  reopen(desk)
  expect(desk.ledger.own.trouble).toBe(null)
  note(desk, 'c')
  expect(checkChain(desk)).toBe(3)
})

function reopen(desk: TestDesk): void {
  const { ledger, keys } = desk
  desk.store.close()
  desk.store = openStore(desk.folder)
  desk.ledger = openLedger({
    store: desk.store,
    clock: ledger.clock,
    vault: vaultOf(keys.vault),
    guard: guardKeyOf(keys.vault),
    net: ledger.net,
    registryKey: ledger.registry.chain,
    desk: keys.desk,
    registrySigner: keys.registry,
    deskMark: desk.mark,
    registryMark: desk.registryMark
  })
}

it('a transaction that fails leaves chain, mark and payloads as they were, and the next filing works', () => {
  const desk = world()
  note(desk, 'a')
  const db = desk.store.ledger
  const pages = Number(db.pragma('page_count', { simple: true }))
  db.pragma(`max_page_count = ${pages}`)
  const before = { state: desk.ledger.own.state, mark: desk.mark.value.size, nextRef: desk.ledger.nextRef, tick: desk.ledger.own.lastTick }
  let codes: string[] = []
  for (let i = 0; i < 40; i++)
    codes.push(
      codeOf(() =>
        notes(
          desk,
          Array.from({ length: 20 }, () => 'x'.repeat(2_000))
        )
      )
    )
  expect(codes.at(-1)).toBe('disk-full')
  const full = checkChain(desk)
  expect(codes.filter(code => code === 'ok').length).toBeLessThan(40)
  expect(full - before.state.size).toBe(codes.filter(code => code === 'ok').length)
  db.pragma('max_page_count = 1000000')
  note(desk, 'there is room again')
  expect(checkChain(desk)).toBe(full + 1)
  codes = []
})

it('what belongs to an entry is stored with it or not at all', () => {
  const desk = world()
  const fails = {
    ...compose(desk, [['@text', 'b']]),
    store: () => {
      throw new OfficeError('damaged-database', { file: 'ledger.db', detail: 'a piece is missing' })
    }
  }
  expect(codeOf(() => file(desk, [compose(desk, [['@text', 'a']]), fails]))).toBe('damaged-database')
  expect(checkChain(desk)).toBe(0)
  const filed = file(desk, [compose(desk, [['@text', 'a']])])
  expect(filed.map(({ pos }) => hasPayload(desk.store.ledger, pos))).toEqual([true])
})

it('the tick counts from the line before of this start, also when a filing in between failed', () => {
  const w = makeWorld(3)
  const desk = w.found('North')
  const tick = (): number | null => storedBody(linesFrom(desk.store.ledger, desk.ledger.own.no, desk.ledger.own.state.size - 1, 1)[0]!.line).tick
  note(desk, 'a')
  expect(tick()).toBe(null)
  return w.pass(40).then(async () => {
    const fails = {
      ...compose(desk, [['@text', 'b']]),
      store: () => {
        throw new Error('no')
      }
    }
    codeOf(() => file(desk, [fails]))
    await w.pass(2)
    note(desk, 'c')
    expect(tick()).toBe(42)
  })
})

it('entries for some offices only stand in lines of their own; others share lines up to their size', () => {
  const desk = world()
  const some = [desk.office]
  const items = [
    compose(desk, [['@text', 'a']]),
    compose(desk, [['@text', 'b']], some),
    compose(desk, [['@text', 'c']], some),
    compose(desk, [['@text', 'd']]),
    compose(desk, [['@text', 'e']])
  ]
  expect(pack(items).map(line => line.length)).toEqual([1, 1, 1, 2])
  const many = Array.from({ length: 2_500 }, () => items[0]!)
  const packed = pack(many)
  expect(packed.flat().length).toBe(2_500)
  for (const line of packed) expect(Buffer.byteLength(JSON.stringify(line.map(item => item.entry)))).toBeLessThan(64_500)
})

it('a desk that is not admitted, or is cut, signs nothing', () => {
  const w = makeWorld(5)
  w.found('North')
  const stranger = w.newcomer('South')
  expect(codeOf(() => note(stranger, 'a'))).toBe('not-admitted')
  expect(linesFrom(stranger.store.ledger, stranger.ledger.own.no, 0, 1)).toEqual([])
})
