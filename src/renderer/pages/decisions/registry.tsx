import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SuccessionView } from '../../../shared/contract.ts'
import { useReach } from '../../office/context.tsx'
import { useCall } from '../../office/use-call.ts'
import { Moment } from '../../parts/moment.tsx'
import { Answered } from '../../parts/waiting.tsx'
import { LostDialog } from './lost-dialog.tsx'

/** Who keeps the registry, what it succeeded, and the way out where that desk is lost. */
export function RegistryCard() {
  const view = useCall('succession', {})
  return <Answered of={view}>{value => <Card view={value} />}</Answered>
}

function Card({ view }: { view: SuccessionView }) {
  const { t } = useTranslation()
  const admits = useReach('admin')
  const [open, setOpen] = useState(false)
  const { keeper, here, since, former, competing, restored } = view
  return (
    <section className="card" aria-labelledby="registry-title">
      <h2 id="registry-title">{t('registry.title')}</h2>
      <p>{t('registry.lead')}</p>
      {competing.length > 0 && (
        <div className="usa-alert usa-alert--error" role="alert">
          <div className="usa-alert__body">
            <h3 className="usa-alert__heading">{t('registry.competing')}</h3>
            <p className="usa-alert__text">{t('registry.competingBody')}</p>
          </div>
        </div>
      )}
      {restored && <p>{t('registry.restored')}</p>}
      <dl className="facts">
        <div className="facts__pair">
          <dt>{t('registry.keeper')}</dt>
          <dd>
            <bdi>{keeper === null ? t('registry.unknown') : here ? t('registry.here', { name: keeper }) : keeper}</bdi>
          </dd>
        </div>
        <div className="facts__pair">
          <dt>{t('registry.since')}</dt>
          <dd>{since === null ? t('registry.first') : <Moment at={since} kind="claimed" />}</dd>
        </div>
      </dl>
      {former.map(one => (
        <Former key={one.chain} former={one} />
      ))}
      {(admits || restored) && (
        <Button type="button" outline onClick={() => setOpen(true)}>
          {t('registry.lost')}
        </Button>
      )}
      {open && <LostDialog view={view} close={() => setOpen(false)} />}
    </section>
  )
}

function Former({ former: { keeper, kept, reason, lost, mine } }: { former: SuccessionView['former'][number] }) {
  const { t } = useTranslation()
  return (
    <>
      <p>{t('registry.former', { keeper, kept })}</p>
      {reason !== null && (
        <p>
          <bdi>{t('registry.why', { reason })}</bdi>
        </p>
      )}
      {mine && <p>{t('registry.formerMine')}</p>}
      <p>{lost.length === 0 ? t('registry.lostNone') : t('registry.lostLines', { count: lost.length })}</p>
      {lost.length > 0 && (
        <ul className="lines">
          {lost.map(({ height, time, entries }) => (
            <li key={height} className="line">
              <span className="line__name">{t('registry.line', { height, entries: entries.join(', ') })}</span>
              <span className="line__about">
                <Moment at={time} kind="claimed" />
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
