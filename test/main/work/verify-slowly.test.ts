/** Verification in the background: it can be stopped at every step and goes on from there; what has just come is checked by itself. */
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import type { AuditPlan } from '../../../src/main/ledger/audit.ts'
import { keepPace, openPace, Stopped } from '../../../src/main/ledger/pace.ts'
import { linesDone, noPass, readPass, writePass, type Pass } from '../../../src/main/ledger/pass.ts'
import { LEDGER_FILE } from '../../../src/main/store/open.ts'
import { stretchesOf, verifyNew } from '../../../src/main/work/verify-new.ts'
import { verifyStore } from '../../../src/main/work/verify-store.ts'
import type { Verdict } from '../../../src/shared/contract.ts'
import type { Key } from '../../../src/shared/names.ts'
import { STRETCH } from '../../../src/shared/record/verify-range.ts'
import { makeBigStore } from '../../kit/big-store.ts'
import { copiedDesk } from '../../kit/filed-desk.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

const planOf = (folder: string, vaultKey: Uint8Array | null, pass: Pass = noPass): AuditPlan => ({
  folder,
  vaultKey,
  workers: 0,
  index: true,
  live: false,
  now: Date.UTC(2026, 10, 22),
  pass
})
const change = (folder: string, sql: string, ...values: unknown[]): void => {
  const db = new Sqlite(join(folder, LEDGER_FILE))
  db.pragma('foreign_keys = OFF')
  db.prepare(sql).run(...values)
  db.close()
}

interface Part {
  readonly steps: number
  readonly began: number
  readonly pass: Pass
  readonly verdict: Verdict | null
}
/** Stops at a step, as the desk does when it is closed; what was kept goes through its text. */
async function until(folder: string, vaultKey: Uint8Array, pass: Pass, last: number): Promise<Part> {
  let steps = 0
  let began = -1
  let kept = pass
  const between = (): void => {
    if (++steps > last) throw new Stopped('enough')
  }
  const progress = (done: number): void => void (began = began === -1 ? done : began)
  try {
    const verdict = await verifyStore(planOf(folder, vaultKey, pass), progress, new AbortController().signal, {
      between,
      keep: now => (kept = readPass(writePass(now)))
    })
    return { steps, began, pass: kept, verdict }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    return { steps, began, pass: kept, verdict: null }
  }
}
const wholeStretches = (lines: number): number => Math.floor(lines / STRETCH) * STRETCH
const withoutTime = (verdict: Verdict | null) => ({ ...verdict, seconds: 0 })
const whole = (folder: string, vaultKey: Uint8Array): Promise<Verdict> => verifyStore(planOf(folder, vaultKey), () => {}, new AbortController().signal)

it('stopped at whatever step, it goes on from the last whole stretch, and says in the end what it says in one go', async () => {
  const folder = tempFolder()
  const vaultKey = makeBigStore(folder, { entries: 600, fields: 2, alone: true })
  const expected = await whole(folder, vaultKey)
  expect(expected.chains[0]!.lines).toBe(600)
  const { steps: all } = await until(folder, vaultKey, noPass, Number.POSITIVE_INFINITY)
  for (let last = 1; last < all; last += 5) {
    const first = await until(folder, vaultKey, noPass, last)
    expect(first.verdict).toBeNull()
    const second = await until(folder, vaultKey, first.pass, Number.POSITIVE_INFINITY)
    expect(second.began, `stopped at step ${last}`).toBe(linesDone(first.pass))
    expect(linesDone(first.pass)).toBe(wholeStretches(Math.min(600, last * 32)))
    expect(withoutTime(second.verdict), `stopped at step ${last}`).toEqual(withoutTime(expected))
  }
})

it('what is wrong before the stop is found again after it, and what is wrong behind it too', async () => {
  const folder = tempFolder()
  const vaultKey = makeBigStore(folder, { entries: 900, fields: 2, alone: true })
  change(folder, 'UPDATE payloads SET cipher = zeroblob(length(cipher)) WHERE pos = (SELECT pos FROM payloads ORDER BY pos LIMIT 1 OFFSET 300)')
  change(folder, 'UPDATE lines SET hash = zeroblob(32) WHERE line_id % 1073741824 = 850')
  const { pass } = await until(folder, vaultKey, noPass, 24)
  expect(linesDone(pass)).toBe(256)
  const { verdict } = await until(folder, vaultKey, pass, Number.POSITIVE_INFINITY)
  expect(withoutTime(verdict)).toEqual(withoutTime(await whole(folder, vaultKey)))
  expect(verdict!.findings.map(({ code, height }) => [code, height])).toEqual(
    expect.arrayContaining([
      ['payload-damaged', 300],
      ['hash-column-wrong', 850]
    ])
  )
})

it('a beginning that was kept of lines that are gone, or without a root that is asked for, counts for nothing', async () => {
  const folder = tempFolder()
  const vaultKey = makeBigStore(folder, { entries: 600, fields: 0, alone: true })
  const { pass } = await until(folder, vaultKey, noPass, 17)
  expect(linesDone(pass)).toBe(512)
  change(folder, 'DELETE FROM lines WHERE line_id % 1073741824 >= 300')
  const { began, verdict } = await until(folder, vaultKey, pass, Number.POSITIVE_INFINITY)
  expect([began, verdict!.findings.length > 0]).toEqual([0, true])
  const other = tempFolder()
  const key = makeBigStore(other, { entries: 600, fields: 0, alone: true })
  const kept = (await until(other, key, noPass, 17)).pass
  change(other, "INSERT INTO cosignatures (chain_no, witness, size, time, line) SELECT chain_no, ?, 100, 1, 'x' FROM chains LIMIT 1", 'A'.repeat(43))
  expect((await until(other, key, kept, Number.POSITIVE_INFINITY)).began, 'the root at 100 is not known').toBe(0)
})

it('of what has just come only the stretches that hold it are looked at, and everything wrong in them is found', async () => {
  const { folder, vaultKey } = await copiedDesk()
  const chain = (await whole(folder, vaultKey)).chains.at(-1)!.chain as Key
  const check = (from: number, to: number): Promise<Verdict> => verifyNew({ ...planOf(folder, vaultKey), only: [{ chain, from, to }] }, () => {})
  expect(await check(3, 5)).toMatchObject({ verdict: 'sound', findings: [], chains: [{ chain, lines: 12 }], payloads: { notOpened: 0 } })
  change(folder, 'UPDATE payloads SET cipher = zeroblob(length(cipher)) WHERE pos = (SELECT max(pos) FROM payloads)')
  expect((await check(11, 12)).findings).toMatchObject([{ code: 'payload-damaged', chain, desk: 'Yuma Field Office desk 1', height: 11 }])
  change(folder, 'DELETE FROM lines WHERE line_id % 1073741824 = 4 AND line_id > 2 * 1073741824')
  expect((await check(6, 7)).findings.map(({ code }) => code)).toContain('line-missing')
  expect(
    stretchesOf(
      [
        { chain, from: 255, to: 257 },
        { chain, from: 250, to: 251 },
        { chain, from: 600, to: 900 }
      ],
      700
    )
  ).toEqual([192, 256, 576, 640])
})

it('a pace that was told to stop stops the next step, and every one after it', () => {
  const pace = openPace()
  const step = keepPace(pace.cells)
  step()
  pace.rest()
  pace.go()
  step()
  pace.stop()
  pace.go()
  expect(step).toThrow(Stopped)
  expect(step).toThrow(Stopped)
})
