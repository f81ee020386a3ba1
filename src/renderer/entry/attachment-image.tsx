/** An attachment as it may be seen here: a picture, a sound, a film; anything else by its name, to be saved. */
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { saveFile } from '../office/save-file.ts'
import { showable, type Kind } from './file-kind.ts'

type Found =
  | { readonly state: 'loading' | 'absent' }
  | { readonly state: 'shown'; readonly kind: Exclude<Kind, 'other'>; readonly address: string }
  | { readonly state: 'other' }

export type ReadAttachment = (name: string) => Promise<Blob | undefined>

/** A picture that is just being drawn when its page is left still reads its address (ms). */
const LINGER_MS = 10_000

export function useAttachment(name: string, read: ReadAttachment): Found {
  const [found, setFound] = useState<Found>({ state: 'loading' })
  useEffect(() => {
    let address: string | undefined
    let gone = false
    const show = async (blob: Blob | undefined): Promise<void> => {
      const shown = blob && (await showable(blob))
      if (gone) return
      if (shown) address = URL.createObjectURL(shown.blob)
      setFound(!blob ? { state: 'absent' } : shown && address !== undefined ? { state: 'shown', kind: shown.kind, address } : { state: 'other' })
    }
    read(name)
      .catch(() => undefined)
      .then(show)
      .catch(() => setFound({ state: 'absent' }))
    return () => {
      gone = true
      const over = address
      if (over !== undefined) setTimeout(() => URL.revokeObjectURL(over), LINGER_MS)
    }
  }, [name, read])
  return found
}

export function AttachmentPicture({ name, read }: { readonly name: string; readonly read: ReadAttachment }): ReactNode {
  const { t } = useTranslation('entry')
  const found = useAttachment(name, read)
  const [broken, setBroken] = useState(false)
  if (found.state === 'loading') return <span className="usa-hint">{t('image.loading')}</span>
  if (found.state === 'absent') return <span className="usa-hint">{t('image.absent')}</span>
  if (found.state !== 'shown' || broken) return <span className="usa-hint">{t('image.broken')}</span>
  const whenBroken = (): void => setBroken(true)
  // oxlint-disable-next-line jsx-a11y/media-has-caption -- somebody's recording: there are no captions to give
  if (found.kind === 'audio')
    return <audio className="mun-entry-sound" controls preload="metadata" src={found.address} aria-label={name} onError={whenBroken} />
  // oxlint-disable-next-line jsx-a11y/media-has-caption -- the same
  if (found.kind === 'video')
    return <video className="mun-entry-image" controls preload="metadata" src={found.address} aria-label={name} onError={whenBroken} />
  return <img className="mun-entry-image" src={found.address} alt={t('image.alt', { name })} onError={whenBroken} />
}

/** Saves the file as it is; it is never opened in the program. */
export function SaveAttachment({ name, read }: { readonly name: string; readonly read: ReadAttachment }): ReactNode {
  const { t } = useTranslation('entry')
  const save = async (): Promise<void> => {
    const blob = await read(name)
    if (blob) saveFile(name, new Uint8Array(await blob.arrayBuffer()))
  }
  return (
    <button type="button" className="usa-button usa-button--unstyled" onClick={() => void save().catch(() => undefined)}>
      {t('files.save')}
    </button>
  )
}
