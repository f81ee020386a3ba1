import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../office/context.tsx'
import { useAct } from '../office/use-act.ts'
import { useAnnounce } from './announce.tsx'
import { BusyButton } from './busy-button.tsx'
import { Dialog, DialogFoot } from './dialog.tsx'
import { RecoveryField } from './recovery-field.tsx'
import { Trouble } from './trouble.tsx'

/** Later than the first run: the recovery key from its paper. */
export function ConfirmRecoveryDialog({ close }: { close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const [typed, setTyped] = useState('')
  const confirm = useAct(async () => {
    await office.confirmRecovery({ recoveryKey: typed })
    announce(t('firstRun.recovery.done'))
    close()
  })
  return (
    <Dialog title={t('firstRun.recovery.dialogTitle')} close={close} busy={confirm.busy}>
      <form
        onSubmit={event => {
          event.preventDefault()
          void confirm.run()
        }}
      >
        <p>{t('firstRun.recovery.dialogLead')}</p>
        <RecoveryField value={typed} change={setTyped} />
        <Trouble error={confirm.error} level={3} />
        <DialogFoot>
          <BusyButton type="submit" busy={confirm.busy} busyText={t('firstRun.recovery.act')}>
            {t('firstRun.recovery.dialogTitle')}
          </BusyButton>
          <Button type="button" unstyled onClick={close}>
            {t('common.cancel')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
