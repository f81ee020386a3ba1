import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordRow } from '../../../shared/contract.ts'
import { useOffice } from '../../office/context.tsx'
import { newId } from '../../office/new-id.ts'
import { useAct } from '../../office/use-act.ts'
import { DialogForm } from '../../parts/act-form.tsx'
import { useAnnounce } from '../../parts/announce.tsx'
import { Dialog } from '../../parts/dialog.tsx'

/** So many are named one by one before they are signed for. */
const NAMED = 12

/** What exactly will be approved, before it is signed. */
export function ApproveMany({ rows, close }: { rows: readonly RecordRow[]; close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  // as they were when they were chosen, each under an id of its own: asking again signs nothing twice
  const [chosen] = useState(() => rows.map(row => ({ id: newId(), row })))
  const act = useAct(async () => {
    const records = await Promise.all(
      chosen.map(async ({ id, row }) => {
        const { heads } = await office.getRecord({ record: `${row.id.line}.${row.id.index}` })
        return { id, record: row.id, binds: heads[0]! }
      })
    )
    await office.reviewRecords({ records, decision: 'approve' })
    announce(t('review.many.done', { count: records.length }))
    close()
  })
  return (
    <Dialog title={t('review.many.title', { count: chosen.length })} close={close} busy={act.busy}>
      <DialogForm act={act} label={t('review.many.act')} busyText={t('review.many.busy')} send={() => void act.run()} close={close}>
        <p>{t('review.many.body')}</p>
        <ul className="named">
          {chosen.slice(0, NAMED).map(({ row }) => (
            <li key={row.ref}>
              {row.ref} · <bdi>{row.title}</bdi> · <bdi>{row.author}</bdi>
            </li>
          ))}
        </ul>
        {chosen.length > NAMED && <p className="quiet">{t('review.many.more', { count: chosen.length - NAMED })}</p>}
      </DialogForm>
    </Dialog>
  )
}
