import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DecisionsView, MotionView } from '../../../shared/contract.ts'
import { useOffice, useReach } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { Moment } from '../../parts/moment.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { SignDialog } from './sign-dialog.tsx'

/** Lines that came after a cut: shown, and let in only by a decision. */
export function Aside({ aside }: { aside: DecisionsView['aside'] }) {
  const { t } = useTranslation()
  const office = useOffice()
  const admits = useReach('admin')
  const [draft, setDraft] = useState<MotionView | null>(null)
  const accept = useAct(async (chain: string, to: number) => setDraft(await office.draftMotion({ what: 'accept', chain, to })))
  return (
    <section className="card" aria-labelledby="aside-title">
      <h2 id="aside-title">{t('decisions.aside')}</h2>
      <p>{t('decisions.asideLead')}</p>
      <Trouble error={accept.error} level={3} />
      {aside.map(({ chain, desk, size, until, lines }) => (
        <div key={chain}>
          <h3>{t('decisions.asideOf', { desk, size, count: lines.length })}</h3>
          <ul className="lines">
            {lines.map(line => (
              <li key={line.line} className="line">
                <span className="line__name">{t('decisions.asideLine', line)}</span>
                <span className="line__about">
                  {t('decisions.entries', { count: line.entries })} · <Moment at={line.time} kind="claimed" />
                </span>
              </li>
            ))}
          </ul>
          {admits && (
            <Button type="button" outline aria-label={t('decisions.asideAcceptNamed', { desk })} onClick={() => void accept.run(chain, until)}>
              {t('decisions.asideAccept')}
            </Button>
          )}
        </div>
      ))}
      {draft && <SignDialog motion={draft} act="approve" close={() => setDraft(null)} />}
    </section>
  )
}
