import { useMemo, useState } from 'react'
import { I18nextProvider, useTranslation } from 'react-i18next'
import type { DeskState } from '../shared/contract.ts'
import { connect, type Files, type Link } from '../shared/wire.ts'
import { DeskProvider, OfficeProvider } from './office/context.tsx'
import { startText } from './office/text/text.ts'
import { useCall } from './office/use-call.ts'
import { FirstRun } from './pages/first-run/first-run.tsx'
import { KeepRecovery } from './pages/first-run/keep-recovery.tsx'
import { WaitingToBeAdmitted } from './pages/first-run/waiting-to-be-admitted.tsx'
import { SignIn } from './pages/sign-in.tsx'
import { WithoutRights } from './pages/without-rights.tsx'
import { AnnounceProvider } from './parts/announce.tsx'
import { Plain } from './parts/frame/plain.tsx'
import { Frame } from './parts/frame/frame.tsx'
import { Trouble } from './parts/trouble.tsx'
import { Waiting } from './parts/waiting.tsx'
import { CurrentPage } from './current-page.tsx'

/** The whole program as a page, over any link to an office. */
export function App({ link }: { link: Link & { files: Files } }) {
  const text = useMemo(() => startText(), [])
  const room = useMemo(() => ({ office: connect(link), files: link.files }), [link])
  return (
    <I18nextProvider i18n={text}>
      <OfficeProvider room={room}>
        <AnnounceProvider>
          <Doors />
        </AnnounceProvider>
      </OfficeProvider>
    </I18nextProvider>
  )
}

/** Which door the desk's state opens. A recovery key that was just made is shown whatever the state has become meanwhile. */
function Doors() {
  const { t } = useTranslation()
  const desk = useCall('deskState', {})
  const [recoveryKey, setRecoveryKey] = useState<string | null>(null)
  if (desk.value === undefined) {
    return (
      <Plain title={t('common.product')} quiet>
        {desk.error ? <Trouble error={desk.error} title={t('frame.noDesk')} again={desk.again} /> : <Waiting what={t('frame.starting')} />}
      </Plain>
    )
  }
  return (
    <DeskProvider desk={desk.value}>
      {recoveryKey === null ? (
        <DoorOf desk={desk.value} started={setRecoveryKey} />
      ) : (
        <KeepRecovery recoveryKey={recoveryKey} done={() => setRecoveryKey(null)} />
      )}
    </DeskProvider>
  )
}

function DoorOf({ desk, started }: { desk: DeskState; started(recoveryKey: string): void }) {
  switch (desk.state) {
    case 'new':
      return <FirstRun started={started} />
    case 'joining':
      return <WaitingToBeAdmitted />
    case 'locked':
      return <SignIn />
    case 'open':
    case 'readonly':
      return desk.me === null ? (
        <SignIn />
      ) : desk.me.role === null && !desk.me.active ? (
        <WithoutRights me={desk.me} />
      ) : (
        <Frame>
          <CurrentPage />
        </Frame>
      )
  }
}
