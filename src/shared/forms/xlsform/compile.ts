/**
 * A workbook → an XForm, or everything that is wrong with it. After the XLSForm reference (https://xlsform.org/en/ref-table/) and the
 * ODK XForms specification; where they are silent, what pyxform gives is what is given here, so that a form made elsewhere
 * from the same workbook has the same paths and values.
 */
import { escapeXml, isXmlText } from '../xml.ts'
import { collectActions } from './actions.ts'
import { writeBind, writeBinds, type Writing } from './binds.ts'
import { isShown, writeBody } from './body.ts'
import { readChoices, type ChoiceList } from './choices.ts'
import { Expressions } from './expressions.ts'
import { choiceTextId, writePrimary, writeSecondary } from './instances.ts'
import { suggestion } from './nearest.ts'
import { inOrder, Problems, type Problem } from './problems.ts'
import { NAMESPACES, readSettings, truthOf, type Settings } from './settings.ts'
import { readSurvey } from './survey.ts'
import { placeOf, readTable, textOf, type Table } from './table.ts'
import { Texts } from './texts.ts'
import { pathOf, type SectionNode } from './tree.ts'
import type { Sheet, Workbook } from './workbook.ts'
import { block, element } from './xml-writer.ts'

export interface CompiledForm {
  /** Undefined when there are errors. */
  readonly xml: string | undefined
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
}

const SHEETS = ['survey', 'choices', 'settings', 'external_choices', 'entities', 'osm']
const IGNORED: Readonly<Record<string, string>> = {
  entities: 'Entities are not kept here: the sheet is not used. Questions and answers are not touched by that.',
  osm: 'Questions about OpenStreetMap features are not possible here: the sheet is not used.'
}

/** `fallbackId`: the file's name without its ending; the id of a form that names none. */
export function compileXlsForm(book: Workbook, fallbackId: string): CompiledForm {
  const problems = new Problems()
  const sheets = new Map<string, Sheet>()
  for (const sheet of book.sheets) sheets.set(sheet.name.trim().toLowerCase(), sheet)
  complainOfSheets(book, sheets, problems)
  const tables = readTables(sheets, problems)
  const settings = readSettings(tables.settings, fallbackId, problems)
  const lists = tables.choices ? readChoices(tables.choices, settings.duplicateChoices, problems) : new Map<string, ChoiceList>()
  const external = tables.external ? readChoices(tables.external, true, problems) : new Map<string, ChoiceList>()
  let xml: string | undefined
  if (tables.survey) {
    const form = readSurvey(tables.survey, settings.root, { lists, external, problems })
    if (form.children.length === 0 && problems.errors.length === 0)
      problems.error({ sheet: tables.survey.name, row: null, column: null }, 'The survey has no questions.')
    xml = write(form, settings, lists, tables, problems)
    if (!isXmlText(xml)) problems.error({ sheet: tables.survey.name, row: null, column: null }, 'There are characters in the workbook that no form can hold.')
  }
  const order = book.sheets.map(sheet => sheet.name)
  const errors = inOrder(problems.errors, order)
  return { xml: errors.length === 0 ? xml : undefined, errors, warnings: inOrder(problems.warnings, order) }
}

interface Tables {
  readonly survey: Table | undefined
  readonly choices: Table | undefined
  readonly external: Table | undefined
  readonly settings: Table | undefined
}

function readTables(sheets: ReadonlyMap<string, Sheet>, problems: Problems): Tables {
  const plain = { collapse: false, straighten: true }
  const settingsSheet = sheets.get('settings')
  const settings = settingsSheet && readTable(settingsSheet, 'settings', plain, problems)
  const clean = truthOf(settings?.lines[0] ? textOf(settings.lines[0], 'clean_text_values') : '') ?? true
  const [survey, choices, external] = [sheets.get('survey'), sheets.get('choices'), sheets.get('external_choices')]
  const table = survey && readTable(survey, 'survey', { collapse: clean, straighten: clean }, problems)
  if (table && !table.keys.has('type')) problems.error({ sheet: table.name, row: null, column: 'type' }, 'The sheet has no column "type".')
  if (table && !table.keys.has('name')) problems.error({ sheet: table.name, row: null, column: 'name' }, 'The sheet has no column "name".')
  if (table?.keys.has('save_to')) problems.warning({ sheet: table.name, row: null, column: 'save_to' }, 'Entities are not kept here: the column is not used.')
  return {
    settings,
    survey: table?.keys.has('type') && table.keys.has('name') ? table : undefined,
    choices: choices && readTable(choices, 'choices', { collapse: false, straighten: clean }, problems),
    external: external && readTable(external, 'choices', { collapse: false, straighten: true }, problems)
  }
}

function complainOfSheets(book: Workbook, sheets: ReadonlyMap<string, Sheet>, problems: Problems): void {
  const names = book.sheets.map(sheet => sheet.name)
  if (!sheets.has('survey')) {
    const meant = suggestion('survey', names)
    problems.error(
      { sheet: 'survey', row: null, column: null },
      `The workbook has no sheet "survey".${meant} Its sheets: ${names.map(name => `"${name}"`).join(', ') || 'none'}.`
    )
  }
  for (const name of names) {
    const key = name.trim().toLowerCase()
    const place = { sheet: name, row: null, column: null }
    if (Object.hasOwn(IGNORED, key) && (sheets.get(key)?.rows.length ?? 0) > 1) problems.warning(place, IGNORED[key]!)
    if (SHEETS.includes(key) || key.startsWith('_')) continue
    const meant = suggestion(
      key,
      SHEETS.filter(sheet => !sheets.has(sheet))
    )
    if (meant !== '') problems.warning(place, `This sheet is not used.${meant}`)
  }
}

function write(form: SectionNode, settings: Settings, lists: ReadonlyMap<string, ChoiceList>, tables: Tables, problems: Problems): string {
  const expressions = new Expressions(form, problems)
  const texts = new Texts(expressions, problems, settings.defaultLanguage)
  const prefixes = new Set([...Object.keys(NAMESPACES), ...settings.namespaces.keys(), 'xml'])
  const writing: Writing = { expressions, texts, problems, prefixes }
  writeChoiceTexts(lists, texts, settings.defaultLanguage)
  const actions = collectActions(form, writing, isShown)
  const body = writeBody(form, { ...writing, lists, actions })
  const binds = [...writeBinds(form, writing), ...metaBinds(form, settings, writing)]
  const primary = writePrimary(form, settings, writing)
  const secondary = writeSecondary({ lists, form, writing })
  const order = [...new Set([tables.survey, tables.choices, tables.external].flatMap(table => table?.languages ?? []))]
  const title = escapeXml(settings.title)
  const head = [
    element('h:title', {}, title),
    block('model', { 'odk:xforms-version': '1.0.0' }, [texts.itext(order), primary, ...secondary, ...binds, ...actions.model])
  ]
  const declared = { ...NAMESPACES, ...Object.fromEntries(settings.namespaces) }
  const namespaces = Object.fromEntries(Object.entries(declared).map(([prefix, uri]) => [`xmlns:${prefix}`, uri]))
  const html = block('h:html', { xmlns: 'http://www.w3.org/2002/xforms', ...namespaces }, [
    block('h:head', {}, head),
    block('h:body', { class: settings.style || undefined }, body)
  ])
  return `<?xml version="1.0"?>\n${html}\n`
}

function writeChoiceTexts(lists: ReadonlyMap<string, ChoiceList>, texts: Texts, defaultLanguage: string): void {
  for (const list of lists.values()) {
    if (!list.inItext) continue
    const languages = [...new Set(list.choices.flatMap(choice => (choice.made ? [] : [...(choice.line.cells.get('label')?.keys() ?? [])])))].map(
      language => language || defaultLanguage
    )
    list.choices.forEach((choice, at) => texts.choice(choiceTextId(list, at), choice.line, choice.made ? [...new Set(languages)] : []))
  }
}

/** What the program adds: the audit that a row asks for, the record's identifier, its name. */
function metaBinds(form: SectionNode, settings: Settings, writing: Writing): string[] {
  const meta = `${pathOf(form)}/meta`
  const binds = form.children.filter(node => node.is === 'question' && node.kind.name === 'audit').map(node => writeBind(node, `${meta}/audit`, writing))
  if (!settings.omitInstanceId) binds.push(element('bind', { nodeset: `${meta}/instanceID`, type: 'string', readonly: 'true()', 'jr:preload': 'uid' }))
  if (settings.instanceName !== '' && settings.line) {
    const calculate = writing.expressions.expression(settings.instanceName, placeOf(settings.line, 'instance_name'), undefined)
    binds.push(element('bind', { nodeset: `${meta}/instanceName`, type: 'string', calculate }))
  }
  return binds
}
