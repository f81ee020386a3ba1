import { Button } from '@trussworks/react-uswds'
import type { TFunction } from 'i18next'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ForkView, MotionView } from '../../../shared/contract.ts'
import { useOffice, useReach } from '../../office/context.tsx'
import { saveFile } from '../../office/save-file.ts'
import { useAct } from '../../office/use-act.ts'
import { deskName, listOf } from '../../office/words.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { DialogForm } from '../../parts/act-form.tsx'
import { useTried } from '../../parts/use-tried.ts'
import { Glyph } from '../../parts/icon.tsx'
import { HashText } from '../../parts/hash-text.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { ReasonField } from './reason-field.tsx'
import { SignForm } from './sign-dialog.tsx'

type Side = ForkView['sides'][number]
const letters = ['A', 'B'] as const

/** A desk whose key signed two histories: what happened, how we know, what now; both halves side by side. */
export function TwoHalves({ fork }: { fork: ForkView }) {
  const { t } = useTranslation()
  const id = useId()
  const office = useOffice()
  const admits = useReach('admin')
  const [keeping, setKeeping] = useState<{ side: Side; letter: string } | null>(null)
  const save = useAct(async () => {
    const { name, text } = await office.exportFork({ chain: fork.chain })
    saveFile(name, text, 'application/json')
  })
  const desk = deskName(fork)
  return (
    <section className={fork.decided ? 'card' : 'card card--attention'} aria-labelledby={id}>
      <h2 id={id}>{fork.registry ? t('decisions.forkedRegistry') : t('decisions.forked', { desk })}</h2>
      <p>{t('decisions.forkedWhat')}</p>
      <p>{fork.height === null ? t('decisions.forkedAt', { at: fork.at }) : t('decisions.forkedWhere', { height: fork.height })}</p>
      {fork.decided ? (
        <p>{t('decisions.forkedDecided', { size: fork.decided.size })}</p>
      ) : (
        <p>{fork.waiting === 0 ? t('decisions.forkedRestNone') : t('decisions.forkedRest', { count: fork.waiting, kept: fork.kept })}</p>
      )}
      {fork.mine && <p>{t('decisions.forkedMine')}</p>}
      {fork.registry && <p>{t('decisions.forkedRegistryNext')}</p>}
      <div className="halves">
        {fork.sides.map((side, i) => (
          <Half key={side.root} side={side} letter={letters[i]!}>
            {admits && !fork.decided && !fork.registry && (
              <Button
                type="button"
                outline
                aria-label={t('decisions.keepNamed', { letter: letters[i]!, desk })}
                onClick={() => setKeeping({ side, letter: letters[i]! })}
              >
                {t('decisions.keep')}
              </Button>
            )}
          </Half>
        ))}
      </div>
      <Trouble error={save.error} level={3} />
      <div className="row row--acts">
        <Button type="button" outline onClick={() => void save.run()}>
          <Glyph sign="download" /> {t('decisions.saveEvidence')}
        </Button>
        <span className="usa-hint">{t('decisions.evidenceHint')}</span>
      </div>
      {keeping && <KeepDialog fork={fork} {...keeping} close={() => setKeeping(null)} />}
    </section>
  )
}

const KNOWN = ['record', 'amend', 'void', 'review'] as const

/** "2 records, 1 amendment": what a line carries, by kind. */
function entryWords(t: TFunction, language: string, kinds: readonly string[]): string {
  const others = kinds.filter(kind => !KNOWN.some(known => known === kind)).length
  const counts = KNOWN.map(kind => ({ kind, count: kinds.filter(one => one === kind).length })).filter(({ count }) => count > 0)
  const words = counts.map(({ kind, count }) => t(`decisions.carries.${kind}`, { count }))
  return listOf(others > 0 ? [...words, t('decisions.carries.other', { count: others })] : words, language)
}

function Half({ side, letter, children }: { side: Side; letter: string; children: React.ReactNode }) {
  const { t, i18n } = useTranslation()
  const names = listOf(
    side.witnesses.map(({ desk }) => desk),
    i18n.language
  )
  return (
    <article className="card half" aria-label={t('decisions.half', { letter })}>
      <h3>
        {t('decisions.half', { letter })}
        {side.mine && <span className="usa-tag">{t('decisions.halfMine')}</span>}
      </h3>
      <p>{t('decisions.halfSize', { size: side.size })}</p>
      <p>{side.witnesses.length > 0 ? t('decisions.halfWitnessed', { names }) : t('decisions.halfNotWitnessed')}</p>
      {side.lines.length === 0 ? (
        <p className="quiet">{t('decisions.halfNoLines')}</p>
      ) : (
        <ul className="lines">
          {side.lines.map(line => (
            <li key={line.line} className="line">
              <span className="line__name">{t('decisions.asideLine', line)}</span>
              <span className="line__about">
                {entryWords(t, i18n.language, line.entries)} · <Moment at={line.time} kind="claimed" />
              </span>
            </li>
          ))}
        </ul>
      )}
      <dl className="facts facts--stacked">
        <dt>{t('decisions.halfRoot')}</dt>
        <dd>
          <HashText hash={side.checkpoint} label={t('decisions.half', { letter })} />
        </dd>
      </dl>
      {children}
    </article>
  )
}

function KeepDialog({ fork, side, letter, close }: { fork: ForkView; side: Side; letter: string; close(): void }) {
  const { t } = useTranslation()
  const office = useOffice()
  const [draft, setDraft] = useState<MotionView | null>(null)
  const [reason, setReason] = useState('')
  const form = useTried()
  const compose = useAct(async () =>
    setDraft(await office.draftMotion({ what: 'decide', chain: fork.chain, keep: { size: side.size, root: side.checkpoint }, reason: reason.trim() }))
  )
  return (
    <Dialog wide title={draft ? t('decisions.signTitle') : t('decisions.keepTitle', { letter })} close={close}>
      {draft ? (
        <SignForm motion={draft} act="approve" close={close} />
      ) : (
        <DialogForm
          act={compose}
          label={t('decisions.next')}
          busyText={t('decisions.nextBusy')}
          send={() => {
            form.setTried()
            if (reason.trim() !== '') void compose.run()
          }}
          close={close}
        >
          <ReasonField label={t('decisions.keepWhy')} value={reason} change={setReason} error={form.missing(reason.trim())} />
        </DialogForm>
      )}
    </Dialog>
  )
}
