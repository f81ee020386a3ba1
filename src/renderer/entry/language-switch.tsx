import { Label, Select } from '@trussworks/react-uswds'
import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useEngine } from './reactive.ts'
import { chooseLanguage, type Session } from './session.ts'

/** Shown when the form has more than one language. */
export function LanguageSwitch({ session }: { readonly session: Session }): ReactNode {
  const { t } = useTranslation('entry')
  const id = useId()
  const active = useEngine(() => session.root.currentState.activeLanguage.language)
  const languages: readonly { readonly language: string }[] = session.root.languages
  if (languages.length < 2) return null
  return (
    <div className="mun-entry-language">
      <Label htmlFor={id}>{t('language')}</Label>
      <Select id={id} name="form-language" value={active} onChange={event => chooseLanguage(session.root, event.target.value)}>
        {languages.map(one => (
          <option key={one.language} value={one.language}>
            {one.language === 'default' ? t('languageDefault') : one.language.replace(/\s*\([a-z-]{2,10}\)$/i, '')}
          </option>
        ))}
      </Select>
    </div>
  )
}
