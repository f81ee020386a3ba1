/** A workbook as its reader sees it: sheets of rows of texts. Formats, colours and formulas are gone; a formula is its last result. */

export interface Row {
  /** As the spreadsheet program numbers it: the first is 1. */
  readonly number: number
  /** By column, the first is 0. Empty cells are absent; no text here is blank. */
  readonly cells: ReadonlyMap<number, string>
}

export interface Sheet {
  readonly name: string
  /** In order; rows without a text are absent. */
  readonly rows: readonly Row[]
}

export interface Workbook {
  readonly sheets: readonly Sheet[]
}

/** The file is no workbook, is damaged, or is larger than what is read. `message` is one plain sentence without its full stop. */
export class WorkbookFault extends Error {}

/** What a stranger's workbook is held to. The largest public forms have some 20,000 rows of choices. */
export const WORKBOOK_LIMITS = {
  /** Bytes of the file. */
  file: 16 * 1024 * 1024,
  /** Bytes of one part of it, unpacked. */
  part: 48 * 1024 * 1024,
  /** Bytes of all parts that are read, unpacked. */
  unpacked: 96 * 1024 * 1024,
  parts: 2_000,
  sheets: 64,
  rows: 100_000,
  columns: 512,
  cells: 1_000_000,
  /** Characters of a cell: what spreadsheet programs admit. */
  cell: 32_767
} as const

/** Columns as spreadsheets name them: 0 → A, 26 → AA. */
export function columnLetters(column: number): string {
  let letters = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  return letters
}

/** Collects the cells of one sheet in any order, within the limits. */
export class SheetBuilder {
  readonly #rows = new Map<number, Map<number, string>>()
  readonly #name: string
  #cells = 0

  constructor(name: string) {
    this.#name = name
  }

  /** `row` and `column` from 0. Blank texts leave no trace; cells beyond the columns that are read are no part of a form. */
  add(row: number, column: number, text: string): void {
    if (column >= WORKBOOK_LIMITS.columns || text.trim() === '') return
    if (row >= WORKBOOK_LIMITS.rows) throw new WorkbookFault(`sheet "${this.#name}" has more than ${WORKBOOK_LIMITS.rows} rows`)
    if (++this.#cells > WORKBOOK_LIMITS.cells) throw new WorkbookFault(`sheet "${this.#name}" has more than ${WORKBOOK_LIMITS.cells} cells`)
    if (text.length > WORKBOOK_LIMITS.cell)
      throw new WorkbookFault(`sheet "${this.#name}", cell ${columnLetters(column)}${row + 1} has more than ${WORKBOOK_LIMITS.cell} characters`)
    let cells = this.#rows.get(row)
    if (!cells) this.#rows.set(row, (cells = new Map()))
    cells.set(column, text)
  }

  done(): Sheet {
    const rows = [...this.#rows].toSorted(([a], [b]) => a - b).map(([row, cells]): Row => ({ number: row + 1, cells }))
    return { name: this.#name, rows }
  }
}
