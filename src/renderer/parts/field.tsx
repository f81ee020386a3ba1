import { ErrorMessage, FormGroup, Label } from '@trussworks/react-uswds'
import { useId, useState, type ComponentProps, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Glyph } from './icon.tsx'

interface FieldProps {
  label: string
  hint?: ReactNode
  error?: string | undefined
  children: (ids: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean | undefined }) => ReactNode
}

/** Label, hint, error and control, tied together for screen readers. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <FormGroup error={error !== undefined}>
      <Label htmlFor={id} error={error !== undefined}>
        {label}
      </Label>
      {hint && (
        <span id={`${id}-hint`} className="usa-hint">
          {hint}
        </span>
      )}
      {error !== undefined && <ErrorMessage id={`${id}-error`}>{error}</ErrorMessage>}
      {children({ id, 'aria-describedby': described === '' ? undefined : described, 'aria-invalid': error === undefined ? undefined : true })}
    </FormGroup>
  )
}

type InputProps = Omit<ComponentProps<'input'>, 'onChange' | 'value'> & {
  label: string
  hint?: ReactNode
  error?: string | undefined
  value: string
  change(value: string): void
}

export function TextField({ label, hint, error, change, ...input }: InputProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {ids => <input type="text" className="usa-input" {...input} {...ids} onChange={event => change(event.target.value)} />}
    </Field>
  )
}

/** A passphrase that can be looked at while it is typed. */
export function PassphraseField({ label, hint, error, change, ...input }: InputProps) {
  const { t } = useTranslation()
  const [shown, show] = useState(false)
  return (
    <Field label={label} hint={hint} error={error}>
      {ids => (
        <span className="passphrase">
          <input
            className="usa-input"
            spellCheck={false}
            autoCapitalize="off"
            {...input}
            {...ids}
            type={shown ? 'text' : 'password'}
            onChange={event => change(event.target.value)}
          />
          <button
            type="button"
            className="icon-button"
            aria-pressed={shown}
            title={shown ? t('common.hidePassphrase') : t('common.showPassphrase')}
            onClick={() => show(!shown)}
          >
            <Glyph sign={shown ? 'hidden' : 'visible'} />
            <span className="usa-sr-only">{t('common.showPassphrase')}</span>
          </button>
        </span>
      )}
    </Field>
  )
}

interface ChoiceProps {
  label: string
  hint?: ReactNode
  value: string
  options: readonly { readonly value: string; readonly label: string }[]
  change(value: string): void
  error?: string | undefined
}

export function ChoiceField({ label, hint, value, options, change, error }: ChoiceProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {ids => (
        <select className="usa-select" {...ids} value={value} onChange={event => change(event.target.value)}>
          {options.map(option => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
