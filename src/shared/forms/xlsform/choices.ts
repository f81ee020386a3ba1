/** The sheets `choices` and `external_choices`: lists by name. */
import { hasReference } from './references.ts'
import { cellOf, placeOf, textOf, type Line, type Table } from './table.ts'
import { isXmlName } from './tree.ts'
import type { Problems } from './problems.ts'

export interface Choice {
  readonly name: string
  readonly line: Line
  /** Made here, not written by the author: `or_other`. */
  readonly made?: true
}

export interface ChoiceList {
  readonly name: string
  readonly choices: Choice[]
  /** Columns of the author's own that filters may ask for, in the sheet's order. */
  readonly columns: readonly string[]
  /** Texts of the choices are translated, have media, or hold answers. */
  readonly inItext: boolean
}

/** What an item has by itself. */
const TAKEN = new Set(['name', 'label', 'itextId'])

export function readChoices(table: Table, duplicates: boolean, problems: Problems): Map<string, ChoiceList> {
  const byList = new Map<string, Choice[]>()
  const whole = { sheet: table.name, row: null, column: null }
  for (const key of ['list_name', 'name'])
    if (!table.keys.has(key) && table.lines.length > 0) problems.error({ ...whole, column: key }, `The sheet has no column "${key}".`)
  for (const line of table.lines) {
    const [list, name] = [textOf(line, 'list_name'), textOf(line, 'name')]
    if (list === '') {
      if (name !== '' && table.keys.has('list_name')) problems.warning(placeOf(line, 'list_name'), `The choice "${name}" belongs to no list and is not used.`)
      continue
    }
    if (name === '') {
      if (table.keys.has('name')) problems.error(placeOf(line, 'name'), `A choice of the list "${list}" has no name.`)
      continue
    }
    if (!cellOf(line, 'label') && ![...line.cells.keys()].some(key => key.startsWith('media::')))
      problems.warning(placeOf(line, 'label'), `The choice "${name}" of the list "${list}" has no label.`)
    const choices = byList.get(list) ?? []
    const twin = choices.find(choice => choice.name === name)
    if (twin && !duplicates)
      problems.error(
        placeOf(line, 'name'),
        `The choice "${name}" is in the list "${list}" already, in row ${twin.line.row}. Rename one, or set allow_choice_duplicates to yes in the settings.`
      )
    byList.set(list, [...choices, { name, line }])
  }
  const columns = ownColumns(table, problems)
  return new Map([...byList].map(([name, choices]) => [name, { name, choices, columns, inItext: choices.some(needsItext) }]))
}

function ownColumns(table: Table, problems: Problems): string[] {
  return table.own.filter(heading => {
    const used = table.lines.some(line => line.own.has(heading))
    if (!used) return false
    if (isXmlName(heading) && !TAKEN.has(heading)) return true
    problems.warning(
      { sheet: table.name, row: null, column: heading },
      'This heading is not the name of an element, so choice filters can not ask for the column; it is not used.'
    )
    return false
  })
}

function needsItext({ line }: Choice): boolean {
  const labels = line.cells.get('label')
  if ([...line.cells.keys()].some(key => key.startsWith('media::'))) return true
  return labels !== undefined && [...labels].some(([language, { text }]) => language !== '' || hasReference(text))
}
