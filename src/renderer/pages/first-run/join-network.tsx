import { Alert } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Output } from '../../../shared/contract.ts'
import { showable } from '../../entry/file-kind.ts'
import { useOffice } from '../../office/context.tsx'
import { keepJoinWords } from '../../office/join-words.ts'
import { useAct } from '../../office/use-act.ts'
import { StepForm } from '../../parts/act-form.tsx'
import { Field, TextField } from '../../parts/field.tsx'
import { FileField } from '../../parts/file-field.tsx'
import { Plain } from '../../parts/frame/plain.tsx'
import { Camera } from './camera.tsx'
import { HashText } from '../../parts/hash-text.tsx'
import { ExactMoment } from '../../parts/moment.tsx'
import { isSettled, NewPassphrase, useNewPassphrase } from '../../parts/new-passphrase.tsx'
import { useTried } from '../../parts/use-tried.ts'

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

const isPicture = async (file: File): Promise<boolean> => (await showable(file))?.kind === 'image'

function Read({ back, read }: { back(): void; read(text: string, invitation: Invitation): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const [text, setText] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const form = useTried()
  const open = useAct(async (from: string) => read(from, await office.readInvitation({ invitation: from })))
  const [picture, setPicture] = useState<'none' | 'reading' | 'unread'>('none')
  const choose = async (chosen: File | null): Promise<void> => {
    setFile(chosen)
    setPicture('none')
    if (!chosen) return
    if (!(await isPicture(chosen))) return setText((await chosen.slice(0, LONGEST).text()).trim())
    setPicture('reading')
    const { codeIn } = await import('../../entry/controls/read-code.ts')
    const code = await codeIn(chosen).catch(() => undefined)
    setText(code?.trim() ?? '')
    setPicture(code === undefined ? 'unread' : 'none')
  }
  return (
    <StepForm
      act={open}
      label={t('firstRun.joinForm.read')}
      busyText={t('firstRun.joinForm.read')}
      send={() => {
        form.setTried()
        if (text.trim() !== '') void open.run(text.trim())
      }}
      back={back}
    >
      <FileField
        label={t('firstRun.joinForm.file')}
        hint={t('firstRun.joinForm.fileHint')}
        chosen={file}
        choose={chosen => void choose(chosen)}
        error={picture === 'unread' ? t('firstRun.joinForm.noCode') : undefined}
      />
      <Camera found={setText} />
      <p role="status" className="usa-hint">
        {picture === 'reading' ? t('firstRun.joinForm.readingCode') : ''}
      </p>
      <Field label={t('firstRun.joinForm.text')} hint={t('firstRun.joinForm.textHint')} error={form.missing(text.trim())}>
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
    </StepForm>
  )
}

function Ask({ text, invitation, back }: { text: string; invitation: Invitation; back(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const [person, setPerson] = useState('')
  const [twice, setTwice] = useNewPassphrase()
  const form = useTried()
  const join = useAct(async () => {
    const { words } = await office.joinNetwork({ invitation: text, person, passphrase: twice.passphrase })
    keepJoinWords({ network: invitation.network, words })
  })
  return (
    <StepForm
      act={join}
      label={invitation.expired ? null : t('firstRun.joinForm.act')}
      busyText={t('firstRun.joinForm.busy')}
      leave={t('firstRun.joinForm.other')}
      send={() => {
        form.setTried()
        if (person.trim() !== '' && isSettled(twice)) void join.run()
      }}
      back={back}
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
            error={form.missing(person.trim())}
          />
          <NewPassphrase label={t('firstRun.startForm.passphrase')} hint={t('firstRun.startForm.passphraseHint')} twice={twice} change={setTwice} form={form} />
        </>
      )}
    </StepForm>
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
      <dt>{t('firstRun.joinForm.addresses')}</dt>
      <dd>
        {invitation.addresses.length === 0 ? (
          t('firstRun.joinForm.noAddresses')
        ) : (
          <ul className="addresses">
            {invitation.addresses.map(address => (
              <li key={address}>
                <code dir="ltr">{address}</code>
              </li>
            ))}
          </ul>
        )}
      </dd>
      <dt>{t('firstRun.joinForm.id')}</dt>
      <dd>
        <HashText hash={invitation.id} label={t('firstRun.joinForm.id')} />
        <span className="usa-hint">{t('firstRun.joinForm.idHint')}</span>
      </dd>
    </dl>
  )
}
