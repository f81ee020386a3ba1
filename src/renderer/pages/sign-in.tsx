import { Alert, AlertHeading, Button } from '@trussworks/react-uswds'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { OfficeError } from '../../shared/errors.ts'
import { useDesk, useOffice } from '../office/context.tsx'
import { useAct } from '../office/use-act.ts'
import { deskName } from '../office/words.ts'
import { BusyButton } from '../parts/busy-button.tsx'
import { ChoiceField, PassphraseField } from '../parts/field.tsx'
import { forgetLeaving, lastLeft } from '../parts/frame/leaving.ts'
import { Plain } from '../parts/frame/plain.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Empty } from '../parts/empty.tsx'
import { Recover } from './recover.tsx'

/** Few enough to be shown side by side; above that a list to choose from. */
const CARDS = 8

export function SignIn() {
  const [recovering, setRecovering] = useState(false)
  return recovering ? <Recover back={() => setRecovering(false)} /> : <Enter recover={() => setRecovering(true)} />
}

function Enter({ recover }: { recover(): void }) {
  const { t } = useTranslation()
  const desk = useDesk()
  const office = useOffice()
  const here = desk.people.filter(person => person.here && person.active)
  const [left] = useState(lastLeft)
  const [person, setPerson] = useState(() =>
    left?.person && here.some(one => one.name === left.person) ? left.person : here.length === 1 ? here[0]!.name : ''
  )
  const [passphrase, setPassphrase] = useState('')
  const [wait, startWait] = useCountdown()
  const enter = useAct(async (call: 'signIn' | 'rebindFolder' | 'continueDesk') => {
    try {
      await office[call]({ person, passphrase })
      forgetLeaving()
    } catch (error) {
      if (error instanceof OfficeError && error.code === 'too-many-tries') startWait(Number(error.detail['seconds']))
      throw error
    }
  })
  const moved = desk.trouble?.code === 'folder-moved'
  const lost = desk.trouble?.code === 'keys-lost'
  const readonly = desk.state === 'readonly' && !lost
  return (
    <Plain
      focus={(left?.person ?? null) === null}
      title={t('signIn.title')}
      lead={
        desk.network && (
          <bdi>{[desk.network.name, deskName({ office: desk.office?.name ?? null, desk: desk.desk?.name ?? null })].filter(Boolean).join(' · ')}</bdi>
        )
      }
    >
      {desk.trouble && (
        <Alert type="error">
          <AlertHeading level="h2">{readonly ? t('signIn.readonly') : desk.trouble.message}</AlertHeading>
          {readonly && <p className="usa-alert__text">{desk.trouble.message}</p>}
          <p className="usa-alert__text">{desk.trouble.next}</p>
        </Alert>
      )}
      {left && left.onlyHere > 0 && <p role="status">{t('signIn.onlyHere', { count: left.onlyHere })}</p>}
      {lost ? (
        <p>
          <Button type="button" onClick={recover}>
            {t('signIn.recover.title')}
          </Button>
        </p>
      ) : here.length === 0 ? (
        <Empty sign="person" title={t('signIn.nobody')}>
          {t('signIn.nobodyNext')}
        </Empty>
      ) : (
        <form
          onSubmit={event => {
            event.preventDefault()
            if (person !== '' && wait === 0) void enter.run('signIn').then(() => setPassphrase(''))
          }}
        >
          <People names={here.map(one => one.name)} chosen={person} choose={setPerson} />
          <PassphraseField
            label={t('signIn.passphrase')}
            value={passphrase}
            change={setPassphrase}
            autoComplete="current-password"
            key={person}
            autoFocus={person !== ''}
          />
          {wait > 0 && <p role="status">{t('signIn.wait', { count: wait })}</p>}
          <Trouble error={enter.error} title={t('signIn.failed')} />
          <div className="row row--acts">
            <BusyButton type="submit" busy={enter.busy} busyText={t('signIn.busy')} disabled={person === '' || wait > 0}>
              {t('signIn.act')}
            </BusyButton>
          </div>
          {moved && (
            <section className="moved">
              <h2>{t('signIn.moved')}</h2>
              <p>{t('signIn.movedBody')}</p>
              <BusyButton
                outline
                busy={enter.busy}
                busyText={t('signIn.busy')}
                disabled={person === '' || passphrase === ''}
                onClick={() => void enter.run('rebindFolder')}
              >
                {t('signIn.movedAct')}
              </BusyButton>
              <p>{t('signing.askMoved')}</p>
              <BusyButton
                outline
                busy={enter.busy}
                busyText={t('signIn.busy')}
                disabled={person === '' || passphrase === ''}
                onClick={() => void enter.run('continueDesk').then(() => enter.run('signIn'))}
              >
                {t('signing.ask')}
              </BusyButton>
            </section>
          )}
          <p className="usa-hint">
            {t('signIn.forgotten')}{' '}
            <button type="button" className="usa-button usa-button--unstyled" onClick={recover}>
              {t('signIn.useRecovery')}
            </button>
          </p>
        </form>
      )}
    </Plain>
  )
}

function People({ names, chosen, choose }: { names: readonly string[]; chosen: string; choose(name: string): void }) {
  const { t } = useTranslation()
  if (names.length > CARDS)
    return (
      <ChoiceField
        label={t('signIn.who')}
        value={chosen}
        change={choose}
        options={[{ value: '', label: '' }, ...names.map(name => ({ value: name, label: name }))]}
      />
    )
  return (
    <fieldset className="usa-fieldset people">
      <legend className="usa-legend">{t('signIn.who')}</legend>
      {names.map(name => (
        <label key={name} className={name === chosen ? 'person person--chosen' : 'person'}>
          <input type="radio" name="person" value={name} checked={name === chosen} onChange={() => choose(name)} />
          <bdi>{name}</bdi>
        </label>
      ))}
    </fieldset>
  )
}

/** Seconds still to wait, counted down from what the desk said. */
function useCountdown(): [left: number, start: (seconds: number) => void] {
  const [left, setLeft] = useState(0)
  const until = useRef(0)
  const waiting = left > 0
  useEffect(() => {
    if (!waiting) return
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((until.current - performance.now()) / 1000))), 250)
    return () => clearInterval(timer)
  }, [waiting])
  const start = (seconds: number): void => {
    until.current = performance.now() + seconds * 1000
    setLeft(Math.ceil(seconds))
  }
  return [left, start]
}
