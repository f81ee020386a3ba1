/** A picture, sound, film or any file: chosen from disk, seen or heard here where that is safe, else only kept. */
import type { UploadNode } from '@getodk/xforms-engine'
import { Button } from '@trussworks/react-uswds'
import { useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { AttachmentPicture, SaveAttachment } from '../attachment-image.tsx'
import { useEntry } from '../entry-context.ts'
import { Field } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { DrawControl } from './draw-control.tsx'
import { useKeepFile } from './keep-file.ts'

const KINDS = ['image', 'audio', 'video'] as const
type Wanted = (typeof KINDS)[number] | 'file'

/** What the question asks for, by its media type. */
export const wantedKind = (node: UploadNode): Wanted => KINDS.find(kind => kind === node.nodeOptions.media.type) ?? 'file'

/** The desk takes files up to 1 GiB; one chosen by mistake is refused before it is read. */
const LARGEST = 1024 ** 3

/** The same names in every language of the form engine: draw, signature, annotate. */
const drawnBy = (node: UploadNode): 'draw' | 'signature' | 'annotate' | undefined =>
  (['draw', 'signature', 'annotate'] as const).find(name => node.appearances[name])

export function FileControl({ node }: { readonly node: UploadNode }): ReactNode {
  const { t } = useTranslation('entry')
  const { readAttachment } = useEntry()
  const { name, readonly } = useEngine(() => ({ name: node.currentState.instanceValue, readonly: node.currentState.readonly }))
  const { state, keep } = useKeepFile(node)
  const [refused, setRefused] = useState<'not-image' | 'too-large'>()
  const input = useRef<HTMLInputElement>(null)
  const wanted = wantedKind(node)
  const drawn = wanted === 'image' ? drawnBy(node) : undefined
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return
    const wrong = wanted === 'image' && !file.type.startsWith('image/') ? 'not-image' : file.size > LARGEST ? 'too-large' : undefined
    setRefused(wrong)
    if (wrong === undefined) await keep(file, file.name)
    if (input.current) input.current.value = ''
  }
  const remove = (): void => {
    node.setValue(null)
    input.current?.focus()
  }
  const problem = state === 'failed' ? t('files.failed') : refused === 'not-image' ? t('image.notImage') : refused ? t('files.tooLarge') : undefined
  return (
    <Field node={node} untaken={problem} legend={drawn !== undefined}>
      {described => (
        <>
          {name !== '' && (
            <div className="mun-entry-picture">
              <AttachmentPicture name={name} read={readAttachment} />
              <span className="mun-entry-file-name">
                <bdi>{name}</bdi> <SaveAttachment name={name} read={readAttachment} />
              </span>
              {!readonly && (
                <Button type="button" unstyled className="mun-entry-remove" onClick={remove}>
                  {t(wanted === 'image' ? 'image.remove' : 'files.remove')}
                </Button>
              )}
            </div>
          )}
          {drawn && !readonly && <DrawControl how={drawn} current={name} keep={keep} />}
          {drawn !== 'signature' && (
            <input
              {...described}
              aria-label={drawn ? t('files.choosePicture') : undefined}
              ref={input}
              className="mun-entry-file"
              type="file"
              accept={node.nodeOptions.media.accept}
              disabled={readonly || state === 'saving'}
              onChange={event => void take(event.target.files?.[0])}
            />
          )}
          <span role="status" className="usa-hint">
            {state === 'saving' ? t('files.saving') : ''}
          </span>
        </>
      )}
    </Field>
  )
}
