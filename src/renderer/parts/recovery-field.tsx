import { useTranslation } from 'react-i18next'
import { Field } from './field.tsx'

/** The recovery key typed from its paper: two dozen words, so several lines. Any case, any gaps, with or without numbers between. */
export function RecoveryField({ value, change, error }: { value: string; change(value: string): void; error?: string | undefined }) {
  const { t } = useTranslation()
  return (
    <Field label={t('firstRun.recovery.type')} error={error}>
      {ids => (
        <textarea
          {...ids}
          className="usa-textarea mono"
          rows={4}
          maxLength={1000}
          required
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          dir="ltr"
          value={value}
          onChange={event => change(event.target.value)}
        />
      )}
    </Field>
  )
}
