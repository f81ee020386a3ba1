import { useCallback, useMemo, useRef } from 'react'
import type { AttachmentRef, FieldValue, RecordId } from '../../../shared/contract.ts'
import type { Attachment } from '../../../shared/forms/values.ts'
import { attachmentsIn } from '../../office/attachments.ts'
import { useFiles } from '../../office/context.tsx'
import type { DraftInput } from './use-draft.ts'

type Staged = NonNullable<DraftInput['staged']>[number]

/** Files that go with an entry: those chosen now or in the draft (staged), and those of the version that is amended. */
export interface StagedFiles {
  /** In the draft's terms. */
  list(): Staged[]
  readAttachment(name: string): Promise<Blob | undefined>
  putAttachment(file: File): Promise<void>
  /** What is known of a file that the instance names. The desk itself computes what the record binds (`chunks`). */
  attachment(name: string): Attachment | undefined
}

export function useStaged(initial: readonly Staged[], amended: { id: RecordId; values: readonly FieldValue[] } | null): StagedFiles {
  const files = useFiles()
  const staged = useRef(new Map(initial.map(one => [one.name, one])))
  const fresh = useRef(new Map<string, File>())
  const old = useRef(amended === null ? new Map<string, AttachmentRef>() : attachmentsIn(amended.values))

  const readAttachment = useCallback(
    async (name: string): Promise<Blob | undefined> => {
      const file = fresh.current.get(name)
      if (file) return file
      const kept = staged.current.get(name)
      if (kept) return new Blob([new Uint8Array(await files.get(`staged/${kept.sha256}`))], { type: kept.type })
      const ref = old.current.get(name)
      if (ref && amended)
        return new Blob([new Uint8Array(await files.get(`attachment/${amended.id.line}/${amended.id.index}/${ref.sha256}`))], { type: ref.type })
      return undefined
    },
    [files, amended]
  )
  const putAttachment = useCallback(
    async (file: File): Promise<void> => {
      const bytes = new Uint8Array(await file.arrayBuffer())
      const { sha256, size } = await files.put(bytes)
      const type = file.type === '' ? 'application/octet-stream' : file.type
      staged.current.set(file.name, { name: file.name, type, size, sha256 })
      fresh.current.set(file.name, file)
    },
    [files]
  )
  const attachment = useCallback((name: string): Attachment | undefined => {
    const one = staged.current.get(name)
    return one ? { ...one, chunks: '' } : old.current.get(name)
  }, [])
  const list = useCallback(() => [...staged.current.values()], [])
  return useMemo(() => ({ list, readAttachment, putAttachment, attachment }), [list, readAttachment, putAttachment, attachment])
}
