/** A chosen or drawn file on its way into the record: handed out through `putAttachment`, and only then named in the answer. */
import type { UploadNode } from '@getodk/xforms-engine'
import { useState } from 'react'
import { useEntry } from '../entry-context.ts'
import { attachmentName } from './typed-values.ts'

export type KeepState = 'idle' | 'saving' | 'failed'

export interface Keeping {
  readonly state: KeepState
  /** True when it is kept. */
  readonly keep: (file: Blob, name: string) => Promise<boolean>
}

export function useKeepFile(node: UploadNode): Keeping {
  const { putAttachment } = useEntry()
  const [state, setState] = useState<KeepState>('idle')
  const keep = async (file: Blob, name: string): Promise<boolean> => {
    setState('saving')
    try {
      const named = new File([file], attachmentName(name, crypto.getRandomValues(new Uint8Array(4))), { type: file.type })
      await putAttachment(named)
      node.setValue(new File([], named.name, { type: file.type }))
      setState('idle')
      return true
    } catch {
      setState('failed')
      return false
    }
  }
  return { state, keep }
}
