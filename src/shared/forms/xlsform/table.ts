/** A sheet with its headings understood: lines of cells by column and language. */
import { isInLanguages, knownHeadings, readHeading, type SheetKind } from './columns.ts'
import { suggestion } from './nearest.ts'
import type { Place, Problems } from './problems.ts'
import type { Sheet } from './workbook.ts'

export interface Cell {
  readonly text: string
  /** As the author wrote it. */
  readonly heading: string
}

/** One row. Columns by key; within a column by language, '' where none is named. */
export interface Line {
  readonly sheet: string
  readonly row: number
  readonly cells: ReadonlyMap<string, ReadonlyMap<string, Cell>>
  /** Cells under headings of the author's own. */
  readonly own: ReadonlyMap<string, string>
}

export interface Table {
  readonly name: string
  readonly kind: SheetKind
  readonly keys: ReadonlySet<string>
  /** Languages of the headings, in their order. */
  readonly languages: readonly string[]
  /** Headings of the author's own. */
  readonly own: readonly string[]
  readonly lines: readonly Line[]
}

/** Blanks at the ends never count; `collapse`: several blanks are one; `straighten`: typographic quotes become plain ones. */
export interface Cleaning {
  readonly collapse: boolean
  readonly straighten: boolean
}

export function cleaned(text: string, { collapse, straighten }: Cleaning): string {
  let clean = text
    .replace(/\u00a0/g, ' ')
    .replace(/\r\n?/g, '\n')
    .trim()
  if (collapse) clean = clean.replace(/ {2,}/g, ' ')
  return straighten ? clean.replace(/[\u2018\u2019]/g, "'").replace(/[\u201c\u201d]/g, '"') : clean
}

export const cellOf = (line: Line, key: string): Cell | undefined => line.cells.get(key)?.values().next().value
export const textOf = (line: Line, key: string): string => cellOf(line, key)?.text ?? ''
export const placeOf = (line: Line, key?: string): Place => ({
  sheet: line.sheet,
  row: line.row,
  column: key === undefined ? null : (cellOf(line, key)?.heading ?? key)
})

/** A line that no author wrote, for questions that others bring with them; its complaints name the row that brought it. */
export const madeLine = (from: Line, texts: Readonly<Record<string, string>>): Line => ({
  sheet: from.sheet,
  row: from.row,
  cells: new Map(Object.entries(texts).map(([key, text]) => [key, new Map([['', { text, heading: key }]])])),
  own: new Map()
})

interface Column {
  readonly heading: string
  readonly key: string | undefined
  readonly language: string
}

/** The first row has the headings. */
export function readTable(sheet: Sheet, kind: SheetKind, cleaning: Cleaning, problems: Problems): Table {
  const [first, ...rows] = sheet.rows
  const columns = columnsOf(first?.cells ?? new Map<number, string>(), kind, sheet.name, first?.number ?? 1, problems)
  const lines = rows.map((row): Line => {
    const cells = new Map<string, Map<string, Cell>>()
    const own = new Map<string, string>()
    for (const [index, raw] of row.cells) {
      const column = columns.get(index)
      const text = cleaned(raw, cleaning)
      if (!column || text === '') continue
      if (column.key === undefined) own.set(column.heading, text)
      else cells.set(column.key, (cells.get(column.key) ?? new Map<string, Cell>()).set(column.language, { text, heading: column.heading }))
    }
    return { sheet: sheet.name, row: row.number, cells, own }
  })
  const all = [...columns.values()]
  return {
    name: sheet.name,
    kind,
    keys: new Set(all.flatMap(column => column.key ?? [])),
    languages: [...new Set(all.map(column => column.language))].filter(language => language !== ''),
    own: all.filter(column => column.key === undefined).map(column => column.heading),
    lines: lines.filter(line => line.cells.size > 0 || line.own.size > 0)
  }
}

function columnsOf(headings: ReadonlyMap<number, string>, kind: SheetKind, sheet: string, row: number, problems: Problems): Map<number, Column> {
  const columns = new Map<number, Column>()
  const doubled = [...headings.values()].some(heading => heading.includes('::'))
  const seen = new Map<string, string>()
  for (const [index, raw] of [...headings].toSorted(([a], [b]) => a - b)) {
    const heading = cleaned(raw, { collapse: true, straighten: false })
    const { key, language } = readHeading(heading, kind, doubled)
    const place: Place = { sheet, row, column: heading }
    const id = `${key ?? heading}\n${language}`
    const other = seen.get(id)
    if (other !== undefined) {
      const text = other === heading ? 'This column is there twice.' : `This column and "${other}" mean the same.`
      problems.error(place, `${text} Remove or rename one of them.`)
      continue
    }
    seen.set(id, heading)
    if (key === undefined && kind !== 'choices') complainOfHeading(heading, kind, place, problems)
    if (key !== undefined && !isInLanguages(key) && language !== '') continue
    columns.set(index, { heading, key, language })
  }
  return columns
}

/** Columns of the author's own are notes to themselves; one that is nearly a known one is rather a slip. */
function complainOfHeading(heading: string, kind: SheetKind, place: Place, problems: Problems): void {
  const word = heading
    .split('::')[0]!
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
  const meant =
    word.length < 4
      ? ''
      : suggestion(
          word,
          knownHeadings(kind).filter(known => known.length > 3)
        )
  if (meant !== '') problems.warning(place, `This heading is not known, so the column is not used.${meant}`)
}
