import { useTranslation } from 'react-i18next'
import { useReach } from '../../office/context.tsx'
import { addressOf } from '../../office/place.ts'
import { deskName } from '../../office/words.ts'
import type { NetworkView } from './network-view.ts'

const STEPS = ['one', 'two', 'three'] as const

/** What a hub is, which desks are hubs, and how one is set up. */
export function Hubs({ view }: { view: NetworkView }) {
  const { t } = useTranslation()
  const admits = useReach('admin')
  const hubs = view.offices.flatMap(office => office.desks).filter(desk => desk.hub)
  return (
    <section className="card" aria-labelledby="hubs-title">
      <h2 id="hubs-title">{t('network.hubs.title')}</h2>
      <p>{t('network.hubs.what')}</p>
      {hubs.length === 0 ? (
        <p>{t('network.hubs.none')}</p>
      ) : (
        <ul className="lines">
          {hubs.map(hub => (
            <li key={hub.chain} className="line">
              <span className="line__name">
                <bdi>{deskName(hub)}</bdi>
              </span>
              <span className="line__about">{t(hubState(hub, view))}</span>
            </li>
          ))}
        </ul>
      )}
      {admits && (
        <details className="details">
          <summary>{t('network.hubs.how')}</summary>
          <ol className="usa-list">
            {STEPS.map(step => (
              <li key={step}>
                {t(`network.hubs.step.${step}`)}
                {step === 'two' && (
                  <p>
                    <code dir="ltr">npm run -s muniment -- office --hub --data DIR --listen /ip4/0.0.0.0/tcp/4433 --passphrase-file FILE</code>
                  </p>
                )}
                {step === 'three' && (
                  <>
                    {' '}
                    <a className="usa-link" href={addressOf({ page: 'decisions' })}>
                      {t('network.hubs.decisions')}
                    </a>
                  </>
                )}
              </li>
            ))}
          </ol>
          <p className="quiet">{t('network.hubs.limits')}</p>
        </details>
      )}
    </section>
  )
}

function hubState(hub: NetworkView['offices'][number]['desks'][number], { self }: NetworkView) {
  if (hub.mine) return self?.relays === true ? ('network.hubs.here' as const) : ('network.hubs.hereNot' as const)
  return hub.connected ? ('network.hubs.near' as const) : ('network.hubs.away' as const)
}
