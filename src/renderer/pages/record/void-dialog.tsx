import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { newId } from '../../office/new-id.ts'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { BusyButton } from '../../parts/busy-button.tsx'
import { Dialog, DialogFoot } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import type { Shown } from './shown.ts'
import { submitted } from '../../parts/first-invalid.ts'

export function VoidDialog({ shown, close }: { shown: Shown; close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  // one id for the dialog: asking again after a lost answer voids once
  const [id] = useState(newId)
  const act = useAct(async () => {
    await office.voidRecord({ id, record: shown.row.id, amends: [...shown.heads], reason })
    announce(t('record.voidDialog.done', { ref: shown.row.ref }))
    close()
  })
  return (
    <Dialog title={t('record.voidDialog.title', { ref: shown.row.ref })} close={close} busy={act.busy}>
      <form
        noValidate
        onSubmit={event => {
          submitted(event)
          setMissing(reason.trim() === '')
          if (reason.trim() !== '') void act.run()
        }}
      >
        <p>{t('record.voidDialog.body')}</p>
        <Field label={t('record.voidDialog.reason')} error={missing && reason.trim() === '' ? t('entryPage.reasonMissing') : undefined}>
          {ids => (
            <textarea {...ids} className="usa-textarea" rows={3} maxLength={2000} required value={reason} onChange={event => setReason(event.target.value)} />
          )}
        </Field>
        <Trouble error={act.error} level={3} />
        <DialogFoot>
          <BusyButton type="submit" secondary busy={act.busy} busyText={t('record.voidDialog.busy')}>
            {t('record.voidDialog.act')}
          </BusyButton>
          <Button type="button" unstyled onClick={close}>
            {t('common.cancel')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
