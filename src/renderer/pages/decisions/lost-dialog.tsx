import { Checkbox } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MotionView, SuccessionView } from '../../../shared/contract.ts'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { DialogForm } from '../../parts/act-form.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { useTried } from '../../parts/use-tried.ts'
import { ReasonField } from './reason-field.tsx'
import { SignForm } from './sign-dialog.tsx'

/** A new registry at this desk: the warning first, then what would be signed. */
export function LostDialog({ view, close }: { view: SuccessionView; close(): void }) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<MotionView | null>(null)
  return (
    <Dialog wide title={draft ? t('decisions.signTitle') : t('registry.dialogTitle')} close={close}>
      {draft ? <SignForm motion={draft} act="approve" close={close} /> : <Ask view={view} drafted={setDraft} close={close} />}
    </Dialog>
  )
}

function Ask({ view, drafted, close }: { view: SuccessionView; drafted(draft: MotionView): void; close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const [reason, setReason] = useState('')
  const [sure, setSure] = useState(false)
  const form = useTried()
  const draft = useAct(async () => drafted(await office.draftSuccession({ reason: reason.trim() })))
  return (
    <DialogForm
      act={draft}
      label={t('registry.next')}
      busyText={t('registry.nextBusy')}
      send={() => {
        form.setTried()
        if (reason.trim() !== '' && sure) void draft.run()
      }}
      close={close}
    >
      <div className="usa-alert usa-alert--warning">
        <div className="usa-alert__body">
          <h3 className="usa-alert__heading">{t('registry.warning')}</h3>
          <p className="usa-alert__text">{t('registry.warningBody', { keeper: view.keeper ?? t('registry.unknown') })}</p>
        </div>
      </div>
      {view.forked && <p>{t('registry.forked', { count: view.usual })}</p>}
      <p>{t('registry.needs', { count: view.needed, of: view.administrators })}</p>
      <ReasonField label={t('registry.reason')} value={reason} change={setReason} error={form.missing(reason.trim())} />
      {form.missing(sure ? 'sure' : '') !== undefined && <p className="usa-error-message">{t('registry.mustBeSure')}</p>}
      <Checkbox id="registry-sure" name="sure" label={t('registry.sure')} checked={sure} onChange={event => setSure(event.target.checked)} required />
    </DialogForm>
  )
}
