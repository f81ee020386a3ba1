/** `mark` between two desks that meet by files only: a request, its admission, and what the former key signed beyond its end. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { DeskState, MarkView } from '../../../src/shared/contract.ts'
import { foundOffice, openOffice, type TestOffice } from '../../kit/office-desk.ts'
import { copyOf, putBack } from '../../kit/rolled-folder.ts'
import { answerOf, inspection, PASSPHRASE, refusalOf, said } from './said.ts'

const root = mkdtempSync(join(tmpdir(), 'muniment-test-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const at = (name: string): string => join(root, name)
const pass = ['--passphrase-file', at('passphrase')]
const yuma = ['--data', at('yuma'), '--person', 'Ana', ...pass]
const bea = (folder: string): string[] => ['--data', folder, '--person', 'Bea', ...pass]
const tuba = bea(at('tuba'))

interface Asked {
  readonly admitted: boolean
  readonly words: string
  readonly file: string | null
}
type Shown = MarkView & Pick<DeskState, 'trouble'>
const shown = async (who: readonly string[]): Promise<Shown> => (await answerOf<Shown>(...who, 'mark', 'show')).value
const ok = async (...args: readonly string[]): Promise<string> => {
  const { code, out, err } = await said(...args)
  expect([code, err.includes('rror')], err + out).toEqual([0, false])
  return out
}
async function added(who: readonly string[]): Promise<string> {
  const { value, out } = await answerOf<{ records?: { ref: string }[] }>(...who, 'record', 'add', '--form', 'site-inspection', '--values', at('one.json'))
  return value.records?.[0]?.ref ?? out
}
let carried = 0
/** All that one desk may show another, on a stick. */
async function carry(from: readonly string[], to: readonly string[]): Promise<string> {
  const stick = at(`${carried++}.bundle`)
  await ok(...from, 'bundle', 'export', stick)
  return ok(...to, 'bundle', 'import', stick)
}

async function until(office: TestOffice, holds: () => Promise<boolean>): Promise<void> {
  let wake = (): void => undefined
  const stop = office.desk.listen(() => wake())
  try {
    for (;;) {
      const news = new Promise<void>(resolve => (wake = resolve))
      if (await holds()) return
      await news
    }
  } finally {
    stop()
  }
}

/** Once over the network, for the admission. */
async function meet(): Promise<void> {
  writeFileSync(at('passphrase'), PASSPHRASE)
  writeFileSync(at('one.json'), JSON.stringify(inspection('Pump house 7')))
  const online = { listen: ['/ip4/127.0.0.1/tcp/0'] }
  const { ana, ...keeper } = await foundOffice(at('yuma'), online)
  const newcomer = await openOffice(at('tuba'), online)
  const seat = newcomer.seat()
  const { text } = await ana.call('createInvitation', { office: 'Tuba City', role: 'clerk' })
  await seat.call('joinNetwork', { invitation: text, person: 'Bea', passphrase: PASSPHRASE })
  await until(keeper, async () => (await ana.call('network', {})).requests.length > 0)
  await ana.call('admitRequest', { id: (await ana.call('network', {})).requests[0]!.id })
  await until(newcomer, async () => (await seat.call('deskState', {})).state === 'open')
  await newcomer.close()
  await keeper.close()
  await carry(yuma, tuba) // all forms, however far the network had come with them
}

it('a copy of a folder asks in a file, is admitted from it, and goes on when the answer comes on a stick', async () => {
  await meet()
  const folder = copyOf(at('tuba'))
  const copy = bea(folder)
  expect((await shown(copy)).trouble?.code).toBe('folder-moved')
  const out = await ok(...copy, 'mark', 'continue', '--out', at('request'))
  const { asked, trouble } = await shown(copy)
  expect([trouble?.code, out.includes(asked!.words), out.includes(at('request'))]).toEqual(['folder-moved', true, true])
  expect(await ok(...copy, 'mark', 'show')).toContain(asked!.words)
  expect(await refusalOf(...copy, 'mark', 'continue', '--out', at('request'))).toBe('file-exists')

  const { value } = await answerOf<{ words: string; person: string; newDesk: boolean; admitted: boolean }>(...yuma, 'mark', 'admit', '--request', at('request'))
  expect(value).toMatchObject({ words: asked!.words, person: 'Bea', newDesk: true, admitted: true })
  await carry(yuma, copy)
  expect((await shown(copy)).trouble).toBe(null)
  expect(await added(copy)).toBe('TUB-2-000001')
  expect(await added(tuba)).toBe('TUB-1-000001')
}, 60_000)

it('a folder that was put back, its mark too, hears from a stick that its key has signed another history; it signs nothing more and asks for a new key', async () => {
  const before = copyOf(at('tuba'))
  expect(await added(tuba)).toBe('TUB-1-000002')
  await carry(tuba, yuma)
  putBack(at('tuba'), before, true)
  expect(await added(tuba)).toBe('TUB-1-000002') // nobody could tell it yet
  expect(await carry(yuma, tuba)).toContain('chain-forked')
  expect(await shown(tuba)).toMatchObject({ trouble: { code: 'rolled-back' }, chains: [{ forked: true }] })
  expect(await ok(...tuba, 'mark', 'show')).toContain('Its key has signed another history too')
  expect(await added(tuba)).toContain('rolled-back')
  const { value } = await answerOf<Asked>(...tuba, 'mark', 'continue', '--out', at('again'))
  expect(value).toMatchObject({ admitted: false, file: at('again') })
  await ok(...yuma, 'mark', 'admit', '--request', at('again'))
  await carry(yuma, tuba)
  expect((await shown(tuba)).trouble).toBe(null)
  expect(await added(tuba)).toBe('TUB-3-000001')
}, 60_000)
