import { useTranslation } from 'react-i18next'
import type { RecordRow } from '../../shared/contract.ts'
import { Glyph, type Sign } from './icon.tsx'

const signs = { 'in-review': 'clock', returned: 'back', approved: 'good' } as const satisfies Record<string, Sign>

/** Where the review of a record stands, as text with an icon; nothing where there is none. */
export function ReviewText({ review }: { review: RecordRow['review'] }) {
  const { t } = useTranslation()
  if (review === 'none') return null
  return (
    <span className={`state state--${review}`}>
      <Glyph sign={signs[review]} />
      <span>{t(`review.states.${review}`)}</span>
    </span>
  )
}
