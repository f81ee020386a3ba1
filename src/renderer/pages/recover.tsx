import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../office/context.tsx'
import { useAct } from '../office/use-act.ts'
import { BusyButton } from '../parts/busy-button.tsx'
import { PassphraseField, TextField } from '../parts/field.tsx'
import { submitted } from '../parts/first-invalid.ts'
import { Plain } from '../parts/frame/plain.tsx'
import { RecoveryField } from '../parts/recovery-field.tsx'
import { Trouble } from '../parts/trouble.tsx'

/** The way back when nobody's passphrase opens this desk: the printed key, and a new passphrase. */
export function Recover({ back }: { back(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const [recoveryKey, setRecoveryKey] = useState('')
  const [person, setPerson] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const [repeat, setRepeat] = useState('')
  const [tried, setTried] = useState(false)
  const recover = useAct(() => office.recover({ recoveryKey, person: person.trim(), passphrase }))
  const missing = (value: string): string | undefined => (tried && value.trim() === '' ? t('common.fillIn') : undefined)
  const differ = tried && repeat !== '' && repeat !== passphrase ? t('firstRun.startForm.differ') : undefined
  return (
    <Plain title={t('signIn.recover.title')} lead={t('signIn.recover.lead')}>
      <form
        noValidate
        onSubmit={event => {
          submitted(event)
          setTried(true)
          if ([recoveryKey, person, passphrase].every(value => value.trim() !== '') && repeat === passphrase) void recover.run()
        }}
      >
        <RecoveryField value={recoveryKey} change={setRecoveryKey} error={missing(recoveryKey)} />
        <TextField
          label={t('signIn.recover.person')}
          hint={t('signIn.recover.personHint')}
          value={person}
          change={setPerson}
          maxLength={200}
          required
          autoComplete="name"
          error={missing(person)}
        />
        <PassphraseField
          label={t('firstRun.startForm.passphrase')}
          hint={t('firstRun.startForm.passphraseHint')}
          value={passphrase}
          change={setPassphrase}
          required
          autoComplete="new-password"
          error={missing(passphrase)}
        />
        <PassphraseField
          label={t('firstRun.startForm.repeat')}
          value={repeat}
          change={setRepeat}
          required
          autoComplete="new-password"
          error={differ ?? missing(repeat)}
        />
        <Trouble error={recover.error} title={t('signIn.recover.failed')} />
        <div className="row row--acts">
          <BusyButton type="submit" busy={recover.busy} busyText={t('signIn.recover.busy')}>
            {t('signIn.recover.act')}
          </BusyButton>
          <Button type="button" unstyled onClick={back} disabled={recover.busy}>
            {t('common.back')}
          </Button>
        </div>
      </form>
    </Plain>
  )
}
