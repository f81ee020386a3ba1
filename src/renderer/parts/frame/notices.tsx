import { Alert, AlertHeading } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskState } from '../../../shared/contract.ts'
import { addressOf } from '../../office/place.ts'
import { reaches } from '../../office/context.tsx'
import { ConfirmRecoveryDialog } from '../confirm-recovery-dialog.tsx'

/** What must not be overlooked on any page: a desk that may not sign, a network without a way back. */
export function Notices({ desk }: { desk: DeskState }) {
  const { t } = useTranslation()
  const [confirming, setConfirming] = useState(false)
  return (
    <div className="notices">
      {desk.trouble && (
        <Alert type="error" role="alert">
          <AlertHeading level="h2">{desk.state === 'readonly' ? t('signIn.readonly') : desk.trouble.message}</AlertHeading>
          {desk.state === 'readonly' && <p className="usa-alert__text">{desk.trouble.message}</p>}
          <p className="usa-alert__text">{desk.trouble.next}</p>
          {desk.state === 'readonly' && (
            <p className="usa-alert__text">
              <a className="usa-link" href={addressOf({ page: 'signing' })}>
                {t('signing.open')}
              </a>
            </p>
          )}
        </Alert>
      )}
      {!desk.live && desk.network && reaches(desk.me, 'admin') && (
        <Alert type="warning">
          <AlertHeading level="h2">{t('frame.notLive.title')}</AlertHeading>
          <p className="usa-alert__text">{t('frame.notLive.body')}</p>
          <button type="button" className="usa-button usa-button--outline" onClick={() => setConfirming(true)}>
            {t('frame.notLive.act')}
          </button>
        </Alert>
      )}
      {confirming && <ConfirmRecoveryDialog close={() => setConfirming(false)} />}
    </div>
  )
}
