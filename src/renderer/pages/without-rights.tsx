import { useTranslation } from 'react-i18next'
import type { Person } from '../../shared/contract.ts'
import { useOffice } from '../office/context.tsx'
import { useAct } from '../office/use-act.ts'
import { BusyButton } from '../parts/busy-button.tsx'
import { Plain } from '../parts/frame/plain.tsx'
import { Trouble } from '../parts/trouble.tsx'

/** Signed in with a key that the registry has not admitted yet, or has revoked. When that changes, this page goes by itself. */
export function WithoutRights({ me }: { me: Person }) {
  const { t } = useTranslation()
  const office = useOffice()
  const leave = useAct(() => office.signOut({}))
  const why = me.person === me.key ? 'waits' : 'revoked'
  return (
    <Plain title={t(`signIn.rights.${why}`)} lead={t(`signIn.rights.${why}Lead`, { person: me.name })}>
      {why === 'waits' && <div className="waiting__bar" />}
      <Trouble error={leave.error} />
      <p>
        <BusyButton busy={leave.busy} busyText={t('signIn.rights.leaving')} onClick={() => void leave.run()}>
          {t('signIn.rights.leave')}
        </BusyButton>
      </p>
    </Plain>
  )
}
