import { useTranslation } from 'react-i18next'
import { useMe, useReach } from '../office/context.tsx'
import { addressOf, allRecords } from '../office/place.ts'
import { useCall } from '../office/use-call.ts'
import { Glyph } from '../parts/icon.tsx'
import { Moment } from '../parts/moment.tsx'
import { Page } from '../parts/page.tsx'
import { CopiesText, StateText } from '../parts/state-text.tsx'
import { ReviewText } from '../parts/review-text.tsx'
import { Answered } from '../parts/waiting.tsx'
import { Attention } from './today/attention.tsx'
import { Drafts } from './today/drafts.tsx'
import { Returned } from './today/returned.tsx'
import { Interrupted } from './today/interrupted.tsx'

/** What should I do now? */
export function TodayPage() {
  const { t } = useTranslation()
  const me = useMe()
  const files = useReach('clerk')
  const reads = useReach('viewer')
  return (
    <Page
      title={t('today.title')}
      lead={t('today.hello', { name: me.name })}
      acts={
        files && (
          <a className="usa-button" href={addressOf({ page: 'forms' })}>
            <Glyph sign="add" /> {t('today.begin')}
          </a>
        )
      }
    >
      {files && <Interrupted />}
      <div className="today">
        <div className="today__main">
          {files && <Returned />}
          {files && <Drafts />}
          {reads && <Recent />}
        </div>
        <div className="today__side">
          {reads && <Attention />}
          <Counts />
        </div>
      </div>
    </Page>
  )
}

function Counts() {
  const { t, i18n } = useTranslation()
  const status = useCall('status', {})
  const number = (value: number): string => new Intl.NumberFormat(i18n.language).format(value)
  return (
    <section className="card" aria-labelledby="counts-title">
      <h2 id="counts-title">{t('today.counts')}</h2>
      <Answered of={status}>
        {value => (
          <dl className="tally">
            <div>
              <dt>{t('today.filed')}</dt>
              <dd>{number(value.records)}</dd>
            </div>
            <div>
              <dt>{t('today.copied')}</dt>
              <dd>{number(value.copied)}</dd>
            </div>
            <div>
              <dt>{t('today.onlyHere')}</dt>
              <dd>{number(value.onlyHere)}</dd>
            </div>
          </dl>
        )}
      </Answered>
    </section>
  )
}

const RECENT = 6

function Recent() {
  const { t } = useTranslation()
  const records = useCall('listRecords', { limit: RECENT })
  return (
    <section className="card" aria-labelledby="recent-title">
      <div className="card__head">
        <h2 id="recent-title">{t('today.recent')}</h2>
        <a href={addressOf({ page: 'records', view: allRecords })}>{t('today.allRecords')}</a>
      </div>
      <Answered of={records}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p className="quiet">{t('today.recentNone')}</p>
          ) : (
            <ul className="lines">
              {rows.map(row => (
                <li key={`${row.id.line}.${row.id.index}`} className="line">
                  <a className="line__name" href={addressOf({ page: 'record', record: row.ref })}>
                    <bdi>{row.title}</bdi>
                  </a>
                  <span className="line__about">
                    {row.ref} · <bdi>{row.formTitle}</bdi> · <bdi>{row.author}</bdi> · <Moment at={row.time} kind="claimed" focusable={false} />
                  </span>
                  <span className="line__end line__states">
                    <StateText short state={row.state} versions={row.versions} />
                    <ReviewText review={row.review} />
                    <CopiesText short row={row} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </section>
  )
}
