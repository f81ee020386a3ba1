import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { newId } from '../../office/new-id.ts'
import { useAct } from '../../office/use-act.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { DialogForm } from '../../parts/act-form.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import type { Shown } from './shown.ts'

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
      <DialogForm
        act={act}
        label={t('record.voidDialog.act')}
        busyText={t('record.voidDialog.busy')}
        secondary
        send={() => {
          setMissing(reason.trim() === '')
          if (reason.trim() !== '') void act.run()
        }}
        close={close}
      >
        <p>{t('record.voidDialog.body')}</p>
        <Field label={t('record.voidDialog.reason')} error={missing && reason.trim() === '' ? t('entryPage.reasonMissing') : undefined}>
          {ids => (
            <textarea {...ids} className="usa-textarea" rows={3} maxLength={2000} required value={reason} onChange={event => setReason(event.target.value)} />
          )}
        </Field>
      </DialogForm>
    </Dialog>
  )
}
