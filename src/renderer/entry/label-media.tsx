/** Pictures, sounds and films that a form gives with its labels; decoration beside the text, which says the same. */
import type { TextRange, TextRole } from '@getodk/xforms-engine'
import type { ReactNode } from 'react'
import { mediaName } from '../../shared/forms/form-text.ts'
import { useEntry } from './entry-context.ts'

export function LabelMedia({ text }: { readonly text: TextRange<TextRole> }): ReactNode {
  const { media } = useEntry()
  const address = (source: { readonly href: string } | undefined): string | undefined => {
    const name = source && mediaName(source.href)
    return name === undefined ? undefined : (media[name] ?? media[decode(name)])
  }
  const image = address(text.imageSource)
  const audio = address(text.audioSource)
  const video = address(text.videoSource)
  const label = text.asString.trim()
  return (
    <>
      {image !== undefined && <img className="mun-entry-label-image" src={image} alt="" />}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- the label beside it says what it says */}
      {audio !== undefined && <audio className="mun-entry-sound" controls preload="none" src={audio} aria-label={label} />}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- the same */}
      {video !== undefined && <video className="mun-entry-image" controls preload="none" src={video} aria-label={label} />}
    </>
  )
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
