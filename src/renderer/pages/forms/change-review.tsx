import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Output } from '../../../shared/contract.ts'
import { useOffice } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { DialogForm } from '../../parts/act-form.tsx'
import { useAnnounce } from '../../parts/announce.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { ReviewField } from './review-field.tsx'

/** Another rule for who approves the records of a form: the form is published again under it. */
export function ChangeReview({ form, close }: { form: Output<'getForm'>; close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  const [rule, setRule] = useState(form.review)
  const act = useAct(async () => {
    await office.importForm({ xml: form.xml, audience: form.audience, review: rule })
    announce(t('review.changeDialog.done', { title: form.title, rule: t(`review.rules.${rule}`) }))
    close()
  })
  return (
    <Dialog title={t('review.changeDialog.title', { title: form.title })} close={close} busy={act.busy}>
      <DialogForm
        act={act}
        label={t('review.changeDialog.act')}
        busyText={t('review.changeDialog.busy')}
        disabled={rule === form.review}
        send={() => void act.run()}
        close={close}
      >
        <p>{t('review.changeDialog.body')}</p>
        <ReviewField rule={rule} choose={setRule} />
      </DialogForm>
    </Dialog>
  )
}
