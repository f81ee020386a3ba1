import { closeSync, cpSync, existsSync, ftruncateSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { salvage, type Salvaged } from '../../../src/main/ledger/salvage.ts'
import { verifyStore } from '../../../src/main/work/verify-store.ts'
import { lineAt } from '../../../src/main/store/lines.ts'
import { openStore } from '../../../src/main/store/open.ts'
import { chains } from '../../../src/main/store/chains.ts'
import { lineIdOf } from '../../../src/main/store/positions.ts'
import { isRefused, open } from '../../../src/shared/ledger/line.ts'
import { native, verify } from '../../../src/main/keys/native.ts'
import { filedDesk } from '../../kit/filed-desk.ts'
import { tempFolder } from '../../kit/temp-folder.ts'
import { digests } from '../../kit/digests.ts'

const PAGE = 8192
/** One page in so many is overwritten here; each of them by `MUNIMENT_EVERY_PAGE=1`. */
const EVERY = process.env['MUNIMENT_EVERY_PAGE'] === '1' ? 1 : 9
let desk: { folder: string; vaultKey: Uint8Array }
let whole: Salvaged
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'muniment-salvage-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  desk = await filedDesk(join(folder, 'desk'))
  whole = await salvage({ ...desk, out: join(folder, 'out') })
})

/** A copy of the desk whose ledger.db was changed by hand. */
function damaged(change: (fd: number, pages: number) => void): string {
  const folder = join(tempFolder(), 'desk')
  cpSync(desk.folder, folder, { recursive: true })
  const fd = openSync(join(folder, 'ledger.db'), 'r+')
  change(fd, statSync(join(folder, 'ledger.db')).size / PAGE)
  closeSync(fd)
  return folder
}
const overwrite = (fd: number, page: number, fill = 0): void => void writeSync(fd, Buffer.alloc(PAGE, fill), 0, PAGE, (page - 1) * PAGE)
/** Every line of the new store is one that was signed and stands in the original; every payload opens: the verdict says so. */
async function judged(folder: string, extra: Partial<Parameters<typeof salvage>[0]> = {}): Promise<{ made: Salvaged; out: string; codes: string[] }> {
  const out = join(tempFolder(), 'out')
  const before = digests(folder)
  const made = await salvage({ folder, out, vaultKey: desk.vaultKey, ...extra })
  expect(digests(folder)).toEqual(before)
  const plan = { folder: out, vaultKey: desk.vaultKey, index: false, live: false, workers: 0, now: Date.now() }
  const verdict = await verifyStore(plan, () => undefined, new AbortController().signal)
  const open = verdict.findings.filter(finding => finding.state === 'open').map(finding => finding.code)
  return { made, out, codes: [...new Set(open)].sort() }
}
const lines = (made: Salvaged): number => made.chains.reduce((sum, chain) => sum + chain.lines, 0)

it('an undamaged ledger is salvaged whole, and the new one is sound', async () => {
  expect(whole).toMatchObject({ complete: true, payloads: { missing: [] }, files: { held: 1, missing: [] }, drafts: 1, staged: 1 })
  const { made, codes } = await judged(desk.folder)
  expect(codes).toEqual([])
  expect(lines(made)).toBe(lines(whole))
})

it('without its first page, which SQLite refuses, nothing is lost', async () => {
  const { made, codes } = await judged(damaged(fd => overwrite(fd, 1, 0xff)))
  expect(made.sources[0]!.opened).toBe(false)
  expect([made.complete, codes]).toEqual([true, []])
  expect([lines(made), made.payloads.held, made.files.held, made.drafts, made.staged]).toEqual([lines(whole), whole.payloads.held, 1, 1, 1])
})

it('whatever page is overwritten, what is in the new store is sound and what is not there is named', async () => {
  const pages = statSync(join(desk.folder, 'ledger.db')).size / PAGE
  const original = openStore(desk.folder, { readonly: true })
  const known = new Set(
    chains(original.ledger).flatMap(({ chainNo, size }) =>
      Array.from({ length: size }, (_, height) => lineAt(original.ledger, lineIdOf(chainNo, height))!.line.toString())
    )
  )
  original.close()
  let lost = 0
  for (let page = 1; page <= pages; page += EVERY) {
    const { made, out, codes } = await judged(damaged(fd => overwrite(fd, page, page % 2 ? 0 : 0x5a)))
    expect([page, codes.filter(code => code !== 'mark-ahead' && code !== 'tail-missing')]).toEqual([page, []])
    const store = openStore(out, { readonly: true })
    for (const { chainNo, size } of chains(store.ledger))
      for (let height = 0; height < size; height++) {
        const { line } = lineAt(store.ledger, lineIdOf(chainNo, height))!
        expect(known.has(line.toString()) && !isRefused(open(line, native, verify))).toBe(true)
      }
    store.close()
    const gone = lines(whole) - lines(made) + (whole.payloads.held - made.payloads.held) + (1 - made.files.held)
    if (gone > 0) {
      lost++
      expect([page, made.complete]).toEqual([page, false])
    }
  }
  expect(lost).toBeGreaterThan(0)
}, 120_000)

it('a file cut off keeps what came before the cut', async () => {
  const { made, codes } = await judged(damaged((fd, pages) => ftruncateSync(fd, Math.floor(pages / 2) * PAGE)))
  expect(codes.filter(code => code !== 'mark-ahead' && code !== 'tail-missing')).toEqual([])
  expect(lines(made) + made.payloads.held).toBeGreaterThan(0)
})

it('nothing is made where a desk is, or where the damaged one is in use', async () => {
  const out = tempFolder()
  writeFileSync(join(out, 'something'), '')
  await expect(salvage({ ...desk, out })).rejects.toMatchObject({ code: 'desk-exists' })
  expect(existsSync(join(out, 'keys.json'))).toBe(false)
})
