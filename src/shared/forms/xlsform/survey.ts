/** The sheet `survey`: rows into a tree, and what is wrong with single rows. */
import type { ChoiceList } from './choices.ts'
import { kindNamed, readType, SELECT_KINDS, type Kind, type TypeCell } from './kinds.ts'
import { suggestion } from './nearest.ts'
import { checkRange, readParameters } from './parameters.ts'
import type { Problems } from './problems.ts'
import { hasReference, onlyReference } from './references.ts'
import { truthOf } from './settings.ts'
import { TableLists } from './table-list.ts'
import { cellOf, madeLine, placeOf, textOf, type Line, type Table } from './table.ts'
import { isXmlName, type QuestionNode, type SectionNode, type Select, type TreeNode } from './tree.ts'

export interface SurveyReading {
  readonly lists: Map<string, ChoiceList>
  readonly external: ReadonlyMap<string, ChoiceList>
  readonly problems: Problems
}

export function readSurvey(table: Table, root: string, reading: SurveyReading): SectionNode {
  const form: SectionNode = {
    is: 'group',
    name: root,
    line: { sheet: table.name, row: 1, cells: new Map(), own: new Map() },
    parent: null,
    children: [],
    closed: false
  }
  new SurveyReader(form, reading).read(table.lines)
  return form
}

class SurveyReader {
  readonly #reading: SurveyReading
  readonly #problems: Problems
  readonly #tables = new TableLists()
  #here: SectionNode

  constructor(form: SectionNode, reading: SurveyReading) {
    this.#here = form
    this.#reading = reading
    this.#problems = reading.problems
  }

  read(lines: readonly Line[]): void {
    for (const line of lines) if (truthOf(textOf(line, 'disabled')) !== true) this.#line(line)
    for (let open = this.#here; open.parent; open = open.parent)
      this.#problems.error(
        placeOf(open.line, 'type'),
        `The ${open.is} "${open.name}" begins in row ${open.line.row} and is never ended: an end_${open.is} is missing.`
      )
  }

  #line(line: Line): void {
    const type = textOf(line, 'type')
    if (type === '') {
      if (cellOf(line, 'name') || cellOf(line, 'label')) this.#problems.error(placeOf(line, 'type'), 'This row has no type.')
      return
    }
    const read = readType(type)
    if (read.is === 'wrong') this.#problems.error(placeOf(line, 'type'), read.message)
    if (read.is === 'end') return this.#end(line, read.section)
    const name = this.#nameOf(line, read)
    if (read.is === 'begin') return this.#begin(line, name, read.section)
    // A row of a type that is not known stands as a text, so that references to it are not complained of as well.
    if (read.is === 'wrong') this.#add({ is: 'question', name, line, parent: this.#here, kind: kindNamed('text'), parameters: new Map() })
    if (read.is === 'select') this.#select(line, name, read)
    if (read.is === 'question') this.#question(line, name, read.kind)
  }

  #nameOf(line: Line, read: TypeCell): string {
    const name = textOf(line, 'name')
    if (read.is === 'question' && read.kind.name === 'audit') {
      if (name !== '' && name !== 'audit') this.#problems.error(placeOf(line, 'name'), 'An audit is always named "audit"; leave the name empty.')
      return 'audit'
    }
    if (name === '') {
      if (read.is === 'question' && read.kind.name === 'note') return `generated_note_name_${line.row}`
      this.#problems.error(placeOf(line, 'name'), `This ${read.is === 'begin' ? read.section : 'question'} has no name.`)
      return `_row_${line.row}`
    }
    if (isXmlName(name)) return name
    const why = /\s/.test(name) ? 'a name has no blanks in it' : 'a name has letters, digits, "_", "-" and "." in it, and a letter or "_" first'
    this.#problems.error(placeOf(line, 'name'), `"${name}" can not be a name: ${why}.`)
    return `_row_${line.row}`
  }

  #end(line: Line, section: 'group' | 'repeat'): void {
    const open = this.#here
    if (!open.parent) this.#problems.error(placeOf(line, 'type'), `This end_${section} ends nothing: no ${section} is open here.`)
    else if (open.is !== section) {
      const message = `This end_${section} comes while the ${open.is} "${open.name}", which begins in row ${open.line.row}, is open: an end_${open.is} is wanted first.`
      this.#problems.error(placeOf(line, 'type'), message)
      // The bracket that was meant is closed with all inside of it, so that one slip is told once.
      let meant: SectionNode | null = open
      while (meant && (meant.is !== section || !meant.parent)) meant = meant.parent
      if (meant?.parent) this.#here = meant.parent
    } else {
      const name = textOf(line, 'name')
      if (name !== '' && name !== open.name)
        this.#problems.warning(placeOf(line, 'name'), `This ends "${open.name}", which begins in row ${open.line.row}, not "${name}".`)
      if (open.children.length === 0) this.#problems.warning(placeOf(open.line), `The ${open.is} "${open.name}" is empty.`)
      open.closed = true
      this.#here = open.parent
    }
  }

  #begin(line: Line, name: string, section: 'group' | 'repeat'): void {
    if (truthOf(textOf(line, 'required')) ?? cellOf(line, 'required') !== undefined)
      this.#problems.error(placeOf(line, 'required'), `A ${section} can not be required. Require the questions in it.`)
    const count = cellOf(line, 'repeat_count')
    if (count && section === 'group') this.#problems.error(placeOf(line, 'repeat_count'), 'Only a repeat has a number of repeats.')
    if (count && section === 'repeat' && onlyReference(count.text) === undefined) {
      const counter = madeLine(line, { calculation: count.text, read_only: 'yes' })
      this.#add({ is: 'question', name: `${name}_count`, line: counter, parent: this.#here, kind: kindNamed('calculate'), parameters: new Map() })
    }
    const node: SectionNode = { is: section, name, line: this.#tables.headLine(line), parent: this.#here, children: [], closed: false }
    this.#add(node)
    this.#here = node
    for (const made of this.#tables.begin(line, node)) this.#add(made)
  }

  #select(line: Line, name: string, read: Extract<TypeCell, { is: 'select' }>): void {
    const kind = SELECT_KINDS[read.tag]
    const inRepeat = onlyReference(read.list)
    const source: Select['source'] = inRepeat !== undefined ? 'repeat' : read.source === 'file' ? 'file' : 'choices'
    const select: Select = { tag: read.tag, source, list: inRepeat ?? read.list }
    const parameters = readParameters(
      textOf(line, 'parameters'),
      source === 'file' ? 'select from file' : 'select',
      placeOf(line, 'parameters'),
      this.#problems
    )
    if (parameters.has('seed') && parameters.get('randomize') !== 'true')
      this.#problems.error(placeOf(line, 'parameters'), 'A seed is only for choices in random order: add randomize=true.')
    if (source === 'choices') this.#checkList(line, read)
    if (source === 'file' && !/^[^/\\]+\.(csv|xml|geojson)$/i.test(read.list))
      this.#problems.error(placeOf(line, 'type'), `"${read.list}" is not the name of a file with choices: it ends in .csv, .xml or .geojson.`)
    const question: QuestionNode = { is: 'question', name, line, parent: this.#here, kind, select, parameters }
    for (const made of this.#tables.select(question, this.#problems)) this.#add(made)
    if (read.orOther) this.#orOther(question, read)
  }

  #checkList(line: Line, read: Extract<TypeCell, { is: 'select' }>): void {
    const { lists, external } = this.#reading
    const place = placeOf(line, 'type')
    const found = read.source === 'external' ? external.get(read.list) : lists.get(read.list)
    if (!found) {
      const where = read.source === 'external' ? 'external_choices' : 'choices'
      const known = read.source === 'external' ? external : lists
      const file = /\.(csv|xml|geojson)$/i.test(read.list) ? ' For choices from a file, the type is select_one_from_file.' : ''
      this.#problems.error(place, `There is no list "${read.list}" on the sheet ${where}.${suggestion(read.list, known.keys())}${file}`)
      return
    }
    if (read.source === 'external' && !lists.has(read.list)) lists.set(read.list, found)
    if (read.tag === 'select1') return
    for (const choice of found.choices)
      if (/\s/.test(choice.name))
        this.#problems.error(
          placeOf(choice.line, 'name'),
          `The name of the choice "${choice.name}" has a blank in it. Row ${line.row} of the survey lets several choices of the list "${read.list}" be chosen, and they are kept with blanks between them.`
        )
  }

  /** `or_other`: a choice more, and a text behind the question for what it is. */
  #orOther(question: QuestionNode, read: Extract<TypeCell, { is: 'select' }>): void {
    const { lists, problems } = this.#reading
    const place = placeOf(question.line, 'type')
    const list = lists.get(read.list)
    if (question.select!.source !== 'choices' || read.tag === 'rank')
      return problems.error(place, 'or_other is only for one or several choices of a list of the workbook.')
    if (cellOf(question.line, 'choice_filter'))
      problems.error(placeOf(question.line, 'choice_filter'), 'A choice filter and or_other do not go together: add the choice "other" to the list.')
    if (!list) return
    if (!list.choices.some(choice => choice.name === 'other'))
      list.choices.push({ name: 'other', line: madeLine(question.line, { label: 'Other' }), made: true })
    if (list.inItext) problems.warning(place, 'The texts "Other" and "Specify other." that or_other adds are in English in every language.')
    const line = madeLine(question.line, { label: 'Specify other.', relevant: `selected(../${question.name}, 'other')` })
    this.#add({ is: 'question', name: `${question.name}_other`, line, parent: this.#here, kind: kindNamed('text'), parameters: new Map() })
  }

  #question(line: Line, name: string, kind: Kind): void {
    const parameters = readParameters(textOf(line, 'parameters'), kind.name, placeOf(line, 'parameters'), this.#problems)
    if (kind.name === 'calculate' && !cellOf(line, 'calculation') && !hasDefault(line))
      this.#problems.error(placeOf(line, 'calculation'), `"${name}" is a calculation, but has none.`)
    if (kind.name === 'range') checkRange(parameters, placeOf(line, 'parameters'), this.#problems)
    this.#add({ is: 'question', name, line, parent: this.#here, kind, parameters })
  }

  #add(node: TreeNode): void {
    // An audit lies in the form's meta block wherever its row is.
    if (node.is === 'question' && node.kind.name === 'audit') {
      let form = this.#here
      while (form.parent) form = form.parent
      form.children.push({ ...node, parent: form })
      return
    }
    const siblings = this.#here.children
    const twin = siblings.find(one => one.name === node.name)
    const place = placeOf(node.line, 'name')
    if (twin) this.#problems.error(place, `The name "${node.name}" is there already, in row ${twin.line.row}. Names differ within a group.`)
    const alike = siblings.find(one => one.name !== node.name && one.name.toLowerCase() === node.name.toLowerCase())
    if (alike) this.#problems.warning(place, `The names "${node.name}" and "${alike.name}" (row ${alike.line.row}) differ only in capital letters.`)
    if (node.name === 'meta' && !this.#here.parent)
      this.#problems.error(place, 'The name "meta" is taken at the top of a form: it holds what the program adds.')
    siblings.push(node)
  }
}

const hasDefault = (line: Line): boolean => /[({]/.test(textOf(line, 'default')) || hasReference(textOf(line, 'default'))
