import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../office/context.tsx'
import { useAct } from '../office/use-act.ts'
import { StepForm } from '../parts/act-form.tsx'
import { TextField } from '../parts/field.tsx'
import { isSettled, NewPassphrase, useNewPassphrase } from '../parts/new-passphrase.tsx'
import { Plain } from '../parts/frame/plain.tsx'
import { RecoveryField } from '../parts/recovery-field.tsx'
import { useTried } from '../parts/use-tried.ts'

/** The way back when nobody's passphrase opens this desk: the printed key, and a new passphrase. */
export function Recover({ back }: { back(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const [recoveryKey, setRecoveryKey] = useState('')
  const [person, setPerson] = useState('')
  const [twice, setTwice] = useNewPassphrase()
  const form = useTried()
  const recover = useAct(() => office.recover({ recoveryKey, person: person.trim(), passphrase: twice.passphrase }))
  return (
    <Plain title={t('signIn.recover.title')} lead={t('signIn.recover.lead')}>
      <StepForm
        act={recover}
        label={t('signIn.recover.act')}
        busyText={t('signIn.recover.busy')}
        failed={t('signIn.recover.failed')}
        send={() => {
          form.setTried()
          if ([recoveryKey, person].every(value => value.trim() !== '') && isSettled(twice)) void recover.run()
        }}
        back={back}
      >
        <RecoveryField value={recoveryKey} change={setRecoveryKey} error={form.missing(recoveryKey.trim())} />
        <TextField
          label={t('signIn.recover.person')}
          hint={t('signIn.recover.personHint')}
          value={person}
          change={setPerson}
          maxLength={200}
          required
          autoComplete="name"
          error={form.missing(person.trim())}
        />
        <NewPassphrase label={t('firstRun.startForm.passphrase')} hint={t('firstRun.startForm.passphraseHint')} twice={twice} change={setTwice} form={form} />
      </StepForm>
    </Plain>
  )
}
