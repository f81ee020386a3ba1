import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Glyph } from './icon.tsx'

/** Copies `text`; says so in place for a while, and to a screen reader. `label` names what is copied. */
export function CopyButton({ text, label, plain = false }: { text: string; label: string; plain?: boolean }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 4000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  return (
    <button
      type="button"
      className={plain ? 'icon-button' : 'usa-button usa-button--outline'}
      title={plain ? label : undefined}
      onClick={() => void copy().catch(() => setCopied(false))}
    >
      <Glyph sign={copied ? 'check' : 'copy'} />
      <span className={plain ? 'usa-sr-only' : ''} aria-live="polite">
        {copied ? t('common.copied') : label}
      </span>
    </button>
  )
}
