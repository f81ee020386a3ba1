import { expect, it } from 'vitest'
import { foundOffice, narrowForm, newId, provenance, valuesOf } from '../../kit/office-desk.ts'

it('a form published again changes nothing; under another audience, or another text of one version, it is refused', async () => {
  const { ana, form } = await foundOffice()
  const { xml, audience } = await ana.call('getForm', { package: form })
  const { office } = await ana.call('deskState', {})
  expect(audience).toBe('everyone')
  const before = (await ana.call('listForms', {})).length
  expect((await ana.call('importForm', { xml })).package).toBe(form)
  expect(await ana.code('importForm', { xml, audience: [office!.id] })).toBe('bad-input')
  expect(await ana.code('importForm', { xml: `${xml} ` })).toBe('form-not-readable')
  for (const broken of ['', '<', '<html/>', xml.slice(0, 900), xml.replace('</h:html>', '')])
    expect(await ana.code('importForm', { xml: broken })).toBe('form-not-readable')
  expect((await ana.call('listForms', {})).length).toBe(before)
})

it('a form for some offices is filed under that audience, one record a line', async () => {
  const { ana, form } = await foundOffice()
  const narrow = await narrowForm(ana, form)
  const values = await valuesOf(ana, narrow, 'Gate')
  await ana.call('fileRecords', { package: narrow, records: Array.from({ length: 5 }, () => ({ id: newId(), values })), provenance })
  expect((await ana.call('listChains', {})).find(chain => chain.kind === 'desk')!.lines).toBe(5)
  expect((await ana.call('listRecords', {})).rows.every(row => row.state === 'filed')).toBe(true)
})
