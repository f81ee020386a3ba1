import { Button } from '@trussworks/react-uswds'
import { useTranslation } from 'react-i18next'
import type { OfficeError } from '../../../shared/errors.ts'
import { useReach } from '../../office/context.tsx'
import { go } from '../../office/place.ts'
import { BusyButton } from '../busy-button.tsx'
import { Dialog, DialogFoot } from '../dialog.tsx'
import { Trouble } from '../trouble.tsx'

/** Signing out with records that exist only here: says how many, and offers to take them along. */
export function SignOutDialog({
  onlyHere,
  leave,
  busy,
  error,
  close
}: {
  onlyHere: number
  leave(): Promise<unknown>
  busy: boolean
  error: OfficeError | undefined
  close(): void
}) {
  const { t } = useTranslation()
  const reads = useReach('viewer')
  return (
    <Dialog title={t('frame.signOutTitle')} close={close} busy={busy}>
      <p>{t('frame.signOutOnly', { count: onlyHere })}</p>
      <Trouble error={error} level={3} />
      <DialogFoot>
        <BusyButton busy={busy} busyText={t('frame.signOutNow')} onClick={() => void leave()}>
          {t('frame.signOutNow')}
        </BusyButton>
        {reads && (
          <Button
            type="button"
            outline
            onClick={() => {
              close()
              go({ page: 'stick', office: '' })
            }}
          >
            {t('frame.signOutBundle')}
          </Button>
        )}
        <Button type="button" unstyled onClick={close}>
          {t('common.cancel')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
