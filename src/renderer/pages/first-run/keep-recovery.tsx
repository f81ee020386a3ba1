import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk, useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { BusyButton } from '../../parts/busy-button.tsx'
import { RecoveryField } from '../../parts/recovery-field.tsx'
import { Plain } from '../../parts/frame/plain.tsx'
import { Glyph } from '../../parts/icon.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { ExactMoment } from '../../parts/moment.tsx'
import { submitted } from '../../parts/first-invalid.ts'
import { useTried } from '../../parts/use-tried.ts'

/** The recovery key, shown once; then typed back from the paper. */
export function KeepRecovery({ recoveryKey, done }: { recoveryKey: string; done(): void }) {
  const { t } = useTranslation()
  const [printed, setPrinted] = useState(false)
  return (
    <Plain
      title={printed ? t('firstRun.recovery.typeTitle') : t('firstRun.recovery.title')}
      lead={printed ? t('firstRun.recovery.typeLead') : t('firstRun.recovery.lead')}
    >
      {printed ? <TypeBack back={() => setPrinted(false)} done={done} /> : <Shown recoveryKey={recoveryKey} go={() => setPrinted(true)} />}
    </Plain>
  )
}

function Shown({ recoveryKey, go }: { recoveryKey: string; go(): void }) {
  const { t } = useTranslation()
  const desk = useDesk()
  const [now] = useState(() => new Date().toISOString())
  return (
    <>
      <section className="recovery" aria-label={t('firstRun.recovery.key')}>
        <h2 className="recovery__print">{t('firstRun.recovery.printTitle', { network: desk.network?.name ?? '' })}</h2>
        <code className="recovery__key" dir="ltr">
          {recoveryKey.split(/[\s-]+/).map((part, i) => (
            <span key={i}>{part}</span>
          ))}
        </code>
        <p className="recovery__print">{t('firstRun.recovery.printBody')}</p>
        <p className="recovery__print">
          <ExactMoment at={now} />
        </p>
      </section>
      <div className="row row--acts">
        <Button type="button" onClick={go}>
          {t('firstRun.recovery.printed')}
        </Button>
        <Button type="button" outline onClick={() => window.print()}>
          <Glyph sign="print" /> {t('firstRun.recovery.print')}
        </Button>
      </div>
    </>
  )
}

function TypeBack({ back, done }: { back(): void; done(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const [typed, setTyped] = useState('')
  const form = useTried()
  const confirm = useAct(async () => {
    await office.confirmRecovery({ recoveryKey: typed })
    announce(t('firstRun.recovery.done'))
    done()
  })
  return (
    <form
      noValidate
      onSubmit={event => {
        submitted(event)
        form.setTried()
        if (typed.trim() !== '') void confirm.run()
      }}
    >
      <RecoveryField value={typed} change={setTyped} error={form.missing(typed.trim())} />
      <Trouble error={confirm.error} />
      <div className="row row--acts">
        <BusyButton type="submit" busy={confirm.busy} busyText={t('firstRun.recovery.act')}>
          {t('firstRun.recovery.act')}
        </BusyButton>
        <Button type="button" outline onClick={back}>
          {t('firstRun.recovery.show')}
        </Button>
        <Button type="button" unstyled onClick={done}>
          {t('firstRun.recovery.later')}
        </Button>
      </div>
      <p className="usa-hint">{t('firstRun.recovery.laterHint')}</p>
    </form>
  )
}
