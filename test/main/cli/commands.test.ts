/** What each command says and refuses, run in this process; test/e2e/cli.test.ts runs whole processes. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Output, Verdict } from '../../../src/shared/contract.ts'
import { readForm } from '../../../src/shared/forms/read-form.ts'
import { shippedForms } from '../../../src/shared/forms/shipped/shipped.ts'
import { uuid7, type Instant } from '../../../src/shared/names.ts'
import { writeInvitation } from '../../../src/shared/record/invitation.ts'
import { generateSeed, signer as newSigner } from '../../../src/main/keys/native.ts'
import { keySigner } from '../../../src/main/ledger/ledger.ts'
import { withShared } from '../../kit/shared-data.ts'
import { answerOf, inspection, PASSPHRASE, refusalOf, said, type Refusal } from './said.ts'

const root = mkdtempSync(join(tmpdir(), 'muniment-test-'))
const at = (name: string): string => join(root, name)
const desk = at('desk')
const pass = ['--passphrase-file', at('passphrase')]
const here = ['--data', desk, ...pass]
const json = (name: string, value: unknown): string => {
  writeFileSync(at(name), JSON.stringify(value))
  return at(name)
}

beforeAll(async () => {
  writeFileSync(at('passphrase'), `${PASSPHRASE}\n`)
  writeFileSync(at('wrong'), 'not the passphrase')
  json('one.json', inspection('Pump house 7'))
  const { code } = await said(...here, 'init', '--network', 'Northern Arizona', '--office', 'Yuma', '--person', 'Dana Begay')
  expect(code).toBe(0)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

it('init founds a network and gives the recovery key once; a second init is refused', async () => {
  const { code, value } = await answerOf<Record<string, string>>('init', '--data', at('other'), ...pass, '--network', 'Other', '--office', 'Page')
  expect(code).toBe(0)
  expect(value['network']).toHaveLength(43)
  expect(value['recoveryKey']!.split(' ')).toHaveLength(24)
  expect(value['person']).toBe('Administrator')
  expect(await refusalOf('init', '--data', at('other'), ...pass, '--network', 'Again', '--office', 'Page')).toBe('desk-exists')
  writeFileSync(at('recovery'), value['recoveryKey']!)
  expect(await refusalOf(...here, 'recovery', at('recovery'))).toBe('recovery-mismatch')
  expect((await said('recovery', at('recovery'), '--data', at('other'), ...pass)).code).toBe(0)
})

it('records are filed one and many, listed, searched and shown; logic is said not to be checked', async () => {
  const one = await said(...here, 'record', 'add', '--form', 'site-inspection', '--values', at('one.json'))
  expect(one).toMatchObject({ code: 0 })
  expect(one.out).toContain('YUM-1-000001')
  expect(one.out.toLowerCase()).toContain('logic not checked')
  const many = await answerOf<{ filed: number; logic: string; records: { ref: string }[] }>(
    ...here,
    'record',
    'add',
    '--form',
    'site-inspection',
    '--version',
    '1',
    '--values',
    json(
      'many.json',
      Array.from({ length: 700 }, (_, i) => inspection(`Weir ${i}`))
    )
  )
  expect(many.value).toMatchObject({ filed: 700, logic: 'not checked' })
  expect(many.value.records.at(-1)!.ref).toBe('YUM-1-000701')
  expect(many.err).toContain('700')
  const list = await answerOf<Output<'listRecords'>>(...here, 'record', 'list', '--search', 'Weir 69', '--limit', '5')
  expect(list.value.total).toBe(11)
  expect(list.value.rows).toHaveLength(5)
  const shown = await answerOf<Output<'getRecord'>>('record', 'show', 'YUM-1-000001', ...here)
  expect(shown.value.versions[0]!.values).toContainEqual(['/inspection/site/name', 'Pump house 7'])
  expect(shown.value.versions[0]!.values).toContainEqual(['/inspection/finding[2]/what', 'Rust'])
  expect(shown.value.versions[0]!.engine).toBe(null)
})

it('bad values, forms and files are refused with the place named, and nothing is filed', async () => {
  const count = async (): Promise<number> => (await answerOf<Output<'listRecords'>>(...here, 'record', 'list', '--limit', '1')).value.total
  const before = await count()
  const add = (form: string, values: string): Promise<{ readonly value: Refusal }> =>
    answerOf<Refusal>(...here, 'record', 'add', '--form', form, '--values', values)
  const wrong = await add('site-inspection', json('wrong.json', [inspection('A'), { site: { kind: 'castle' } }]))
  expect(wrong.value.error.code).toBe('bad-values')
  expect(wrong.value.error.message).toContain('record 2, /inspection/site/kind')
  expect((await add('site-inspection', json('unknown.json', { nowhere: 1 }))).value.error.message).toContain('/inspection/nowhere')
  expect((await add('no-such-form', at('one.json'))).value.error.code).toBe('unknown-form')
  expect((await add('site-inspection', at('missing.json'))).value.error.code).toBe('file-unreadable')
  writeFileSync(at('broken.json'), '{"site":')
  expect((await add('site-inspection', at('broken.json'))).value.error.code).toBe('file-unreadable')
  expect((await add('site-inspection', json('none.json', []))).value.error.code).toBe('bad-input')
  expect(await count()).toBe(before)
})

it('an attachment is named by its file and comes with the record', async () => {
  writeFileSync(at('photo.png'), Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'))
  const added = await answerOf<{ records: { ref: string }[] }>(
    ...here,
    'record',
    'add',
    '--form',
    'site-inspection',
    '--values',
    json('photo.json', { ...inspection('With photo'), conditions: { picture: { file: 'photo.png' } } })
  )
  expect(added.code).toBe(0)
  const shown = await answerOf<Output<'getRecord'>>(...here, 'record', 'show', added.value.records[0]!.ref)
  const picture = shown.value.versions[0]!.values!.find(([path]) => path === '/inspection/conditions/picture')![1]
  expect(picture).toMatchObject({ name: 'photo.png', type: 'image/png', size: 33 })
  expect(
    await refusalOf(...here, 'record', 'add', '--form', 'site-inspection', '--values', json('nophoto.json', { conditions: { picture: { file: 'gone.png' } } }))
  ).toBe('file-unreadable')
})

it('a wrong passphrase, a stranger, a folder without a desk and a command that is none are refused', async () => {
  expect(await refusalOf('record', 'list', '--data', desk, '--passphrase-file', at('wrong'))).toBe('wrong-passphrase')
  expect(await refusalOf('record', 'list', ...here, '--person', 'Nobody')).toBe('unknown-person')
  expect(await refusalOf('record', 'list', '--data', desk)).toBe('bad-input')
  expect(await refusalOf('record', 'list', '--data', at('nothing-here'), ...pass)).toBe('no-desk')
  expect(() => readdirSync(at('nothing-here'))).toThrow()
  expect(await refusalOf('frobnicate')).toBe('bad-input')
  expect(await refusalOf('record', 'list', '--limit', 'many', ...here)).toBe('bad-input')
  expect(await refusalOf('init', ...here)).toBe('bad-input')
  const bare = await said()
  expect(bare).toMatchObject({ code: 2, out: '' })
  expect(bare.err).toContain('Usage: muniment')
  expect((await said('--help')).code).toBe(0)
})

it('an invitation that has expired, or was cut off, is refused, and makes no desk', async () => {
  const signer = keySigner(newSigner(generateSeed()))
  const invitation = (expires: string): string =>
    writeInvitation(
      {
        addresses: [],
        code: 'A'.repeat(22),
        expires: expires as Instant,
        id: uuid7(Date.now(), new Uint8Array(10)),
        name: 'Old',
        net: signer.key as never,
        office: null,
        officeName: 'Mesa',
        oversight: false,
        peer: signer.key,
        registry: signer.key,
        role: 'clerk',
        v: 1
      },
      signer.sign
    )
  writeFileSync(at('expired'), invitation('2020-01-01T00:00:00.000Z'))
  writeFileSync(at('cut'), invitation('2100-01-01T00:00:00.000Z').slice(0, -20))
  expect(await refusalOf('join', at('expired'), '--data', at('late'), ...pass)).toBe('invitation-expired')
  expect(await refusalOf('join', at('cut'), '--data', at('late'), ...pass)).toBe('invitation-unreadable')
  expect(readdirSync(at('late')).filter(name => name.startsWith('keys'))).toEqual([])
})

it('forms are imported and listed; what is no form is refused', async () => {
  const form = (calculate: string): string =>
    `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Own</h:title><model><instance><data id="own"><a/></data></instance><bind nodeset="/data/a" calculate="${calculate}"/></model></h:head><h:body><input ref="/data/a"><label>A</label></input></h:body></h:html>`
  writeFileSync(at('own.xml'), form('1 + 1'))
  writeFileSync(at('bad.xml'), form('1 ? 1'))
  writeFileSync(at('no.xml'), 'not XML at all')
  expect((await said(...here, 'form', 'import', at('own.xml'))).code).toBe(0)
  expect(await refusalOf(...here, 'form', 'import', at('bad.xml'))).toBe('form-not-readable')
  expect(await refusalOf(...here, 'form', 'import', at('no.xml'))).toBe('form-not-readable')
  const { value } = await answerOf<{ forms: { form: string }[] }>(...here, 'form', 'list')
  expect(value.forms.map(one => one.form).toSorted()).toEqual(['own', ...shippedForms.map(({ xml }) => readForm(xml).id)].toSorted())
})

withShared('the shared form with an XPath error is refused as not readable', 'forms/xpath-syntax-error.xml', async path => {
  expect(await refusalOf(...here, 'form', 'import', path)).toBe('form-not-readable')
})

const bytesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map(name => [name, readFileSync(join(folder, name)).toString('base64')]))

it('verify says sound with 0, findings with 1, could not run with 2, and changes no byte', async () => {
  const before = bytesOf(desk)
  const closed = await answerOf<Verdict>('verify', desk)
  expect(closed.code).toBe(0)
  expect(closed.value.payloads.notOpened).toBeGreaterThan(700)
  expect((await said('verify', desk)).out).not.toMatch(/\bis sound\./)
  const opened = await answerOf<Verdict>('verify', desk, ...pass)
  expect(opened.value).toMatchObject({ verdict: 'sound', findings: [], payloads: { notOpened: 0 } })
  expect(opened.value.chains.find(chain => chain.desk === 'Yuma desk 1')!.records).toBe(702)
  expect(bytesOf(desk)).toEqual(before)
  expect(await refusalOf('verify', at('nowhere'))).toBe('file-unreadable')
  expect(await refusalOf('verify', desk, '--passphrase-file', at('wrong'))).toBe('wrong-passphrase')
  const altered = at('altered')
  cpSync(desk, altered, { recursive: true })
  const db = new DatabaseSync(join(altered, 'ledger.db'))
  const row = db.prepare('SELECT max(line_id) AS id FROM lines').get() as { id: number }
  db.prepare(`UPDATE lines SET line = CAST(replace(CAST(line AS TEXT), '"size":', '"size":1') AS BLOB) WHERE line_id = ?`).run(row.id)
  db.close()
  const found = await answerOf<Verdict>('verify', altered, ...pass)
  expect(found.code).toBe(1)
  expect(found.value.findings).toContainEqual(expect.objectContaining({ height: row.id % 2 ** 30, desk: 'Yuma desk 1', state: 'open' }))
  expect((await said('verify', altered)).out).toContain('FINDING')
}, 60_000)

it('foreign and damaged databases are named and left alone', async () => {
  const foreign = at('foreign')
  mkdirSync(foreign)
  const db = new DatabaseSync(join(foreign, 'ledger.db'))
  db.exec('CREATE TABLE pets (name TEXT)')
  db.close()
  const before = bytesOf(foreign)
  expect(await refusalOf('verify', foreign)).toBe('not-our-database')
  expect(bytesOf(foreign)).toEqual(before)
  const damaged = at('damaged')
  cpSync(desk, damaged, { recursive: true })
  writeFileSync(join(damaged, 'ledger.db'), Buffer.concat([readFileSync(join(desk, 'ledger.db')).subarray(0, 100), Buffer.alloc(50_000, 7)]))
  expect(['damaged-database', 'not-our-database']).toContain(await refusalOf('record', 'list', '--data', damaged, ...pass))
})

it('a backup opens in an empty folder with its passphrase, and nowhere else', async () => {
  expect((await said(...here, 'backup', at('copy.age'))).code).toBe(0)
  expect(await refusalOf(...here, 'backup', at('copy.age'))).toBe('file-exists')
  expect(await refusalOf('restore', at('copy.age'), '--data', at('restored'), '--passphrase-file', at('wrong'))).toBe('backup-locked')
  expect(await refusalOf('restore', at('one.json'), '--data', at('restored'), ...pass)).toBe('not-a-backup')
  expect(await refusalOf('restore', at('copy.age'), ...here)).toBe('desk-exists')
  const { code, value } = await answerOf<{ network: string }>('restore', at('copy.age'), '--data', at('restored'), ...pass, '--person', 'Dana Begay')
  expect({ code, ...value }).toMatchObject({ code: 0, network: 'Northern Arizona' })
  const list = await answerOf<Output<'listRecords'>>('record', 'list', '--data', at('restored'), ...pass, '--limit', '1')
  expect(list.value.total).toBe(702)
})
