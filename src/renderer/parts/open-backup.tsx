import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChoiceField, PassphraseField } from './field.tsx'
import { RecoveryField } from './recovery-field.tsx'

export interface Opener {
  readonly by: 'passphrase' | 'recovery'
  readonly passphrase: string
  readonly recoveryKey: string
}

/** What the desk is told: the one that was chosen. */
export const openerInput = ({ by, passphrase, recoveryKey }: Opener): { passphrase: string } | { recoveryKey: string } =>
  by === 'passphrase' ? { passphrase } : { recoveryKey }
export const isEmpty = ({ by, passphrase, recoveryKey }: Opener): boolean => (by === 'passphrase' ? passphrase : recoveryKey.trim()) === ''

export function useOpener(): [Opener, (change: Partial<Opener>) => void] {
  const [opener, set] = useState<Opener>({ by: 'passphrase', passphrase: '', recoveryKey: '' })
  return [opener, change => set(before => ({ ...before, ...change }))]
}

/** The passphrase of a backup, or the recovery key of its network. */
export function OpenBackup({ opener, change, tried }: { opener: Opener; change(next: Partial<Opener>): void; tried: boolean }) {
  const { t } = useTranslation()
  const error = tried && isEmpty(opener) ? t('common.fillIn') : undefined
  return (
    <>
      <ChoiceField
        label={t('admin.drill.by')}
        value={opener.by}
        change={by => change({ by: by === 'recovery' ? 'recovery' : 'passphrase' })}
        options={[
          { value: 'passphrase', label: t('admin.drill.byPassphrase') },
          { value: 'recovery', label: t('admin.drill.byRecovery') }
        ]}
      />
      {opener.by === 'passphrase' ? (
        <PassphraseField
          label={t('admin.drill.passphrase')}
          value={opener.passphrase}
          change={passphrase => change({ passphrase })}
          autoComplete="off"
          error={error}
        />
      ) : (
        <RecoveryField value={opener.recoveryKey} change={recoveryKey => change({ recoveryKey })} error={error} />
      )}
    </>
  )
}
