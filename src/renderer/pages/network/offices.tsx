import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReach } from '../../office/context.tsx'
import { deskName } from '../../office/words.ts'
import { AddressDialog } from './address-dialog.tsx'
import { Contact } from './contact.tsx'
import type { DeskRow, NetworkView } from './network-view.ts'

/** Offices and their desks: when last heard from, and how far behind, both ways. */
export function Offices({ view }: { view: NetworkView }) {
  const { t } = useTranslation()
  const [addressed, setAddressed] = useState<DeskRow | null>(null)
  return (
    <section className="card" aria-labelledby="offices-title">
      <h2 id="offices-title">{t('network.offices')}</h2>
      {view.worker !== 'up' && (
        <p className="desk__trouble">
          {t(`network.troubles.${view.worker === 'off' ? 'network-off' : 'worker-down'}.why`)}{' '}
          {t(`network.troubles.${view.worker === 'off' ? 'network-off' : 'worker-down'}.next`)}
        </p>
      )}
      <ul className="offices">
        {view.offices.map(office => (
          <li key={office.id}>
            <h3 className="row">
              <bdi>{office.name}</bdi>
              {office.oversight && <span className="usa-tag">{t('network.oversight')}</span>}
            </h3>
            <ul className="desks">
              {office.desks.map(desk => (
                <Desk key={desk.chain} desk={desk} address={() => setAddressed(desk)} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {addressed && <AddressDialog desk={addressed} close={() => setAddressed(null)} />}
    </section>
  )
}

function Desk({ desk, address }: { desk: DeskRow; address(): void }) {
  const { t } = useTranslation()
  const admits = useReach('admin')
  return (
    <li className="desk">
      <div>
        <span className="desk__name">
          <bdi>{deskName(desk)}</bdi>
          {desk.mine && <span className="quiet"> ({t('network.you')})</span>}
          {desk.hub && <span className="usa-tag">{t('network.hubs.tag')}</span>}
        </span>
        <span className="quiet">{t('network.blocks', { count: desk.lines })}</span>
      </div>
      {!desk.mine && <Contact desk={desk} />}
      {!desk.mine && (
        <details className="details">
          <summary>{t('network.addresses')}</summary>
          {desk.addresses.length === 0 ? (
            <p className="quiet">{t('network.noAddresses')}</p>
          ) : (
            <ul className="addresses">
              {desk.addresses.map(one => (
                <li key={one}>
                  <code dir="ltr">{one}</code>
                </li>
              ))}
            </ul>
          )}
          {admits && (
            <Button type="button" unstyled onClick={address}>
              {t('network.addAddress')}
            </Button>
          )}
        </details>
      )}
    </li>
  )
}
