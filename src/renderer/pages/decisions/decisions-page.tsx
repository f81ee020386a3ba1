import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReach } from '../../office/context.tsx'
import { useCall } from '../../office/use-call.ts'
import { Empty } from '../../parts/empty.tsx'
import { Glyph } from '../../parts/icon.tsx'
import { Page } from '../../parts/page.tsx'
import { Answered } from '../../parts/waiting.tsx'
import { Aside } from './aside.tsx'
import { ClosedMotions, OpenMotions } from './motions.tsx'
import { RegistryCard } from './registry.tsx'
import { ProposeDialog } from './propose-dialog.tsx'
import { TakeInDialog } from './take-in-dialog.tsx'
import { TwoHalves } from './two-halves.tsx'

/** What waits for the administrators of the network, and what was decided? */
export function DecisionsPage() {
  const { t } = useTranslation()
  const view = useCall('decisions', {})
  const admits = useReach('admin')
  const [dialog, setDialog] = useState<'propose' | 'take-in' | null>(null)
  return (
    <Page
      title={t('decisions.title')}
      lead={view.value && t('decisions.lead', { count: view.value.quorum, of: view.value.administrators.length })}
      acts={
        <>
          {admits && (
            <Button type="button" disabled={!view.value} onClick={() => setDialog('propose')}>
              <Glyph sign="add" /> {t('decisions.propose')}
            </Button>
          )}
          <Button type="button" outline onClick={() => setDialog('take-in')}>
            <Glyph sign="upload" /> {t('decisions.takeIn')}
          </Button>
        </>
      }
    >
      <Answered of={view}>
        {value => {
          const open = value.motions.filter(motion => motion.state === 'open')
          const closed = value.motions.filter(motion => motion.state !== 'open')
          const quiet = open.length === 0 && value.aside.length === 0 && value.forks.every(fork => fork.decided)
          return (
            <>
              {value.forks
                .filter(fork => !fork.decided)
                .map(fork => (
                  <TwoHalves key={fork.chain} fork={fork} />
                ))}
              <RegistryCard />
              {open.length > 0 && <OpenMotions motions={open} />}
              {value.aside.length > 0 && <Aside aside={value.aside} />}
              {quiet && (
                <section className="card">
                  <Empty sign="decisions" title={t('decisions.none')}>
                    {t('decisions.noneBody')}
                  </Empty>
                </section>
              )}
              {closed.length > 0 && <ClosedMotions motions={closed} />}
              {value.forks
                .filter(fork => fork.decided)
                .map(fork => (
                  <TwoHalves key={fork.chain} fork={fork} />
                ))}
            </>
          )
        }}
      </Answered>
      {dialog === 'propose' && view.value && <ProposeDialog view={view.value} close={() => setDialog(null)} />}
      {dialog === 'take-in' && <TakeInDialog close={() => setDialog(null)} />}
    </Page>
  )
}
