import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../office/context.tsx'
import { useAct } from '../office/use-act.ts'
import { useAnnounce } from './announce.tsx'
import { DialogForm } from './act-form.tsx'
import { Dialog } from './dialog.tsx'
import { RecoveryField } from './recovery-field.tsx'
import { useTried } from './use-tried.ts'

/** Later than the first run: the recovery key from its paper. */
export function ConfirmRecoveryDialog({ close }: { close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const [typed, setTyped] = useState('')
  const form = useTried()
  const confirm = useAct(async () => {
    await office.confirmRecovery({ recoveryKey: typed })
    announce(t('firstRun.recovery.done'))
    close()
  })
  return (
    <Dialog title={t('firstRun.recovery.dialogTitle')} close={close} busy={confirm.busy}>
      <DialogForm
        act={confirm}
        label={t('firstRun.recovery.dialogTitle')}
        busyText={t('firstRun.recovery.act')}
        send={() => {
          form.setTried()
          if (typed.trim() !== '') void confirm.run()
        }}
        close={close}
      >
        <p>{t('firstRun.recovery.dialogLead')}</p>
        <RecoveryField value={typed} change={setTyped} error={form.missing(typed.trim())} />
      </DialogForm>
    </Dialog>
  )
}
