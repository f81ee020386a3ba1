import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { StepForm } from '../../parts/act-form.tsx'
import { TextField } from '../../parts/field.tsx'
import { Plain } from '../../parts/frame/plain.tsx'
import { isSettled, NewPassphrase, useNewPassphrase } from '../../parts/new-passphrase.tsx'
import { useTried } from '../../parts/use-tried.ts'

export function StartNetwork({ back, started }: { back(): void; started(recoveryKey: string): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const [network, setNetwork] = useState('')
  const [place, setPlace] = useState('')
  const [person, setPerson] = useState('')
  const [twice, setTwice] = useNewPassphrase()
  const form = useTried()
  const start = useAct(async () => started((await office.startNetwork({ network, office: place, person, passphrase: twice.passphrase })).recoveryKey))
  const ready = [network, place, person].every(value => value.trim() !== '') && isSettled(twice)
  return (
    <Plain title={t('firstRun.startForm.title')} lead={t('firstRun.step', { step: 1, steps: 2 })}>
      <StepForm
        act={start}
        label={t('firstRun.startForm.act')}
        busyText={t('firstRun.startForm.busy')}
        send={() => {
          form.setTried()
          if (ready) void start.run()
        }}
        back={back}
      >
        <TextField
          label={t('firstRun.startForm.network')}
          hint={t('firstRun.startForm.networkHint')}
          value={network}
          change={setNetwork}
          maxLength={200}
          error={form.missing(network.trim())}
          required
        />
        <TextField
          label={t('firstRun.startForm.office')}
          hint={t('firstRun.startForm.officeHint')}
          value={place}
          change={setPlace}
          maxLength={200}
          error={form.missing(place.trim())}
          required
        />
        <TextField
          label={t('firstRun.startForm.person')}
          hint={t('firstRun.startForm.personHint')}
          value={person}
          change={setPerson}
          maxLength={200}
          error={form.missing(person.trim())}
          required
          autoComplete="name"
        />
        <NewPassphrase label={t('firstRun.startForm.passphrase')} hint={t('firstRun.startForm.passphraseHint')} twice={twice} change={setTwice} form={form} />
      </StepForm>
    </Plain>
  )
}
