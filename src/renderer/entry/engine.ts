/**
 * Opening a form in the engine, new or with an instance. Two things differ from the engine's own restore:
 *
 * - File names are taken out of the instance and set again as empty files of that name. Otherwise the engine would want the
 *   content of every attachment at once, and a file that was removed would keep its name in the record (0.22.0).
 * - The files' contents are never given to the engine: they go through `putAttachment` and `readAttachment`.
 */
import { loadForm, type AnyNode, type FormInstanceConfig, type RootNode, type UploadNode } from '@getodk/xforms-engine'
import { OfficeError } from '../../shared/errors.ts'
import { fileFor, filesOf, type FormFile } from '../../shared/forms/form-files.ts'
import type { FormInfo } from '../../shared/forms/form-info.ts'
import { readForm } from '../../shared/forms/read-form.ts'
import { instanceOf, isAttachment, valuesOf, type FieldValue, type Value } from '../../shared/forms/values.ts'
import { reactiveStates } from './reactive.ts'

export interface OpenForm {
  readonly info: FormInfo
  readonly root: RootNode
}

const INSTANCE_FILE = 'xml_submission_file'

/** Throws OfficeError `form-not-readable` (also for an XPath error anywhere in the form) or `bad-values`. */
export async function openForm(xml: string, initial: string | null, onChange: () => void): Promise<OpenForm> {
  const info = readForm(xml)
  const restored = initial === null ? undefined : withoutFiles(initial, info)
  const config: FormInstanceConfig = { stateFactory: reactiveStates(onChange) }
  const form = await loadForm(xml, { missingResourceBehavior: 'BLANK', fetchFormAttachment: filesBeside(xml) })
  if (form.status === 'failure') throw notReadable(form.error)
  try {
    if (!restored) return { info, root: form.createInstance(config).root }
    const data = new FormData()
    data.set(INSTANCE_FILE, new File([restored.xml], INSTANCE_FILE, { type: 'text/xml' }))
    const { root } = await form.restoreInstance({ data: [data as never] }, config)
    for (const node of leavesOf(root)) {
      const name = node.nodeType === 'upload' ? restored.files.get(pathOf(node)) : undefined
      if (name !== undefined) (node as UploadNode).setValue(new File([], name))
    }
    return { info, root }
  } catch (cause) {
    if (cause instanceof OfficeError) throw cause
    throw notReadable(cause)
  }
}

/** Files that came with the form, from its package. One that did not is empty here; `unsupported` names it. Nothing is fetched. */
function filesBeside(xml: string): (url: { readonly href: string }) => Promise<Response> {
  let files: readonly FormFile[] | undefined
  return url => {
    const file = fileFor((files ??= filesOf(xml)), url.href)
    return Promise.resolve(
      file ? new Response(new Uint8Array(file.bytes), { status: 200, headers: { 'content-type': file.type } }) : new Response('', { status: 404 })
    )
  }
}

/** The innermost cause says what is wrong with the form; the outer ones say that it could not be opened. */
function notReadable(cause: unknown): OfficeError {
  const lines: string[] = []
  const visit = (error: unknown): void => {
    if (!(error instanceof Error)) return
    if (error instanceof AggregateError) for (const inner of error.errors) visit(inner)
    if (error.cause !== undefined) visit(error.cause)
    lines.push(error.message.replace(/\s+/g, ' ').trim())
  }
  visit(cause)
  const detail = lines.find(line => line !== '') ?? 'the form engine refused it'
  return new OfficeError('form-not-readable', { detail: detail.slice(0, 300) }, { cause })
}

function withoutFiles(instanceXml: string, info: FormInfo): { xml: string; files: Map<string, string> } {
  const files = new Map<string, string>()
  const known = (name: string) => ({ name, type: '', size: 0, sha256: '', chunks: '' })
  const values = valuesOf(instanceXml, info, { attachment: known }).map(([path, value]): FieldValue => {
    if (!isFile(value)) return [path, value]
    files.set(path, value.name)
    return [path, '']
  })
  return { xml: instanceOf(values, info), files }
}
const isFile = (value: Value) => isAttachment(value)

/** `/data/orx:meta/orx:instanceID` → `/data/meta/instanceID`: the engine's reference as a path of ours. */
export const pathOf = (node: AnyNode): string => node.currentState.reference.replace(/\/[^/:[\]]+:/g, '/')

/** Every node below and including this one, in the order of the form. */
export function* walk(node: AnyNode): Generator<AnyNode> {
  yield node
  for (const child of (node.currentState.children as readonly AnyNode[] | null) ?? []) yield* walk(child)
}

/** Questions in the order of the form, hidden ones too. */
export function* leavesOf(node: AnyNode): Generator<AnyNode> {
  const children = node.currentState.children as readonly AnyNode[] | null
  if (children === null) yield node
  else for (const child of children) yield* leavesOf(child)
}
