import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PassphraseField } from './field.tsx'
import type { Tried } from './use-tried.ts'

export interface Twice {
  readonly passphrase: string
  readonly repeat: string
}

/** Typed, not blanks alone, and twice the same; whether it is strong enough the desk says. */
export const isSettled = ({ passphrase, repeat }: Twice): boolean => passphrase.trim() !== '' && passphrase === repeat

export function useNewPassphrase(): [Twice, (change: Partial<Twice>) => void] {
  const [twice, set] = useState<Twice>({ passphrase: '', repeat: '' })
  return [twice, change => set(before => ({ ...before, ...change }))]
}

interface Props {
  label: string
  hint: string
  twice: Twice
  change(next: Partial<Twice>): void
  form: Tried
}

/** A passphrase that nobody can look up later: typed twice. */
export function NewPassphrase({ label, hint, twice: { passphrase, repeat }, change, form: { tried, missing } }: Props) {
  const { t } = useTranslation()
  const differ = repeat !== '' && repeat !== passphrase && (tried || repeat.length >= passphrase.length) ? t('common.passphrasesDiffer') : undefined
  return (
    <>
      <PassphraseField
        label={label}
        hint={hint}
        value={passphrase}
        change={next => change({ passphrase: next })}
        autoComplete="new-password"
        required
        error={missing(passphrase.trim())}
      />
      <PassphraseField
        label={t('common.repeatPassphrase')}
        value={repeat}
        change={next => change({ repeat: next })}
        autoComplete="new-password"
        required
        error={differ ?? missing(repeat)}
      />
    </>
  )
}
