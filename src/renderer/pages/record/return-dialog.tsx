import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffice } from '../../office/context.tsx'
import { newId } from '../../office/new-id.ts'
import { useAct } from '../../office/use-act.ts'
import { DialogForm } from '../../parts/act-form.tsx'
import { useAnnounce } from '../../parts/announce.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import type { Shown } from './shown.ts'

/** Back to its author, with what is to be mended. */
export function ReturnDialog({ shown: { row, heads }, close, done }: { shown: Shown; close(): void; done(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  // as it was when the dialog was opened, under one id: asking again after a lost answer signs once
  const [which] = useState(() => ({ id: newId(), record: row.id, binds: heads[0]! }))
  const act = useAct(async () => {
    await office.reviewRecords({ records: [which], decision: 'return', reason })
    announce(t('review.done.return', { ref: row.ref }))
    done()
    close()
  })
  return (
    <Dialog title={t('review.returnDialog.title', { ref: row.ref })} close={close} busy={act.busy}>
      <DialogForm
        act={act}
        label={t('review.returnDialog.act')}
        busyText={t('review.acts.busy')}
        send={() => {
          setMissing(reason.trim() === '')
          if (reason.trim() !== '') void act.run()
        }}
        close={close}
      >
        <p>{t('review.returnDialog.body', { author: row.author })}</p>
        <Field label={t('review.returnDialog.reason')} error={missing && reason.trim() === '' ? t('review.returnDialog.missing') : undefined}>
          {ids => (
            <textarea {...ids} className="usa-textarea" rows={3} maxLength={2000} required value={reason} onChange={event => setReason(event.target.value)} />
          )}
        </Field>
      </DialogForm>
    </Dialog>
  )
}
