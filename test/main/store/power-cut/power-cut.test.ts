/**
 * A power cut at any write: what was acknowledged is there, lines and payloads are whole, the mark is never ahead. The same
 * with synchronous=NORMAL must be caught losing, or this test sees nothing.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect } from 'vitest'
import { createMark, readMark } from '../../../../src/main/keys/mark.ts'
import { native } from '../../../../src/main/keys/native.ts'
import { chainAt, chainNo } from '../../../../src/main/store/chains.ts'
import { linesFrom } from '../../../../src/main/store/lines.ts'
import { openStore } from '../../../../src/main/store/open.ts'
import { loosePayloads, payloadPositions } from '../../../../src/main/store/payloads.ts'
import { transact } from '../../../../src/main/store/transact.ts'
import type { Key } from '../../../../src/shared/names.ts'
import { random } from '../../../kit/fake-data.ts'
import { itUnless } from '../../../kit/not-run.ts'
import { tempFolder } from '../../../kit/temp-folder.ts'
import { fates, lineOf, readLog, Replay, writeImage, type Step } from './image.ts'

const LINES = 60
const SEED = Number(process.env['MUNIMENT_SEED'] ?? 20261122)
/** Every so many steps a cut, each with every fate. */
const EVERY = Number(process.env['MUNIMENT_CUT_EVERY'] ?? 8)

const hash = native.hashText('x')
const start = { net: hash, chain: hash as string as Key, machine: hash, folder: hash, size: 0, root: null, frontier: [], head: null }
const compiler = process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0

interface Recorded {
  readonly before: ReadonlyMap<string, Buffer>
  readonly steps: readonly Step[]
}

function record(synchronous: 'full' | 'normal'): Recorded {
  const work = tempFolder()
  const shim = join(work, 'recorder.so')
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', shim, join(import.meta.dirname, 'recorder.c'), '-ldl'])
  const folder = join(work, 'desk')
  const store = openStore(folder)
  transact(store.ledger, () => chainNo(store.ledger, start.chain, 'desk'))
  store.close()
  createMark(join(folder, 'mark'), start).close()
  const before = new Map(readdirSync(folder).map(name => [name, readFileSync(join(folder, name))]))
  const log = join(work, 'log')
  const env = { ...process.env, LD_PRELOAD: shim, POWER_CUT_LOG: log, POWER_CUT_ROOT: folder }
  execFileSync(process.execPath, [resolve(import.meta.dirname, 'writer.ts'), folder, String(LINES), synchronous], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  return { before, steps: readLog(log) }
}

/** What is wrong with the files as they were left; undefined when all is as promised. */
function faultOf(folder: string, acknowledged: number): string | undefined {
  const mark = readMark(join(folder, 'mark'))
  const { ledger, close } = openStore(folder)
  try {
    const lines = linesFrom(ledger, 1, 0, LINES + 1)
    const size = chainAt(ledger, 1)?.size
    const payloads = payloadPositions(ledger, 0, 2 ** 53 - 1, LINES + 1)
    if (lines.length < acknowledged) return `${acknowledged} lines were acknowledged, ${lines.length} are there`
    if (mark.size < acknowledged) return `${acknowledged} lines were acknowledged, the mark says ${mark.size}`
    if (mark.size > lines.length) return `the mark says ${mark.size}, ${lines.length} lines are there`
    if (size !== lines.length || payloads.length !== lines.length || loosePayloads(ledger, 1).length > 0) return 'a transaction is there in part'
    if (lines.some(({ line }, height) => !line.equals(lineOf(height)))) return 'a line is not as it was written'
    return ledger.pragma('integrity_check', { simple: true }) === 'ok' ? undefined : 'integrity_check'
  } finally {
    close()
  }
}

/** A store or mark that does not open is a fault too. */
function faultIn(folder: string, acknowledged: number): string | undefined {
  try {
    return faultOf(folder, acknowledged)
  } catch (error) {
    return String(error)
  }
}

function faults({ before, steps }: Recorded, every: number): { readonly images: number; readonly found: readonly string[] } {
  const chance = random(SEED)
  const replay = new Replay(before)
  const found: string[] = []
  const folder = join(tempFolder(), 'image')
  let images = 0
  steps.forEach((step, at) => {
    replay.step(step)
    if (at % every !== 0) return
    for (const fate of fates) {
      mkdirSync(folder)
      const { files, acknowledged } = replay.cut(fate, chance)
      writeImage(folder, files)
      const fault = faultIn(folder, acknowledged)
      if (fault !== undefined) found.push(`seed ${SEED}, step ${at} of ${steps.length}, ${fate} kept: ${fault}`)
      rmSync(folder, { recursive: true })
      images++
    }
  })
  return { images, found }
}

const lacking = compiler ? undefined : 'no C compiler, or not Linux'
itUnless(
  lacking,
  'a power cut loses nothing acknowledged, keeps no half of anything, and leaves the mark behind or level',
  () => {
    const { images, found } = faults(record('full'), EVERY)
    expect(found).toEqual([])
    expect(images).toBeGreaterThan(200)
  },
  120_000
)
itUnless(
  lacking,
  'with synchronous=NORMAL it is seen to lose: the test can tell',
  () => {
    const { found } = faults(record('normal'), EVERY * 2)
    expect(found.length).toBeGreaterThan(0)
    expect(found[0]).toMatch(/lines (were acknowledged|are there)/)
  },
  120_000
)
