import type { TFunction } from 'i18next'
import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReach } from '../../office/context.tsx'
import { deskName } from '../../office/words.ts'
import { Glyph } from '../../parts/icon.tsx'
import { Moment } from '../../parts/moment.tsx'
import { AddressDialog } from './address-dialog.tsx'
import type { DeskRow, NetworkView } from './network-view.ts'

/** Offices and their desks: when last heard from, and how far behind, both ways. */
export function Offices({ view }: { view: NetworkView }) {
  const { t } = useTranslation()
  const [addressed, setAddressed] = useState<DeskRow | null>(null)
  return (
    <section className="card" aria-labelledby="offices-title">
      <h2 id="offices-title">{t('network.offices')}</h2>
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

function Contact({ desk }: { desk: DeskRow }) {
  const { t } = useTranslation()
  const level = desk.behind === 0 && desk.ahead === 0
  return (
    <div className="desk__contact">
      {desk.connected ? (
        <span className="state state--filed">
          <Glyph sign="good" />
          <span>{t('network.connected')}</span>
        </span>
      ) : (
        <span className="state state--quiet">
          <Glyph sign="clock" />
          <span>{desk.lastContact ? <LastContact at={desk.lastContact} /> : t('network.never')}</span>
        </span>
      )}
      {level ? (desk.lastContact || desk.connected) && <span className="quiet">{t('network.level')}</span> : null}
      {desk.behind > 0 && <span>{t('network.behind', { count: desk.behind })}</span>}
      {desk.ahead > 0 && <span>{t('network.ahead', { count: desk.ahead })}</span>}
      {desk.trouble && <span className="desk__trouble">{t('network.trouble', { what: troubleWords(t, desk.trouble) })}</span>}
    </div>
  )
}

const troubleWords = (t: TFunction, code: string): string =>
  code === 'peer-unreachable'
    ? t('network.troubles.unreachable')
    : code === 'peer-refused'
      ? t('network.troubles.refused')
      : t('network.troubles.other', { code })

function LastContact({ at }: { at: string }) {
  const { t } = useTranslation()
  // the sentence is split around its time, so that the exact time stays reachable
  const [before = '', after = ''] = t('network.lastContact', { when: '\u0000' }).split('\u0000')
  return (
    <>
      {before}
      <Moment at={at} kind="measured" />
      {after}
    </>
  )
}
