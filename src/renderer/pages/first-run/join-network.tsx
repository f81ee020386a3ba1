import { Alert, Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Output } from '../../../shared/contract.ts'
import { useOffice } from '../../office/context.tsx'
import { keepJoinWords } from '../../office/join-words.ts'
import { useAct } from '../../office/use-act.ts'
import { BusyButton } from '../../parts/busy-button.tsx'
import { Field, PassphraseField, TextField } from '../../parts/field.tsx'
import { FileField } from '../../parts/file-field.tsx'
import { Plain } from '../../parts/frame/plain.tsx'
import { HashText } from '../../parts/hash-text.tsx'
import { ExactMoment } from '../../parts/moment.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { submitted } from '../../parts/first-invalid.ts'

/** An invitation is a few hundred characters; the contract takes 16 KiB. */
const LONGEST = 16_384
type Invitation = Output<'readInvitation'>

export function JoinNetwork({ back }: { back(): void }) {
  const { t } = useTranslation()
  const [read, setRead] = useState<{ text: string; invitation: Invitation } | null>(null)
  return (
    <Plain
      title={read === null ? t('firstRun.joinForm.title') : t('firstRun.joinForm.summary')}
      lead={t('firstRun.step', { step: read === null ? 1 : 2, steps: 3 })}
    >
      {read === null ? (
        <Read back={back} read={(text, invitation) => setRead({ text, invitation })} />
      ) : (
        <Ask text={read.text} invitation={read.invitation} back={() => setRead(null)} />
      )}
    </Plain>
  )
}

function Read({ back, read }: { back(): void; read(text: string, invitation: Invitation): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const [text, setText] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const [missing, setMissing] = useState(false)
  const open = useAct(async (from: string) => read(from, await office.readInvitation({ invitation: from })))
  const choose = async (chosen: File | null): Promise<void> => {
    setFile(chosen)
    if (chosen) setText((await chosen.slice(0, LONGEST).text()).trim())
  }
  return (
    <form
      onSubmit={event => {
        submitted(event)
        setMissing(text.trim() === '')
        if (text.trim() !== '') void open.run(text.trim())
      }}
    >
      <FileField label={t('firstRun.joinForm.file')} hint={t('firstRun.joinForm.fileHint')} chosen={file} choose={chosen => void choose(chosen)} />
      <Field label={t('firstRun.joinForm.text')} hint={t('firstRun.joinForm.textHint')} error={missing && text.trim() === '' ? t('common.fillIn') : undefined}>
        {ids => (
          <textarea
            {...ids}
            className="usa-textarea mono"
            rows={5}
            value={text}
            maxLength={LONGEST}
            spellCheck={false}
            dir="ltr"
            onChange={event => setText(event.target.value)}
          />
        )}
      </Field>
      <Trouble error={open.error} />
      <div className="row row--acts">
        <BusyButton type="submit" busy={open.busy} busyText={t('firstRun.joinForm.read')}>
          {t('firstRun.joinForm.read')}
        </BusyButton>
        <Button type="button" unstyled onClick={back}>
          {t('common.back')}
        </Button>
      </div>
    </form>
  )
}

function Ask({ text, invitation, back }: { text: string; invitation: Invitation; back(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const [person, setPerson] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const [repeat, setRepeat] = useState('')
  const [tried, setTried] = useState(false)
  const join = useAct(async () => {
    const { words } = await office.joinNetwork({ invitation: text, person, passphrase })
    keepJoinWords({ network: invitation.network, words })
  })
  const missing = (value: string): string | undefined => (tried && value.trim() === '' ? t('common.fillIn') : undefined)
  const differ = repeat !== '' && repeat !== passphrase && (tried || repeat.length >= passphrase.length) ? t('firstRun.startForm.differ') : undefined
  return (
    <form
      noValidate
      onSubmit={event => {
        submitted(event)
        setTried(true)
        if (person.trim() !== '' && passphrase !== '' && repeat === passphrase) void join.run()
      }}
    >
      <InvitationSummary invitation={invitation} />
      {invitation.expired ? (
        <Alert type="warning" slim>
          {t('firstRun.joinForm.expired')}
        </Alert>
      ) : (
        <>
          <TextField
            label={t('firstRun.startForm.person')}
            hint={t('firstRun.startForm.personHint')}
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
        </>
      )}
      <Trouble error={join.error} />
      <div className="row row--acts">
        {!invitation.expired && (
          <BusyButton type="submit" busy={join.busy} busyText={t('firstRun.joinForm.busy')}>
            {t('firstRun.joinForm.act')}
          </BusyButton>
        )}
        <Button type="button" unstyled onClick={back} disabled={join.busy}>
          {t('firstRun.joinForm.other')}
        </Button>
      </div>
    </form>
  )
}

function InvitationSummary({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation()
  return (
    <dl className="facts">
      <dt>{t('firstRun.joinForm.network')}</dt>
      <dd>
        <bdi>{invitation.network}</bdi>
      </dd>
      <dt>{t('firstRun.joinForm.office')}</dt>
      <dd>
        <bdi>{invitation.office}</bdi>
      </dd>
      <dt>{t('firstRun.joinForm.role')}</dt>
      <dd>{t(`frame.role.${invitation.role}`)}</dd>
      <dt>{t('firstRun.joinForm.expires')}</dt>
      <dd>
        <ExactMoment at={invitation.expires} />
      </dd>
      <dt>{t('firstRun.joinForm.id')}</dt>
      <dd>
        <HashText hash={invitation.id} label={t('firstRun.joinForm.id')} />
        <span className="usa-hint">{t('firstRun.joinForm.idHint')}</span>
      </dd>
    </dl>
  )
}
