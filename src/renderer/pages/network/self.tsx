import { useState } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Output } from '../../../shared/contract.ts'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { BusyButton } from '../../parts/busy-button.tsx'
import { HashText } from '../../parts/hash-text.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import type { NetworkView } from './network-view.ts'

type Reach = Output<'testReach'>

/** This desk: where others find it, and whether they truly can. */
export function Self({ view }: { view: NetworkView }) {
  const { t } = useTranslation()
  const { self } = view
  return (
    <section className="card" aria-labelledby="self-title">
      <h2 id="self-title">{t('network.self')}</h2>
      <p>{t(`network.worker.${view.worker}`)}</p>
      {self === null ? (
        <p>{t('network.selfNone')}</p>
      ) : self.addresses.length > 0 ? (
        <>
          <p>{t('network.selfAddresses')}</p>
          <ul className="addresses">
            {self.addresses.map(address => (
              <li key={address}>
                <code dir="ltr">{address}</code>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>{t('network.selfNotListening')}</p>
      )}
      {self && self.through.length > 0 && <p>{t('network.selfThrough', { hubs: self.through.join(', ') })}</p>}
      {self && <FromOutside />}
      <dl className="facts">
        <dt>{t('network.networkId')}</dt>
        <dd>
          <HashText hash={view.id} label={t('network.networkId')} />
        </dd>
        {self && (
          <>
            <dt>{t('network.peer')}</dt>
            <dd>
              <HashText hash={self.peer} label={t('network.peer')} />
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}

/** Only another desk can say whether this one can be reached: it dials back. */
function FromOutside() {
  const { t } = useTranslation()
  const office = useOffice()
  const [tests, setTests] = useState<Reach | null>(null)
  const test = useAct(async () => setTests(await office.testReach({})))
  return (
    <>
      <BusyButton outline busy={test.busy} busyText={t('network.reach.busy')} onClick={() => void test.run()}>
        {t('network.reach.act')}
      </BusyButton>
      <Trouble error={test.error} level={3} />
      <div role="status">
        {tests?.length === 0 && <p>{t('network.reach.nobody')}</p>}
        {tests?.map(one => (
          <p key={one.desk}>
            {one.reached === null ? notReached(t, one) : t('network.reach.reached', { desk: one.desk })}
            {one.reached !== null && (
              <>
                {' '}
                <code dir="ltr">{one.reached}</code>
              </>
            )}
          </p>
        ))}
      </div>
    </>
  )
}

function notReached(t: TFunction, { desk, answered, why }: Reach[number]): string {
  if (!answered) return t('network.reach.silent', { desk })
  if (why === 'too-soon') return t('network.reach.soon', { desk })
  return t(why === 'no-address' ? 'network.reach.none' : 'network.reach.closed', { desk })
}
