import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe, useOffice, useReach } from '../../office/context.tsx'
import { newId } from '../../office/new-id.ts'
import { addressOf } from '../../office/place.ts'
import { useAct } from '../../office/use-act.ts'
import { useCall } from '../../office/use-call.ts'
import { deskName } from '../../office/words.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { BusyButton } from '../../parts/busy-button.tsx'
import { Moment } from '../../parts/moment.tsx'
import { ReviewText } from '../../parts/review-text.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { ReturnDialog } from './return-dialog.tsx'
import type { Shown } from './shown.ts'
import { whyWords } from './why.ts'

type Act = 'approve' | 'submit' | 'withdraw'

/** Where the review of this record stands, what was said, and what the person may say now. */
export function ReviewBox({ shown }: { shown: Shown }) {
  const { t } = useTranslation()
  const { review, row } = shown
  const [returning, setReturning] = useState(false)
  const [decided, setDecided] = useState(false)
  const decides = useDecision(shown, () => setDecided(true))
  const supervises = useReach('supervisor')
  const me = useMe()
  if (review.state === 'none' && review.decisions.length === 0 && !review.may.submit) return null
  const wrote = shown.versions.some(version => version.author === me.name)
  return (
    <section className="card" aria-labelledby="review-title">
      <h2 id="review-title">{t('review.box.title')}</h2>
      <p className="row">
        <ReviewText review={review.state} />
        <span className="quiet">{review.rule !== 'none' && t(`review.rules.${review.rule}`)}</span>
      </p>
      <Standing shown={shown} />
      {supervises && wrote && review.state === 'in-review' && !review.may.decide && <p className="quiet">{t('review.box.own')}</p>}
      <div className="row row--acts">
        {review.may.decide && review.state === 'in-review' && (
          <>
            <BusyButton type="button" busy={decides.busy} busyText={t('review.acts.busy')} onClick={() => void decides.run('approve')}>
              {t('review.acts.approve')}
            </BusyButton>
            <Button type="button" outline onClick={() => setReturning(true)} disabled={decides.busy}>
              {t('review.acts.return')}
            </Button>
          </>
        )}
        {review.may.submit && review.state === 'none' && (
          <Button type="button" outline onClick={() => void decides.run('submit')} disabled={decides.busy}>
            {t('review.acts.submit')}
          </Button>
        )}
        {review.may.withdraw && (
          <Button type="button" unstyled onClick={() => void decides.run('withdraw')} disabled={decides.busy}>
            {t('review.acts.withdraw')}
          </Button>
        )}
      </div>
      <Trouble error={decides.error} level={3} />
      {decided && supervises && <Next not={row.ref} />}
      <Decisions shown={shown} />
      {returning && <ReturnDialog shown={shown} close={() => setReturning(false)} done={() => setDecided(true)} />}
    </section>
  )
}

function Standing({ shown: { review, row } }: { shown: Shown }) {
  const { t } = useTranslation()
  const said = {
    none: () => t('review.box.none'),
    'in-review': () => t('review.box.inReview', { approved: review.approved, needed: review.needed }),
    approved: () => t('review.box.approved', { count: review.approved }),
    returned: () => t('review.box.returned', { author: row.author })
  }
  return <p>{said[review.state]()}</p>
}

function useDecision({ row, heads }: Shown, done: () => void) {
  const { t } = useTranslation()
  const office = useOffice()
  const announce = useAnnounce()
  return useAct(async (decision: Act) => {
    await office.reviewRecords({ records: [{ id: newId(), record: row.id, binds: heads[0]! }], decision })
    announce(t(`review.done.${decision}`, { ref: row.ref }))
    if (decision === 'approve') done()
  })
}

/** The next one is a step away; it does not open under somebody who is still reading. */
function Next({ not }: { not: string }) {
  const { t } = useTranslation()
  const waiting = useCall('listRecords', { work: 'to-review', descending: false, limit: 2 })
  const next = waiting.value?.rows.find(row => row.ref !== not)
  if (!waiting.value) return null
  return (
    <p>
      <a className="usa-button usa-button--outline" href={addressOf(next ? { page: 'record', record: next.ref } : { page: 'review' })}>
        {next ? t('review.acts.next', { ref: next.ref }) : t('review.acts.toList')}
      </a>
    </p>
  )
}

function Decisions({ shown: { review } }: { shown: Shown }) {
  const { t } = useTranslation()
  if (review.decisions.length === 0) return null
  return (
    <>
      <h3>{t('review.box.decisions')}</h3>
      <ol className="history">
        {review.decisions.map(one => (
          <li key={`${one.id.line}.${one.id.index}`} className="version">
            <p className="version__head">
              <strong>{t(`review.box.${one.decision}`)}</strong>
              {!one.stands && (one.decision === 'approve' || one.decision === 'return') && one.why === null && (
                <span className="quiet">{t('review.box.older')}</span>
              )}
            </p>
            <p className="version__by">
              <bdi>{one.person}</bdi>, <bdi>{deskName(one)}</bdi>, <Moment at={one.time} kind="claimed" />
            </p>
            {one.reason !== null && one.reason !== '' && (
              <p className="version__reason">
                <bdi>“{one.reason}”</bdi>
              </p>
            )}
            {one.why !== null && <p className="version__effect">{t('review.box.noEffect', { why: whyWords(t, one.why) })}</p>}
          </li>
        ))}
      </ol>
    </>
  )
}
