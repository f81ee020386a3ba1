import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice, useReach } from '../../office/context.tsx'
import { addressOf } from '../../office/place.ts'
import { useAct } from '../../office/use-act.ts'
import { useCall } from '../../office/use-call.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { BusyButton } from '../../parts/busy-button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Glyph } from '../../parts/icon.tsx'
import { Page } from '../../parts/page.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { Answered } from '../../parts/waiting.tsx'
import { Waiting } from '../admin/limits.tsx'
import { Continuing } from './continuing.tsx'
import { Hubs } from './hubs.tsx'
import { Invitations } from './invitations.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { Offices } from './offices.tsx'
import { RequestByFile } from './request-by-file.tsx'
import { Requests } from './requests.tsx'
import { Self } from './self.tsx'
import { WhyNot } from './why-not.tsx'

/** Who are we, who can reach whom? */
export function NetworkPage() {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const view = useCall('network', {})
  const limits = useCall('limits', {})
  const admits = useReach('admin')
  const [inviting, setInviting] = useState(false)
  const sync = useAct(async () => {
    const { asked } = await office.syncNow({})
    announce(asked === 0 ? t('network.askedNone') : t('network.asked', { count: asked }))
  })
  return (
    <Page
      title={t('network.title')}
      lead={view.value && <bdi>{view.value.name}</bdi>}
      acts={
        <>
          {admits && (
            <Button type="button" onClick={() => setInviting(true)}>
              <Glyph sign="invite" /> {t('network.invite')}
            </Button>
          )}
          <a className="usa-button usa-button--outline" href={addressOf({ page: 'stick', office: '' })}>
            <Glyph sign="download" /> {t('stick.title')}
          </a>
          <BusyButton outline busy={sync.busy} busyText={t('network.syncing')} onClick={() => void sync.run()}>
            <Glyph sign="sync" /> {t('network.sync')}
          </BusyButton>
        </>
      }
    >
      <Trouble error={sync.error} />
      <Answered of={view}>
        {value => (
          <>
            {admits && value.requests.length > 0 && <Requests requests={value.requests} />}
            {admits && <Continuing when="waiting" />}
            {limits.value && <Waiting limits={limits.value} />}
            <Offices view={value} />
            {value.offices.length < 2 && (
              <section className="card">
                <Empty sign="network" title={t('network.alone')}>
                  {t('network.aloneBody')}
                </Empty>
              </section>
            )}
            {admits && value.invitations.some(one => !one.used) && <Invitations invitations={value.invitations.filter(one => !one.used)} />}
            {admits && <Continuing when="none" />}
            {admits && <RequestByFile />}
            {value.offices.length > 1 && <WhyNot view={value} />}
            <Hubs view={value} />
            <Self view={value} />
          </>
        )}
      </Answered>
      {inviting && <InviteDialog offices={view.value?.offices.map(one => one.name) ?? []} close={() => setInviting(false)} />}
    </Page>
  )
}
