/** Bytes behind the names that values carry. */
import type { AttachmentRef, FieldValue, RecordId } from '../../shared/contract.ts'
import type { Files } from '../../shared/wire.ts'

const isAttachment = (value: FieldValue[1]): value is AttachmentRef => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The attachments that a version's values name, by name. */
export const attachmentsIn = (values: readonly FieldValue[]): Map<string, AttachmentRef> =>
  new Map(values.flatMap(([, value]) => (isAttachment(value) ? [[value.name, value] as const] : [])))

/** A reader of the attachments of one version, as `<FormValues>` asks for them. */
export function attachmentReader(files: Files, version: RecordId, values: readonly FieldValue[]): (name: string) => Promise<Blob | undefined> {
  const known = attachmentsIn(values)
  return async name => {
    const ref = known.get(name)
    if (!ref) return undefined
    const bytes = await files.get(`attachment/${version.line}/${version.index}/${ref.sha256}`)
    return new Blob([new Uint8Array(bytes)], { type: ref.type })
  }
}
