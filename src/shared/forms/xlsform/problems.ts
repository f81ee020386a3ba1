/** What is wrong with a workbook, where, in the words of whoever wrote it. All of it is collected; nothing is thrown. */

export interface Problem {
  readonly sheet: string
  /** As the spreadsheet program numbers it; null for what concerns the sheet or a column as a whole. */
  readonly row: number | null
  /** The heading of the column; null where no single column is meant. */
  readonly column: string | null
  readonly message: string
}

export interface Place {
  readonly sheet: string
  readonly row: number | null
  readonly column: string | null
}

export class Problems {
  readonly errors: Problem[] = []
  readonly warnings: Problem[] = []

  error(place: Place, message: string): void {
    note(this.errors, place, message)
  }

  warning(place: Place, message: string): void {
    note(this.warnings, place, message)
  }
}

/** The same complaint about the same cell is made once. */
function note(list: Problem[], { sheet, row, column }: Place, message: string): void {
  if (!list.some(one => one.message === message && one.row === row && one.column === column && one.sheet === sheet)) list.push({ sheet, row, column, message })
}

/** Sheet by sheet as given, then by row. */
export const inOrder = (problems: readonly Problem[], sheets: readonly string[]): Problem[] =>
  problems.toSorted((a, b) => sheets.indexOf(a.sheet) - sheets.indexOf(b.sheet) || (a.row ?? 0) - (b.row ?? 0))

/** One line: `survey, row 12, column constraint: …`. */
export function problemLine({ sheet, row, column, message }: Problem): string {
  const place = [sheet, row === null ? '' : `row ${row}`, column === null ? '' : `column ${column}`].filter(part => part !== '')
  return place.length === 0 ? message : `${place.join(', ')}: ${message}`
}
