/** Files that came with a form, as addresses that this page alone can read: name → `blob:…`. */
import { useEffect, useState } from 'react'
import { filesOf } from '../../shared/forms/form-files.ts'

type Media = Readonly<Record<string, string>>

const SHOWN = /^(image|audio|video)\//

export function useFormMedia(xml: string): Media {
  const [media, setMedia] = useState<Media>({})
  useEffect(() => {
    const made = filesOf(xml)
      .filter(file => SHOWN.test(file.type))
      .map(file => [file.name, URL.createObjectURL(new Blob([new Uint8Array(file.bytes)], { type: file.type }))] as const)
    let gone = false
    queueMicrotask(() => gone || setMedia(Object.fromEntries(made)))
    return () => {
      gone = true
      made.forEach(([, address]) => URL.revokeObjectURL(address))
    }
  }, [xml])
  return media
}
