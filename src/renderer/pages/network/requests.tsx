import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { useAnnounce } from '../../parts/announce.tsx'
import { Moment } from '../../parts/moment.tsx'
import { AdmitOrRefuse } from './admit-or-refuse.tsx'
import type { NetworkView } from './network-view.ts'
import { roleName } from './role-name.ts'

type Request = NetworkView['requests'][number]

/** Desks that ask to join: compare six words, then admit or refuse. */
export function Requests({ requests }: { requests: readonly Request[] }) {
  const { t } = useTranslation()
  return (
    <section className="card card--attention" aria-labelledby="requests-title">
      <h2 id="requests-title">{t('network.requests')}</h2>
      <ul className="requests">
        {requests.map(request => (
          <OneRequest key={request.id} request={request} />
        ))}
      </ul>
    </section>
  )
}

function OneRequest({ request }: { request: Request }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  return (
    <li>
      <h3>{t('network.requestWho', { person: request.person, office: request.office })}</h3>
      <p className="quiet">
        {roleName(t, request.role)} · <Moment at={request.at} kind="measured" />
      </p>
      <p>{t('network.requestCompare', { person: request.person })}</p>
      <AdmitOrRefuse
        id={request.id}
        words={request.words}
        text={{
          words: t('network.requestWords'),
          agree: t('network.agree'),
          admit: t('network.admit'),
          admitBusy: t('network.admitBusy'),
          refuse: t('network.refuse')
        }}
        admit={async () => {
          const { admitted } = await office.admitRequest({ id: request.id })
          return () => announce(t(admitted ? 'network.admitted' : 'network.proposed', { person: request.person }))
        }}
        refuse={async () => {
          await office.refuseRequest({ id: request.id })
          return () => announce(t('network.refused'))
        }}
      />
    </li>
  )
}
