import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MarkView } from '../../../shared/contract.ts'
import { useDesk, useOffice } from '../../office/context.tsx'
import { saveFile } from '../../office/save-file.ts'
import { useAct } from '../../office/use-act.ts'
import { DialogForm } from '../../parts/act-form.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { PassphraseField } from '../../parts/field.tsx'
import { Glyph } from '../../parts/icon.tsx'
import { Moment } from '../../parts/moment.tsx'
import { SixWords } from '../../parts/six-words.tsx'

/** The way on that is always there: an administrator admits a new key. */
export function AskForKey({ moved }: { moved: boolean }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  return (
    <section className="card" aria-labelledby="ask-title">
      <h2 id="ask-title">{t('signing.ask')}</h2>
      {moved && <p>{t('signing.askMoved')}</p>}
      <p>{t('signing.askBody')}</p>
      <Button type="button" onClick={() => setAsking(true)}>
        {t('signing.askAct')}
      </Button>
      {asking && <AskDialog close={() => setAsking(false)} />}
    </section>
  )
}

function AskDialog({ close }: { close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const desk = useDesk()
  const [passphrase, setPassphrase] = useState('')
  const ask = useAct(async () => {
    await office.continueDesk({ person: desk.me?.name ?? '', passphrase })
    close()
  })
  return (
    <Dialog title={t('signing.askTitle')} close={close} busy={ask.busy}>
      <DialogForm
        act={ask}
        label={t('signing.ask')}
        busyText={t('signing.askBusy')}
        disabled={passphrase === ''}
        send={() => {
          if (passphrase !== '') void ask.run()
        }}
        close={close}
      >
        <p>{t('signing.askLead')}</p>
        <PassphraseField label={t('signIn.passphrase')} value={passphrase} change={setPassphrase} autoComplete="current-password" />
      </DialogForm>
    </Dialog>
  )
}

/** Asked, not yet answered. */
export function Asked({ asked, stranger }: { asked: NonNullable<MarkView['asked']>; stranger: boolean }) {
  const { t } = useTranslation()
  return (
    <section className="card" aria-labelledby="asked-title">
      <h2 id="asked-title">{t('signing.asked')}</h2>
      <p className="quiet">
        <Moment at={asked.at} kind="measured" />
      </p>
      <SixWords words={asked.words} label={t('signing.askedWords')} />
      <p>{stranger ? t('signing.askedBodyStranger') : t('signing.askedBody')}</p>
      <div className="row row--acts">
        <Button type="button" outline onClick={() => saveFile('new-key.request', `${asked.text}\n`, 'text/plain')}>
          <Glyph sign="download" /> {t('signing.askedFile')}
        </Button>
        {!stranger && <span className="usa-hint">{t('signing.askedFileHint')}</span>}
      </div>
    </section>
  )
}
