/** `mark`: why a desk does not sign, in words, and each way on, at desks at rest. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Continuing, DeskState, MarkView } from '../../../src/shared/contract.ts'
import { copyOf, MARKS, putBack } from '../../kit/rolled-folder.ts'
import { answerOf, inspection, PASSPHRASE, refusalOf, said } from './said.ts'

const root = mkdtempSync(join(tmpdir(), 'muniment-test-'))
const at = (name: string): string => join(root, name)
const file = (name: string, text: string): string => {
  writeFileSync(at(name), text)
  return at(name)
}
const desk = at('desk')
const pass = ['--passphrase-file', at('passphrase')]
const here = ['--data', desk, '--person', 'Dana Begay', ...pass]
const asBea = ['--data', desk, '--person', 'Bea Yazzie', ...pass]

type Shown = MarkView & Pick<DeskState, 'trouble'>
const shown = async (...who: readonly string[]): Promise<Shown> => (await answerOf<Shown>(...who, 'mark', 'show')).value
const chainsIn = ({ chains }: Shown): readonly unknown[][] => chains.map(({ kind, held, marked, trouble }) => [kind, held, marked, trouble])
const add = (...who: readonly string[]): string[] => [...who, 'record', 'add', '--form', 'site-inspection', '--values', at('one.json')]
async function added(...who: readonly string[]): Promise<string> {
  const { value } = await answerOf<{ records: { ref: string }[] }>(...add(...who))
  return value.records[0]!.ref
}

beforeAll(async () => {
  file('passphrase', PASSPHRASE)
  file('wrong', 'not the passphrase')
  file('one.json', JSON.stringify(inspection('Pump house 7')))
  const { value } = await answerOf<{ recoveryKey: string }>(...here, 'init', '--network', 'Northern Arizona', '--office', 'Yuma')
  file('words', `${value.recoveryKey}\n`)
  file('other-words', `${'abandon '.repeat(23)}art`)
  expect(await added(...here)).toBe('YUM-1-000001')
}, 60_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

it('a desk that may sign says so, and has nothing to ask for', async () => {
  const view = await shown(...here)
  expect([view.trouble, view.mayContinue, view.asked, view.left]).toEqual([null, false, null, 0])
  expect(chainsIn(view)).toEqual([
    ['desk', 1, 1, null],
    ['registry', expect.any(Number), view.chains[1]!.held, null]
  ])
  const { code, out } = await said(...here, 'mark', 'show')
  expect(code).toBe(0)
  expect(out).toMatch(/^This desk may sign\.\nThis desk: 1 block here; the mark says 1\.\nThe registry: /)
  expect(await refusalOf(...here, 'mark', 'continue')).toBe('not-stopped')
  expect((await answerOf(...here, 'mark', 'list')).value).toEqual([])
  expect((await said(...here, 'mark', 'list')).out).toBe('Nobody asks for a new key.\n')
  expect(await refusalOf(...here, 'mark', 'admit')).toBe('not-found')
  expect((await answerOf(...here, 'mark', 'file-again')).value).toEqual({ filed: 0, left: 0 })
})

it('a folder without a desk is none, and nothing is made in it', async () => {
  for (const what of [['show'], ['continue'], ['list'], ['admit'], ['vouch', at('words')], ['file-again']])
    expect(await refusalOf('mark', ...what, '--data', at('nothing'), ...pass), what.join(' ')).toBe('no-desk')
  expect(existsSync(at('nothing'))).toBe(false)
  expect((await said(...here, 'mark', 'forget')).code).toBe(2)
})

it('a mark that is lost is said, nothing is signed, and the recovery key stands for it once', async () => {
  for (const name of MARKS) rmSync(join(desk, name))
  const view = await shown(...here)
  expect([view.trouble?.code, view.mayContinue]).toEqual(['mark-damaged', true])
  expect(chainsIn(view)[0]).toEqual(['desk', 1, null, 'mark-damaged'])
  const { out } = await said(...here, 'mark', 'show')
  for (const text of [view.trouble!.message, view.trouble!.next, '1 block here; the mark is lost.', 'Nothing is signed on it (mark-damaged).'])
    expect(out).toContain(text)
  expect(await refusalOf(...add(...here))).toBe('mark-damaged')
  expect(await refusalOf(...here, 'mark', 'vouch', at('nowhere'))).toBe('file-unreadable')
  expect(await refusalOf(...here, 'mark', 'vouch', at('other-words'))).toBe('recovery-mismatch')
  expect((await answerOf(...here, 'mark', 'vouch', at('words'))).value).toEqual({ signs: true })
  expect((await shown(...here)).trouble).toBe(null)
  expect(await added(...here)).toBe('YUM-1-000002')
})

it('a ledger that was put back stops the desk; under a new key it goes on, and its people ask for keys of their own', async () => {
  expect((await said(...here, 'person', 'add', 'Bea Yazzie', '--role', 'clerk', '--new-passphrase-file', at('passphrase'))).err).toBe('')
  const copy = copyOf(desk)
  expect(await added(...here)).toBe('YUM-1-000003')
  putBack(desk, copy)
  const stopped = await shown(...here)
  expect([stopped.trouble?.code, ...chainsIn(stopped).slice(0, 1)]).toEqual(['rolled-back', ['desk', 2, 3, 'rolled-back']])
  expect(await refusalOf(...add(...here))).toBe('rolled-back')
  expect(await refusalOf(...here, 'mark', 'vouch', at('words'))).toBe('mark-survives')
  expect(await refusalOf('--data', desk, '--person', 'Dana Begay', '--passphrase-file', at('wrong'), 'mark', 'continue')).toBe('wrong-passphrase')

  const { value } = await answerOf<{ admitted: boolean; chain: string; file: string | null }>(...here, 'mark', 'continue', '--out', at('request'))
  expect([value.admitted, value.file, existsSync(at('request'))]).toEqual([true, null, false])
  const after = await shown(...here)
  expect([after.trouble, after.chains[0]!.chain, after.mayContinue]).toEqual([null, value.chain, false])
  expect(value.chain).not.toBe(stopped.chains[0]!.chain)
  expect(await added(...here)).toBe('YUM-2-000001')

  expect(await refusalOf(...add(...asBea))).toBe('not-authorised')
  const [asking, ...others] = (await answerOf<Continuing[]>(...here, 'mark', 'list')).value
  expect([asking!.person, asking!.newDesk, asking!.words.split(' ').length, others]).toEqual(['Bea Yazzie', false, 6, []])
  expect((await said(...here, 'mark', 'list')).out).toContain(asking!.words)
  expect(await refusalOf(...here, 'mark', 'admit', 'another-id')).toBe('not-found')
  expect(await refusalOf(...asBea, 'mark', 'admit')).toBe('not-allowed')
  expect((await said(...here, 'mark', 'admit', '--refuse')).out).toBe('Refused: Bea Yazzie at Yuma desk 2.\n')
  expect((await answerOf(...here, 'mark', 'list')).value).toEqual([])

  expect(await refusalOf(...add(...asBea))).toBe('not-authorised')
  const [again] = (await answerOf<Continuing[]>(...here, 'mark', 'list')).value
  const admitted = await said(...here, 'mark', 'admit', again!.id)
  expect([admitted.code, admitted.out]).toEqual([0, `Admitted: Bea Yazzie at Yuma desk 2. Their six words were: ${again!.words}\n`])
  expect(await added(...asBea)).toBe('YUM-2-000002')
}, 60_000)

it('a request that can not be written or read is refused before anything is admitted', async () => {
  expect(await refusalOf(...here, 'mark', 'admit', '--request', at('nowhere'))).toBe('file-unreadable')
  expect(await refusalOf(...here, 'mark', 'admit', '--request', file('torn', 'muniment'))).toBe('continuation-unreadable')
  expect(readFileSync(at('torn'), 'utf8')).toBe('muniment')
})
