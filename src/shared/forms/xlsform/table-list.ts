/**
 * Groups of appearance `table-list`: a field list in which selects over one list stand below each other as a table, with the
 * choices' labels once on top. XLSForm reference, appearance `table-list`.
 */
import { kindNamed } from './kinds.ts'
import type { Problems } from './problems.ts'
import { cellOf, madeLine, placeOf, textOf, type Cell, type Line } from './table.ts'
import type { QuestionNode, SectionNode } from './tree.ts'

const WORD = 'table-list'
const words = (line: Line): string[] => textOf(line, 'appearance').split(/\s+/).filter(Boolean)
const isTable = (line: Line): boolean => words(line).includes(WORD)

/** The line with some columns replaced (by one text without language) or left out. */
function changed(line: Line, changes: Readonly<Record<string, string | undefined>>): Line {
  const cells = new Map(line.cells)
  for (const [key, text] of Object.entries(changes)) {
    if (text === undefined) cells.delete(key)
    else cells.set(key, new Map([['', { text, heading: cellOf(line, key)?.heading ?? key }]]))
  }
  return { ...line, cells }
}

export class TableLists {
  /** Name of the list of a table's first select. */
  readonly #lists = new Map<SectionNode, string>()

  /** The group's own line: its label and hint go to a note inside. */
  headLine(line: Line): Line {
    if (!isTable(line)) return line
    const appearance = ['field-list', ...words(line).filter(word => word !== WORD)].join(' ')
    return changed(line, { appearance, label: undefined, hint: undefined })
  }

  begin(line: Line, group: SectionNode): QuestionNode[] {
    if (!isTable(line)) return []
    this.#lists.set(group, '')
    const texts = new Map<string, ReadonlyMap<string, Cell>>()
    for (const key of ['label', 'hint']) if (line.cells.has(key)) texts.set(key, line.cells.get(key)!)
    if (texts.size === 0) return []
    const note: Line = { sheet: line.sheet, row: line.row, cells: texts, own: new Map() }
    return [{ is: 'question', name: `generated_table_list_label_${line.row}`, line: note, parent: group, kind: kindNamed('note'), parameters: new Map() }]
  }

  /** The select as it is, or as a row of its table; before the first one a row with the labels. */
  select(question: QuestionNode, problems: Problems): QuestionNode[] {
    const { parent, line, select } = question
    const list = this.#lists.get(parent)
    if (list === undefined || !select) return [question]
    const row: QuestionNode = { ...question, line: changed(line, { appearance: 'list-nolabel' }) }
    if (list !== '') {
      if (list !== select.list)
        problems.error(
          placeOf(line, 'type'),
          `The table "${parent.name}" begins with the list "${list}"; all its selects are over that one list, not "${select.list}".`
        )
      return [row]
    }
    this.#lists.set(parent, select.list)
    if (cellOf(line, 'choice_filter')) problems.error(placeOf(line, 'choice_filter'), 'The selects of a table can not have a choice filter.')
    const head: QuestionNode = {
      ...question,
      name: `reserved_name_for_field_list_labels_${line.row}`,
      line: madeLine(line, { appearance: 'label' })
    }
    return [head, row]
  }
}
