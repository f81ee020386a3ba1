import { Button } from '@trussworks/react-uswds'
import { useTranslation } from 'react-i18next'
import type { OfficeError } from '../../../shared/errors.ts'
import { useFiles, useOffice, useReach } from '../../office/context.tsx'
import { saveFile } from '../../office/save-file.ts'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../announce.tsx'
import { BusyButton } from '../busy-button.tsx'
import { Dialog, DialogFoot } from '../dialog.tsx'
import { Trouble } from '../trouble.tsx'

/** Signing out with records that exist only here: says how many, and offers them as a bundle. */
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
  const office = useOffice()
  const files = useFiles()
  const reads = useReach('viewer')
  const announce = useAnnounce()
  const bundle = useAct(async () => {
    const made = await office.exportBundle({})
    saveFile(made.name, await files.get(made.download))
    announce(t('frame.bundleSaved', { name: made.name }))
  })
  return (
    <Dialog title={t('frame.signOutTitle')} close={close} busy={busy}>
      <p>{t('frame.signOutOnly', { count: onlyHere })}</p>
      <Trouble error={error ?? bundle.error} level={3} />
      <DialogFoot>
        <BusyButton busy={busy} busyText={t('frame.signOutNow')} onClick={() => void leave()}>
          {t('frame.signOutNow')}
        </BusyButton>
        {reads && (
          <BusyButton outline busy={bundle.busy} busyText={t('admin.bundleOutBusy')} onClick={() => void bundle.run()}>
            {t('frame.signOutBundle')}
          </BusyButton>
        )}
        <Button type="button" unstyled onClick={close}>
          {t('common.cancel')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
