import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { BusyButton } from '../../parts/busy-button.tsx'
import { PassphraseField, TextField } from '../../parts/field.tsx'
import { Plain } from '../../parts/frame/plain.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { submitted } from '../../parts/first-invalid.ts'

export function StartNetwork({ back, started }: { back(): void; started(recoveryKey: string): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const [network, setNetwork] = useState('')
  const [place, setPlace] = useState('')
  const [person, setPerson] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const [repeat, setRepeat] = useState('')
  const [tried, setTried] = useState(false)
  const start = useAct(async () => started((await office.startNetwork({ network, office: place, person, passphrase })).recoveryKey))
  const missing = (value: string): string | undefined => (tried && value.trim() === '' ? t('common.fillIn') : undefined)
  const differ = repeat !== passphrase && (tried || repeat.length >= passphrase.length) && repeat !== '' ? t('firstRun.startForm.differ') : undefined
  const ready = [network, place, person, passphrase].every(value => value.trim() !== '') && repeat === passphrase
  return (
    <Plain title={t('firstRun.startForm.title')} lead={t('firstRun.step', { step: 1, steps: 2 })}>
      <form
        noValidate
        onSubmit={event => {
          submitted(event)
          setTried(true)
          if (ready) void start.run()
        }}
      >
        <TextField
          label={t('firstRun.startForm.network')}
          hint={t('firstRun.startForm.networkHint')}
          value={network}
          change={setNetwork}
          maxLength={200}
          error={missing(network)}
          required
        />
        <TextField
          label={t('firstRun.startForm.office')}
          hint={t('firstRun.startForm.officeHint')}
          value={place}
          change={setPlace}
          maxLength={200}
          error={missing(place)}
          required
        />
        <TextField
          label={t('firstRun.startForm.person')}
          hint={t('firstRun.startForm.personHint')}
          value={person}
          change={setPerson}
          maxLength={200}
          error={missing(person)}
          required
          autoComplete="name"
        />
        <PassphraseField
          label={t('firstRun.startForm.passphrase')}
          hint={t('firstRun.startForm.passphraseHint')}
          value={passphrase}
          change={setPassphrase}
          error={missing(passphrase)}
          required
          autoComplete="new-password"
        />
        <PassphraseField
          label={t('firstRun.startForm.repeat')}
          value={repeat}
          change={setRepeat}
          error={differ ?? missing(repeat)}
          required
          autoComplete="new-password"
        />
        <Trouble error={start.error} />
        <div className="row row--acts">
          <BusyButton type="submit" busy={start.busy} busyText={t('firstRun.startForm.busy')}>
            {t('firstRun.startForm.act')}
          </BusyButton>
          <Button type="button" unstyled onClick={back} disabled={start.busy}>
            {t('common.back')}
          </Button>
        </div>
      </form>
    </Plain>
  )
}
