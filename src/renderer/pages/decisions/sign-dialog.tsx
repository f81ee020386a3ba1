import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MotionView } from '../../../shared/contract.ts'
import { useDesk, useOffice, useReach } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { DialogForm } from '../../parts/act-form.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { PassphraseField } from '../../parts/field.tsx'
import { RecoveryField } from '../../parts/recovery-field.tsx'
import { useTried } from '../../parts/use-tried.ts'
import { MotionParts, saysFault } from './motion-parts.tsx'

interface Props {
  motion: MotionView
  /** Sign under it, or take one's signature back. */
  act: 'approve' | 'withdraw'
  close(): void
}

/** What would be signed stands first, whole; then the passphrase is asked for. */
export function SignDialog({ motion, act, close }: Props) {
  const { t } = useTranslation()
  const title = act === 'approve' ? t('decisions.signTitle') : t('decisions.withdrawTitle')
  return (
    <Dialog wide title={title} close={close}>
      <SignForm motion={motion} act={act} close={close} />
    </Dialog>
  )
}

/** The same inside a dialog that composed it. */
export function SignForm({ motion, act, close }: Props) {
  const { t } = useTranslation()
  const office = useOffice()
  const desk = useDesk()
  const announce = useAnnounce()
  const [passphrase, setPassphrase] = useState('')
  const opensRegistry = act === 'approve' && motion.parts.some(({ kind }) => kind === 'succeed')
  const admits = useReach('admin')
  const [byKey, setByKey] = useState(opensRegistry && !admits)
  const [recoveryKey, setRecoveryKey] = useState('')
  const form = useTried()
  const doneWords = (after: MotionView): string => {
    if (after.state === 'filed') return t('decisions.signFiled')
    if (after.has < after.needed) return t('decisions.signWaits', { count: after.needed - after.has })
    return desk.registryHere ? t('decisions.signFiled') : t('decisions.signSent')
  }
  const sign = useAct(async () => {
    const after = await (byKey
      ? office.approveByRecovery({ id: motion.id, recoveryKey })
      : act === 'approve'
        ? office.approveMotion({ id: motion.id, passphrase })
        : office.withdrawMotion({ id: motion.id, passphrase }))
    close()
    announce(act === 'withdraw' ? t('decisions.withdrawn') : doneWords(after))
  })
  const impossible = act === 'approve' && motion.fault !== null
  return (
    <DialogForm
      act={sign}
      label={impossible ? null : act === 'approve' ? t('decisions.signAct') : t('decisions.withdrawAct')}
      busyText={t('decisions.signBusy')}
      send={() => {
        form.setTried()
        if ((byKey ? recoveryKey : passphrase) !== '' && !impossible) void sign.run()
      }}
      close={close}
    >
      <p>{act === 'approve' ? t('decisions.signLead') : t('decisions.withdrawLead')}</p>
      <MotionParts motion={motion} />
      {impossible ? (
        <p className="motion__fault">{saysFault(t, motion.fault!)}</p>
      ) : opensRegistry ? null : (
        <p className="usa-hint">{t('decisions.left', { count: motion.left })}</p>
      )}
      {!impossible && byKey && <RecoveryField value={recoveryKey} change={setRecoveryKey} error={form.missing(recoveryKey)} />}
      {!impossible && !byKey && (
        <PassphraseField
          label={t('decisions.passphrase')}
          value={passphrase}
          change={setPassphrase}
          autoComplete="current-password"
          required
          error={form.missing(passphrase)}
        />
      )}
      {opensRegistry && !impossible && admits && (
        <Button type="button" unstyled onClick={() => setByKey(!byKey)}>
          {byKey ? t('registry.byPassphrase') : t('registry.byKey')}
        </Button>
      )}
    </DialogForm>
  )
}
