import i18next from 'i18next'
import { expect, it } from 'vitest'
import { findings as sentences } from '../../../../src/shared/ledger/findings.ts'
import { en } from '../../../../src/renderer/office/text/en.ts'
import { es } from '../../../../src/renderer/office/text/es.ts'
import { isolated } from '../../../../src/renderer/office/text/text.ts'
import { sentenceOf } from '../../../../src/renderer/pages/integrity/finding-words.ts'
import type { Finding } from '../../../../src/shared/contract.ts'

const words = async (lng: string) => {
  const text = i18next.createInstance()
  await text.init({ lng, fallbackLng: 'en', resources: { en: { translation: en }, es: { translation: es } }, interpolation: { escapeValue: false } })
  text.services.formatter?.add('name', value => isolated(String(value)))
  return text.t
}
const finding = (code: string): Finding => ({
  code,
  chain: 'A'.repeat(43),
  office: 'Yuma',
  desk: 'Yuma desk 2',
  height: 1203,
  record: null,
  ref: null,
  table: null,
  detail: 'the values give another commitment',
  state: 'open'
})

it('every finding has its sentence in both languages, with the place in it and nothing of the detail', async () => {
  const [english, spanish] = [await words('en'), await words('es')]
  for (const code of Object.keys(sentences)) {
    const [one, other] = [sentenceOf(english, finding(code), null), sentenceOf(spanish, finding(code), null)]
    expect(one, code).toContain('Block 1,203 of Yuma desk 2')
    expect(other, code).toMatch(/Bloque 1[.,]?203 de Yuma desk 2/)
    expect(one, code).not.toBe(other)
    for (const said of [one, other]) expect(said, code).not.toMatch(/\{|commitment/)
  }
  expect(sentenceOf(spanish, finding('of-a-newer-program'), null)).toMatch(/of-a-newer-program/)
})
