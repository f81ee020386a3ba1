/** A picture: chosen from disk, handed out through `putAttachment`, and only then named in the record. */
import type { UploadNode } from '@getodk/xforms-engine'
import { Button } from '@trussworks/react-uswds'
import { useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { AttachmentPicture } from '../attachment-image.tsx'
import { useEntry } from '../entry-context.ts'
import { Field } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { attachmentName } from './typed-values.ts'

export function ImageControl({ node }: { readonly node: UploadNode }): ReactNode {
  const { t } = useTranslation('entry')
  const { putAttachment, readAttachment } = useEntry()
  const { name, readonly } = useEngine(() => ({ name: node.currentState.instanceValue, readonly: node.currentState.readonly }))
  const [state, setState] = useState<'idle' | 'saving' | 'failed' | 'not-image'>('idle')
  const input = useRef<HTMLInputElement>(null)
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return
    if (!file.type.startsWith('image/')) return setState('not-image')
    setState('saving')
    try {
      const named = new File([file], attachmentName(file.name, crypto.getRandomValues(new Uint8Array(4))), { type: file.type })
      await putAttachment(named)
      node.setValue(new File([], named.name, { type: file.type }))
      setState('idle')
    } catch {
      setState('failed')
    }
    if (input.current) input.current.value = ''
  }
  const remove = (): void => {
    node.setValue(null)
    input.current?.focus()
  }
  return (
    <Field node={node} untaken={state === 'failed' ? t('image.failed') : state === 'not-image' ? t('image.notImage') : undefined}>
      {described => (
        <>
          {name !== '' && (
            <div className="mun-entry-picture">
              <AttachmentPicture name={name} read={readAttachment} />
              <span className="mun-entry-file-name">{name}</span>
              {!readonly && (
                <Button type="button" unstyled className="mun-entry-remove" onClick={remove}>
                  {t('image.remove')}
                </Button>
              )}
            </div>
          )}
          <input
            {...described}
            ref={input}
            className="mun-entry-file"
            type="file"
            accept={node.nodeOptions.media.accept}
            disabled={readonly || state === 'saving'}
            onChange={event => void take(event.target.files?.[0])}
          />
          <span role="status" className="usa-hint">
            {state === 'saving' ? t('image.saving') : ''}
          </span>
        </>
      )}
    </Field>
  )
}
