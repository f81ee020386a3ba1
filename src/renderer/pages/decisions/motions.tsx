import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MotionView } from '../../../shared/contract.ts'
import { useOffice, useReach } from '../../office/context.tsx'
import { saveFile } from '../../office/save-file.ts'
import { useAct } from '../../office/use-act.ts'
import { listOf } from '../../office/words.ts'
import { Glyph } from '../../parts/icon.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { saysFault, saysMotion } from './motion-parts.tsx'
import { SignDialog } from './sign-dialog.tsx'

/** Proposals that wait: who has approved them, and what one can do about each. */
export function OpenMotions({ motions }: { motions: readonly MotionView[] }) {
  const { t } = useTranslation()
  const [signing, setSigning] = useState<{ motion: MotionView; act: 'approve' | 'withdraw' } | null>(null)
  return (
    <section className="card card--attention" aria-labelledby="open-title">
      <h2 id="open-title">{t('decisions.open')}</h2>
      <ul className="requests">
        {motions.map(motion => (
          <OneMotion key={motion.id} motion={motion} sign={act => setSigning({ motion, act })} />
        ))}
      </ul>
      {signing && <SignDialog {...signing} close={() => setSigning(null)} />}
    </section>
  )
}

export function useApprovers(motion: MotionView): string {
  const { t, i18n } = useTranslation()
  return listOf(
    motion.approvals.map(({ person: name, mine, withdrawn, counts }) =>
      withdrawn ? t('decisions.byWithdrawn', { name }) : mine ? t('decisions.byMe', { name }) : counts ? name : t('decisions.byNoMore', { name })
    ),
    i18n.language
  )
}

function OneMotion({ motion, sign }: { motion: MotionView; sign(act: 'approve' | 'withdraw'): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const admits = useReach('admin')
  const names = useApprovers(motion)
  const save = useAct(async () => {
    const { name, text } = await office.exportMotion({ id: motion.id })
    saveFile(name, text, 'application/json')
  })
  return (
    <li>
      <h3>{saysMotion(t, motion)}</h3>
      <p>
        {t('decisions.has', { has: motion.has, needed: motion.needed })} · {t('decisions.approvedBy', { names })} · <Moment at={motion.at} kind="claimed" />
      </p>
      {motion.fault !== null && <p className="motion__fault">{saysFault(t, motion.fault)}</p>}
      <Trouble error={save.error} level={4} />
      <div className="row row--acts">
        {admits && !motion.approved && (
          <Button type="button" onClick={() => sign('approve')}>
            {t('decisions.look')}
          </Button>
        )}
        {admits && motion.approved && (
          <Button type="button" outline onClick={() => sign('withdraw')}>
            {t('decisions.withdraw')}
          </Button>
        )}
        <Button type="button" outline title={t('decisions.saveHint')} onClick={() => void save.run()}>
          <Glyph sign="download" /> {t('decisions.save')}
        </Button>
      </div>
    </li>
  )
}

/** What was decided, expired or withdrawn. */
export function ClosedMotions({ motions }: { motions: readonly MotionView[] }) {
  const { t } = useTranslation()
  return (
    <section className="card" aria-labelledby="closed-title">
      <h2 id="closed-title">{t('decisions.closed')}</h2>
      <ul className="lines">
        {motions.map(motion => (
          <li key={motion.id} className="line">
            <span className="line__name">{saysMotion(t, motion)}</span>
            <span className="line__about">
              {t(`decisions.states.${motion.state}`)} · <Moment at={motion.at} kind="claimed" />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
