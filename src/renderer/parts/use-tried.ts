import { useState } from 'react'
import { useTranslation } from 'react-i18next'

export interface Tried {
  /** The form has been sent, whole or not. */
  readonly tried: boolean
  setTried(): void
  /** What a field says that is still empty once the form has been sent. Blanks count: trim where they are nothing. */
  missing(value: string | File | null): string | undefined
}

/** Nobody is told off before they are done: what is missing is said when the form is sent, not while it is filled in. */
export function useTried(): Tried {
  const { t } = useTranslation()
  const [tried, set] = useState(false)
  return {
    tried,
    setTried: () => set(true),
    missing: value => (tried && (value === '' || value === null) ? t('common.fillIn') : undefined)
  }
}
