import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from './field.tsx'
import { Glyph } from './icon.tsx'

interface Props {
  label: string
  hint?: string
  accept?: string
  chosen: File | null
  choose(file: File | null): void
  error?: string | undefined
}

/** Choose one file, or drop it. */
export function FileField({ label, hint, accept, chosen, choose, error }: Props) {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  return (
    <Field label={label} hint={hint} error={error}>
      {ids => (
        <span
          className={over ? 'file-field file-field--over' : 'file-field'}
          onDragOver={event => {
            event.preventDefault()
            setOver(true)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={event => {
            event.preventDefault()
            setOver(false)
            choose(event.dataTransfer.files[0] ?? null)
          }}
        >
          <input {...ids} ref={input} type="file" accept={accept} className="file-field__input" onChange={event => choose(event.target.files?.[0] ?? null)} />
          <span className="file-field__face" aria-hidden="true">
            <Glyph sign="upload" />
            {chosen ? (
              <bdi>{chosen.name}</bdi>
            ) : (
              <span>
                <span className="file-field__link">{t('common.chooseFile')}</span> {t('common.dropFile')}
              </span>
            )}
          </span>
        </span>
      )}
    </Field>
  )
}
