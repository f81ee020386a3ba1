import { useState } from 'react'
import { Checkbox } from '@trussworks/react-uswds'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { focusPage } from '../../parts/focus-page.ts'
import { BusyButton } from '../../parts/busy-button.tsx'
import { Moment } from '../../parts/moment.tsx'
import { SixWords } from '../../parts/six-words.tsx'
import { Trouble } from '../../parts/trouble.tsx'
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
  const [agree, setAgree] = useState(false)
  const admit = useAct(async () => {
    const { admitted } = await office.admitRequest({ id: request.id })
    focusPage()
    announce(t(admitted ? 'network.admitted' : 'network.proposed', { person: request.person }))
  })
  const refuse = useAct(async () => {
    await office.refuseRequest({ id: request.id })
    focusPage()
    announce(t('network.refused'))
  })
  return (
    <li>
      <h3>{t('network.requestWho', { person: request.person, office: request.office })}</h3>
      <p className="quiet">
        {roleName(t, request.role)} · <Moment at={request.at} kind="measured" />
      </p>
      <p>{t('network.requestCompare', { person: request.person })}</p>
      <SixWords words={request.words} label={t('network.requestWords')} />
      <Checkbox id={`agree-${request.id}`} name="agree" label={t('network.agree')} checked={agree} onChange={event => setAgree(event.target.checked)} />
      <Trouble error={admit.error ?? refuse.error} level={4} />
      <div className="row row--acts">
        <BusyButton busy={admit.busy} busyText={t('network.admitBusy')} disabled={!agree} onClick={() => void admit.run()}>
          {t('network.admit')}
        </BusyButton>
        <BusyButton outline busy={refuse.busy} busyText={t('network.refuse')} onClick={() => void refuse.run()}>
          {t('network.refuse')}
        </BusyButton>
      </div>
    </li>
  )
}
