/** One form being filled in: its engine tree, what was typed but could not be taken, and snapshots for saving. */
import type { AnyNode, FormLanguage, RootNode } from '@getodk/xforms-engine'
import type { FormInfo, Labels } from '../../shared/forms/form-info.ts'
import { leavesOf, openForm, pathOf, walk } from './engine.ts'
import { pickLanguage } from './language.ts'

export interface Progress {
  /** Questions that apply, can be answered and are. */
  readonly answered: number
  readonly total: number
  /** Blank required questions, violated constraints, and entries that could not be taken. */
  readonly errors: number
}

export interface EntrySnapshot {
  readonly instanceXml: string
  /** Paths with indexes, as `valuesOf` takes them. */
  readonly nonRelevant: readonly string[]
  readonly progress: Progress
}

export interface EntryProblem {
  readonly nodeId: string
  readonly label: string
}

export interface Session {
  readonly info: FormInfo
  readonly root: RootNode
  /** Guidance by path without indexes. */
  readonly guidance: ReadonlyMap<string, Labels>
  snapshot(): EntrySnapshot
  /** The snapshot to file: preloads that belong to the end (`jr:preload="timestamp"`, `end`) are set. */
  finish(): Promise<EntrySnapshot>
  /** In the order of the form. */
  problems(): EntryProblem[]
  /** Text that stands in a control but is no value of its type; `undefined` when it is settled. */
  setUntaken(nodeId: string, untaken: boolean): void
  /** Questions, as they stand in the form now. */
  order(): string[]
  /** The nodes of `problems`. */
  problemIds(): ReadonlySet<string>
  /** How many bursts of changes there have been. */
  bursts(): number
  /** Hear of changes, gathered: once after each burst. The result undoes it. */
  listen(listener: () => void): () => void
}

const ASKED = new Set<AnyNode['nodeType']>(['input', 'select', 'upload', 'range', 'rank'])

/** A control that a person answers, at the moment. */
const isAsked = (node: AnyNode): boolean => {
  if (!node.currentState.relevant || node.currentState.readonly) return false
  return ASKED.has(node.nodeType)
}

export const isAnswered = (node: AnyNode): boolean => 'instanceValue' in node.currentState && node.currentState.instanceValue !== ''

const violates = (node: AnyNode): boolean => 'violation' in node.validationState && node.validationState.violation !== null && node.currentState.relevant

export async function startSession(xml: string, initial: string | null): Promise<Session> {
  const listeners = new Set<() => void>()
  const untaken = new Set<string>()
  let bursts = 0
  let telling = false
  const tell = (): void => {
    if (telling) return
    telling = true
    queueMicrotask(() => {
      telling = false
      bursts++
      for (const listener of listeners) listener()
    })
  }
  const { info, root } = await openForm(xml, initial, tell)
  const isProblem = (node: AnyNode): boolean => violates(node) || (untaken.has(node.nodeId) && node.currentState.relevant)
  const problemNodes = (): AnyNode[] => [...leavesOf(root)].filter(isProblem)
  const snapshot = (): EntrySnapshot => ({
    instanceXml: root.instanceState.instanceXML,
    nonRelevant: nonRelevantOf(root),
    progress: progressOf(root, isProblem)
  })
  return {
    info,
    root,
    guidance: new Map(info.questions.filter(question => Object.keys(question.guidance).length > 0).map(question => [question.path, question.guidance])),
    snapshot,
    async finish() {
      // The engine sets them when a payload is asked for, and only then; the payload itself (with our empty files) is not used.
      await root.prepareInstancePayload()
      return snapshot()
    },
    problems: () => problemNodes().map(node => ({ nodeId: node.nodeId, label: labelOf(node) })),
    order: () => [...leavesOf(root)].map(node => node.nodeId),
    setUntaken(nodeId, is) {
      if (untaken.has(nodeId) === is) return
      if (is) untaken.add(nodeId)
      else untaken.delete(nodeId)
      tell()
    },
    problemIds: () => new Set(problemNodes().map(node => node.nodeId)),
    bursts: () => bursts,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
  }
}

/** Switches to the language that fits a label or a code; stays where none does. */
export function chooseLanguage(root: RootNode, wanted: string | undefined): void {
  const real = (root.languages as readonly (FormLanguage | { readonly language: string; readonly isSyntheticDefault: true })[]).filter(
    one => !one.isSyntheticDefault
  ) as FormLanguage[]
  const language = pickLanguage(real, wanted)
  if (language) root.setLanguage(language)
}

/** What a node is called: its label, that of the first question in it, at last its element's name. */
export function labelOf(node: AnyNode): string {
  for (const inner of walk(node)) {
    const label = inner.currentState.relevant ? inner.currentState.label?.asString.trim() : undefined
    if (label) return label
  }
  return pathOf(node)
    .split('/')
    .pop()!
    .replace(/\[\d+\]$/, '')
    .replaceAll('_', ' ')
}

const nonRelevantOf = (root: RootNode): string[] => [...leavesOf(root)].filter(node => !node.currentState.relevant).map(pathOf)

/** Progress of the whole form or of a part. */
export function progressOf(part: AnyNode, isProblem: (node: AnyNode) => boolean = violates): Progress {
  let answered = 0
  let total = 0
  let errors = 0
  for (const node of leavesOf(part)) {
    if (isProblem(node)) errors++
    if (!isAsked(node)) continue
    total++
    if (isAnswered(node)) answered++
  }
  return { answered, total, errors }
}
