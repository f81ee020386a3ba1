import { useState } from 'react'
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
export function FileField({ chosen, choose, ...said }: Props) {
  return <FilesField {...said} chosen={chosen ? [chosen] : []} choose={files => choose(files[0] ?? null)} />
}

interface SeveralProps extends Omit<Props, 'chosen' | 'choose'> {
  chosen: readonly File[]
  choose(files: File[]): void
  multiple?: boolean
}

/** Choose files, or drop them. */
export function FilesField({ label, hint, accept, chosen, choose, error, multiple = false }: SeveralProps) {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
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
            choose([...event.dataTransfer.files])
          }}
        >
          <input
            {...ids}
            type="file"
            multiple={multiple}
            accept={accept}
            className="file-field__input"
            onChange={event => choose([...(event.target.files ?? [])])}
          />
          <span className="file-field__face" aria-hidden="true">
            <Glyph sign="upload" />
            {chosen.length > 0 ? (
              <bdi>{chosen.map(file => file.name).join(', ')}</bdi>
            ) : (
              <span>
                <span className="file-field__link">{t(multiple ? 'common.chooseFiles' : 'common.chooseFile')}</span>{' '}
                {t(multiple ? 'common.dropFiles' : 'common.dropFile')}
              </span>
            )}
          </span>
        </span>
      )}
    </Field>
  )
}
