/** What spreadsheet programs put into cells, and files that are damaged or hostile. */
import { strToU8, zipSync } from 'fflate'
import { expect, it } from 'vitest'
import { isWorkbook, readWorkbook } from '../../../../src/shared/forms/xlsform/read-workbook.ts'
import { columnLetters, WORKBOOK_LIMITS, WorkbookFault } from '../../../../src/shared/forms/xlsform/workbook.ts'
import { writeXlsx } from '../../../../src/shared/forms/xlsform/write-xlsx.ts'

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const relation = (id: string, type: string, target: string) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`
const relations = (...inner: string[]) =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inner.join('')}</Relationships>`

interface Parts {
  readonly cells: string
  readonly strings?: string
  readonly styles?: string
  readonly properties?: string
}

/** A workbook of one sheet, part by part. */
const file = ({ cells, strings = '', styles = '', properties = '' }: Parts): Record<string, Uint8Array> => ({
  '_rels/.rels': strToU8(relations(relation('a', 'officeDocument', '/xl/workbook.xml'))),
  'xl/_rels/workbook.xml.rels': strToU8(
    relations(relation('b', 'worksheet', 'worksheets/s.xml'), relation('c', 'sharedStrings', 'sharedStrings.xml'), relation('d', 'styles', '../xl/styles.xml'))
  ),
  'xl/workbook.xml': strToU8(
    `<workbook ${MAIN} xmlns:r="${OFFICE}"><workbookPr ${properties}/><sheets><sheet name="survey" sheetId="1" r:id="b"/></sheets></workbook>`
  ),
  'xl/sharedStrings.xml': strToU8(`<sst ${MAIN}>${strings}</sst>`),
  'xl/styles.xml': strToU8(`<styleSheet ${MAIN}>${styles}</styleSheet>`),
  'xl/worksheets/s.xml': strToU8(`<worksheet ${MAIN}><sheetData>${cells}</sheetData></worksheet>`)
})
const cellsOf = (parts: Parts): string[] => {
  const { sheets } = readWorkbook(zipSync(file(parts)))
  return sheets[0]!.rows.flatMap(row => [...row.cells].map(([column, text]) => `${columnLetters(column)}${row.number}=${text}`))
}
const faultOf = (bytes: Uint8Array): string => {
  try {
    readWorkbook(bytes)
    return 'read'
  } catch (error) {
    expect(error).toBeInstanceOf(WorkbookFault)
    return (error as Error).message
  }
}

it('shared, rich and inline texts, without reading aids', () => {
  const strings =
    '<si><t>plain</t></si><si><r><t>ri</t></r><r><t xml:space="preserve">ch </t></r><rPh sb="0" eb="1"><t>aid</t></rPh></si><si><t>a_x000A_b_x005F_x0041_</t></si>'
  const cells =
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c><c t="s"><v>2</v></c></row><row r="3"><c r="B3" t="inlineStr"><is><t>in &amp; line</t></is></c></row>'
  expect(cellsOf({ cells, strings })).toEqual(['A1=plain', 'C1=rich ', 'D1=a\nb_x0041_', 'B3=in & line'])
})

it('numbers, truths and results of formulas', () => {
  const cells =
    '<row r="1"><c r="A1"><v>42</v></c><c r="B1"><v>0.1000000000000000055</v></c><c r="C1" t="b"><v>1</v></c><c r="D1" t="b"><v>0</v></c><c r="E1" t="str"><f>A1&amp;"x"</f><v>42x</v></c><c r="F1"><f>A1*2</f><v>84</v></c><c r="G1" t="e"><v>#REF!</v></c><c r="H1"><v>2.0240912011E10</v></c><c r="I1" t="d"><v>2026-01-31</v></c></row>'
  expect(cellsOf({ cells })).toEqual(['A1=42', 'B1=0.1', 'C1=TRUE', 'D1=FALSE', 'E1=42x', 'F1=84', 'G1=#REF!', 'H1=20240912011', 'I1=2026-01-31'])
})

it('days and times by the format of their cell, counted from 1900 or 1904', () => {
  const styles =
    '<numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd;@"/><numFmt numFmtId="165" formatCode="[$-409]d/m/yy h:mm AM/PM"/><numFmt numFmtId="166" formatCode="0.00 &quot;days&quot;"/><numFmt numFmtId="167" formatCode="[h]:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/></cellXfs>'
  const cells =
    '<row r="1"><c r="A1" s="1"><v>46053</v></c><c r="B1" s="2"><v>46053</v></c><c r="C1" s="3"><v>46053.75</v></c><c r="D1" s="4"><v>1.5</v></c><c r="E1" s="5"><v>0.5</v></c><c r="F1" s="0"><v>46053</v></c></row>'
  expect(cellsOf({ cells, styles })).toEqual(['A1=2026-01-31', 'B1=2026-01-31', 'C1=2026-01-31T18:00:00', 'D1=1.5', 'E1=12:00:00', 'F1=46053'])
  expect(cellsOf({ cells: '<row r="1"><c r="A1" s="1"><v>44591</v></c></row>', styles, properties: 'date1904="1"' })).toEqual(['A1=2026-01-31'])
})

it('what the writer writes is what the reader reads', () => {
  const sheets = { survey: [['type', 'name'], ['', 'b', '', ' d '], [], ['_x0041_ <&>"\n\t']], 'a & b': [['ü😀']] }
  const read = readWorkbook(writeXlsx(sheets)).sheets.map(sheet => [sheet.name, sheet.rows.map(row => [row.number, [...row.cells]])])
  expect(read).toEqual([
    [
      'survey',
      [
        [
          1,
          [
            [0, 'type'],
            [1, 'name']
          ]
        ],
        [
          2,
          [
            [1, 'b'],
            [3, ' d ']
          ]
        ],
        [4, [[0, '_x0041_ <&>"\n\t']]]
      ]
    ],
    ['a & b', [[1, [[0, 'ü😀']]]]]
  ])
})

it('a file that unpacks to more than is read is refused before it is unpacked', () => {
  const bomb = zipSync({ ...file({ cells: '' }), 'xl/worksheets/s.xml': new Uint8Array(WORKBOOK_LIMITS.part + 1024 * 1024) }, { level: 9 })
  expect(bomb.length).toBeLessThan(100_000)
  expect(faultOf(bomb)).toMatch(/larger than the 48 MiB/)
})

it('sizes that a file claims are not believed', () => {
  const bytes = zipSync(file({ cells: '<row r="1"><c r="A1"><v>1</v></c></row>' }))
  const view = new DataView(bytes.buffer)
  for (let at = 0; at + 4 <= bytes.length; at++) if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 3, true)
  expect(readWorkbook(bytes).sheets[0]!.rows).toHaveLength(1)
})

it('entities, too many cells, rows out of reach: refused in words', () => {
  expect(
    faultOf(
      zipSync({
        ...file({ cells: '' }),
        'xl/worksheets/s.xml': strToU8(
          `<!DOCTYPE x [<!ENTITY a "b">]><worksheet ${MAIN}><sheetData><row><c t="str"><v>&a;</v></c></row></sheetData></worksheet>`
        )
      })
    )
  ).toMatch(/can not be read/)
  expect(faultOf(zipSync(file({ cells: '<row r="1048576"><c r="A1048576"><v>1</v></c></row>' })))).toMatch(/more than 100000 rows/)
  expect(faultOf(zipSync(file({ cells: `<row r="1"><c r="A1" t="str"><v>${'x'.repeat(40_000)}</v></c></row>` })))).toMatch(
    /cell A1 has more than 32767 characters/
  )
  expect(faultOf(zipSync({ 'mimetype.txt': strToU8('x') }))).toMatch(/not a workbook/)
  expect(faultOf(strToU8('<h:html/>'))).toMatch(/neither a workbook/)
})

it('a cut or altered file is refused or read, never anything else', () => {
  const bytes = writeXlsx({
    survey: [
      ['type', 'name', 'label'],
      ['text', 'a', 'A']
    ]
  })
  for (let at = 0; at < bytes.length; at += 19) {
    faultOf(bytes.subarray(0, at))
    const altered = bytes.slice()
    altered[at]! ^= 0xff
    faultOf(altered)
  }
})

it('workbooks are known by their first bytes', () => {
  expect(isWorkbook(writeXlsx({ a: [['b']] }))).toBe(true)
  expect(isWorkbook(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1))).toBe(true)
  expect(isWorkbook(strToU8('<?xml version="1.0"?>'))).toBe(false)
})
