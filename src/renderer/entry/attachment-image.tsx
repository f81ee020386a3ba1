/** An attachment as a picture, if it is here and can be shown. */
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

type Found = { readonly state: 'loading' } | { readonly state: 'absent' } | { readonly state: 'shown'; readonly address: string }

/** A picture that is just being drawn when its page is left still reads its address (ms). */
const LINGER_MS = 10_000

export function useAttachment(name: string, read: (name: string) => Promise<Blob | undefined>): Found {
  const [found, setFound] = useState<Found>({ state: 'loading' })
  useEffect(() => {
    let address: string | undefined
    let gone = false
    const show = (blob: Blob | undefined): void => {
      if (gone) return
      if (blob) address = URL.createObjectURL(blob)
      setFound(address === undefined ? { state: 'absent' } : { state: 'shown', address })
    }
    read(name).then(show, () => show(undefined))
    return () => {
      gone = true
      const over = address
      if (over !== undefined) setTimeout(() => URL.revokeObjectURL(over), LINGER_MS)
    }
  }, [name, read])
  return found
}

export function AttachmentPicture({ name, read }: { readonly name: string; readonly read: (name: string) => Promise<Blob | undefined> }): ReactNode {
  const { t } = useTranslation('entry')
  const found = useAttachment(name, read)
  const [broken, setBroken] = useState(false)
  if (found.state === 'loading') return <span className="usa-hint">{t('image.loading')}</span>
  if (found.state === 'absent') return <span className="usa-hint">{t('image.absent')}</span>
  if (broken) return <span className="usa-hint">{t('image.broken')}</span>
  return <img className="mun-entry-image" src={found.address} alt={t('image.alt', { name })} onError={() => setBroken(true)} />
}
