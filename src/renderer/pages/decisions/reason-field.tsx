import { useTranslation } from 'react-i18next'
import { TextField } from '../../parts/field.tsx'

/** Why a change is proposed: on the registry for everyone to read. `error` where it was sent without one. */
export function ReasonField({ label, value, change, error }: { label: string; value: string; change(value: string): void; error: string | undefined }) {
  const { t } = useTranslation()
  return <TextField label={label} hint={t('decisions.whyHint')} value={value} change={change} maxLength={2000} required error={error} />
}
