/** Forms made from workbooks are opened by the engine, with their rules at work. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkFormFile } from '../../../src/shared/forms/check-form.ts'
import { compiled } from '../../kit/workbook.ts'
import { shippedForms } from '../../../src/shared/forms/shipped/shipped.ts'
import { withShared } from '../../kit/shared-data.ts'
import { openForm, openHarness, snapshotWith, type HarnessPages } from './harness-page.ts'

let pages: HarnessPages
let page: Page
let complaints: string[]
beforeAll(async () => {
  pages = await openHarness()
  ;({ page, complaints } = await pages.page())
}, 120_000)
afterAll(() => pages.close())

async function opened(xml: string): Promise<void> {
  await openForm(page, { xml })
  const refusal = await page.locator('[data-code]').allInnerTexts()
  expect(refusal).toEqual([])
  expect(await page.locator('.mun-entry-form').count()).toBe(1)
}
const field = (path: string) => page.locator(`[data-path="${path}"]`)
function made(survey: string, others: Record<string, string> = {}): string {
  const { xml, errors } = compiled({ survey, ...others })
  expect(errors).toEqual([])
  return xml!
}

withShared('every workbook among the shared forms opens', 'forms/minimal.xform.xml', async path => {
  const folder = dirname(path)
  const books = readdirSync(folder).filter(name => name.endsWith('.xlsx'))
  expect(books.length).toBeGreaterThan(0)
  for (const name of books) await opened(checkFormFile(readFileSync(join(folder, name)), name).xml!)
})

it('relevance, constraints, calculations, filters and defaults of a workbook are at work', async () => {
  const survey = `type | name | label | relevant | constraint | constraint_message | calculation | choice_filter | default | required | trigger
integer | age | Age | | . > 17 | Adults only | | | | |
text | job | Job | \${age} > 20 | | | | | | |
select_one towns | town | Town | | | | | | | |
select_one shops | shop | Shop | | | | | town = \${town} | | |
calculate | double | | | | | \${age} * 2 | | | |
note | told | Twice that is \${double} | | | | | | | |
text | name | Name | | | | | | concat('n', 1) | |
text | copied | Copied | | | | \${name} | | | | \${age}
begin repeat | house | House | | | | | | | |
text | street | Street | | | | | | \${name} | |
note | here | In \${street} | | | | | | | |
end repeat | | | | | | | | | |`
  const choices = 'list_name | name | label | town\ntowns | p | Page |\ntowns | y | Yuma |\nshops | 1 | North Page | p\nshops | 2 | South Yuma | y'
  await opened(made(survey, { choices }))
  await expect.poll(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe('n1')
  expect(await field('/data/job').count()).toBe(0)
  await page.getByLabel('Age', { exact: true }).fill('12')
  await page.getByLabel('Age', { exact: true }).blur()
  await page.getByText('Twice that is 24').waitFor()
  await page.getByText('Adults only').first().waitFor()
  await page.getByLabel('Age', { exact: true }).fill('30')
  await page.getByLabel('Age', { exact: true }).blur()
  await field('/data/job').waitFor()
  await page.getByText('Yuma', { exact: true }).click()
  await page.getByText('South Yuma').waitFor()
  expect(await page.getByText('North Page').count()).toBe(0)
  await expect.poll(() => page.getByLabel('Copied').inputValue()).toBe('n1')
  await snapshotWith(page, '<street>n1</street>')
  await page.getByText('In n1').waitFor()
  expect(complaints.splice(0)).toEqual([])
})

it('a form with everything in it opens: every type, groups in repeats, files, languages, actions', async () => {
  const types = `start end today deviceid username phonenumber email text integer decimal date time dateTime note geopoint geotrace geoshape barcode image audio
    video file acknowledge trigger range start-geopoint background-audio`.split(/\s+/)
  const rows = [
    'type | name | label::English (en) | label::Español (es) | hint::English (en) | guidance_hint | choice_filter | parameters | calculation | trigger | default | appearance | repeat_count',
    ...types.map((type, at) => `${type} | q${at} | Q ${at} | P ${at} | hint | | | | | | | |`),
    'select_one l or_other | one | One | Uno | | read out | | | | | | |',
    'select_multiple l | many | Many | Varios | | | | randomize=true seed=7 | | | | minimal |',
    'rank l | order | Order | Orden | | | | | | | | |',
    'select_one_from_file towns.csv | town | Town | Pueblo | | | code = ${one} | value=code label=title | | | | |',
    'select_one_external x | shop | Shop | Tienda | | | town = ${one} | | | | | |',
    'begin group | t | Table | Tabla | | | | | | | | table-list |',
    'select_one l | r1 | R1 | R1 | | | | | | | | |',
    'select_one l | r2 | R2 | R2 | | | | | | | | |',
    'end group | | | | | | | | | | | |',
    'begin repeat | house | House | Casa | | | | | | | | | 2',
    'text | street | Street | Calle | | | | | | | today() | |',
    'begin group | g | G | G | | | | | | | | field-list |',
    'begin repeat | person | Person | Persona | | | | | | | | |',
    'integer | years | Years of ${street} | Años | | | | | | | | |',
    'calculate | older | | | | | | | ${years} + 1 | | | |',
    'end repeat | | | | | | | | | | | |',
    'calculate | sum | | | | | | | sum(${years}) | | | |',
    'end group | | | | | | | | | | | |',
    'end repeat | | | | | | | | | | | |',
    'select_one ${street} | where | Where? | ¿Dónde? | | | | | | | | |',
    'calculate | adults | | | | | | | count(${person}[${years} > 17]) | | | |',
    'calculate | firsty | | | | | | | indexed-repeat(${street}, ${house}, 1) | | | |',
    'dateTime | stamp | | | | | | | now() | ${one} | | |',
    'csv-external | prices | | | | | | | | | | |',
    "calculate | price | | | | | | | pulldata('prices', 'cost', 'item', ${one}) | | | |",
    'audit | | | | | | | | | | | |'
  ]
  const xml = made(rows.join('\n'), {
    choices: 'list_name | name | label::English (en) | label::Español (es)\nl | a | Ay | A\nl | b | Bee | Be',
    external_choices: 'list_name | name | label | town\nx | 1 | One | a',
    settings: 'form_id | version | default_language | instance_name\nall | 1 | English (en) | concat(${one}, "-", ${q7})'
  })
  await opened(xml)
  complaints.splice(0) // files that lie beside the form are not there
  expect(await field('/data/house[2]/street').count()).toBe(1)
})

it('the shipped workbooks open, and the payment reckons', async () => {
  for (const { xml } of shippedForms) await opened(xml)
  const xml = shippedForms.map(form => form.xml).find(one => one.includes('id="payment"'))!
  await opened(xml)
  const fill = async (path: string, text: string): Promise<void> => {
    await field(path).locator('input').first().fill(text)
    await field(path).locator('input').first().blur()
  }
  await page.getByText('Final', { exact: true }).click()
  if ((await field('/data/invoice[1]/amount').count()) === 0)
    await page
      .getByRole('button', { name: /Invoice/ })
      .first()
      .click()
  await fill('/data/invoice[1]/amount', '100.10')
  await fill('/data/invoice[1]/tax', '19.02')
  await page.getByText('Invoices: 1, together 119.12').waitFor()
  await fill('/data/sums/withheld', '20')
  await page.getByText('To be paid: 99.12').waitFor()
  await field('/data/sums/withheld_why').waitFor()
  expect(await field('/data/payment/differs').count()).toBe(0)
  await fill('/data/payment/value', '100')
  await field('/data/payment/differs').waitFor()
  await fill('/data/payment/value', '99.12')
  await expect.poll(() => field('/data/payment/differs').count()).toBe(0)
  expect(complaints.splice(0)).toEqual([])
})

it('the identity check counts years to the day, and keeps a document that failed from being taken as proof', async () => {
  const xml = shippedForms.map(form => form.xml).find(one => one.includes('id="identity-check"'))!
  await opened(xml)
  const [year, rest] = await page.evaluate(() => {
    const now = new Date()
    return [now.getFullYear(), `${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`] as const
  })
  const born = async (date: string): Promise<void> => {
    await field('/data/person/born').locator('input').first().fill(date)
    await field('/data/person/born').locator('input').first().blur()
  }
  await born(`${year - 17}-${rest === '02-29' ? '02-28' : rest}`)
  await page.getByText('17 years old: a parent or guardian must be there.').waitFor()
  await born(`${year - 18}-01-01`)
  await expect.poll(() => field('/data/person/guardian').count()).toBe(0)
  await page.getByText('Passport', { exact: true }).click()
  await field('/data/checks/photo').getByText('No', { exact: true }).click()
  await page.getByText('Not everything agrees').waitFor()
  await field('/data/outcome/result').getByText('Yes', { exact: true }).click()
  await field('/data/outcome/result').getByRole('radio').first().blur()
  await page.getByText('Something was found not to agree').first().waitFor()
  expect(complaints.splice(0)).toEqual([])
})
