import { useTranslation } from 'react-i18next'
import { CopyButton } from './copy-button.tsx'

const fours = (hash: string): string[] => hash.match(/.{1,4}/gu) ?? []

/** A hash or key in groups of four, with copy (of the text without the gaps). */
export function HashText({ hash, label }: { hash: string; label: string }) {
  const { t } = useTranslation()
  return (
    <span className="hash">
      <code dir="ltr">
        {fours(hash).map((four, i) => (
          <span key={i}>{four}</span>
        ))}
      </code>
      <CopyButton plain text={hash} label={`${t('common.copy')}: ${label}`} />
    </span>
  )
}
