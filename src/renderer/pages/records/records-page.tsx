import { Button } from '@trussworks/react-uswds'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReach } from '../../office/context.tsx'
import { allRecords, go, type RecordsView } from '../../office/place.ts'
import { useNewest } from '../../office/use-newest.ts'
import { Empty } from '../../parts/empty.tsx'
import { Glyph } from '../../parts/icon.tsx'
import { Page } from '../../parts/page.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { Filters } from './filters.tsx'
import { isNarrowed, queryOf } from './query.ts'
import { RecordsTable } from './records-table.tsx'
import { useRecordPages } from './use-record-pages.ts'

/** A word is looked for when the typing pauses this long (ms). */
const PAUSE = 150

/** Where is it? */
export function RecordsPage({ view }: { view: RecordsView }) {
  const { t } = useTranslation()
  const query = useMemo(() => queryOf(view), [view])
  const pages = useRecordPages(query)
  const narrowed = isNarrowed(view)
  const change = (part: Partial<RecordsView>): void => go({ page: 'records', view: { ...view, ...part } }, 'replace')
  const clear = (): void => change({ ...allRecords, sort: view.sort, descending: view.descending })
  return (
    <Page wide title={t('records.title')}>
      <div className="records__tools">
        <SearchField search={view.search} change={search => change({ search })} />
        <Filters view={view} change={change} clear={narrowed ? clear : null} />
      </div>
      <div className="records__count">
        <span role="status">
          {pages.searching && pages.total !== undefined
            ? t('records.searching')
            : pages.total === undefined
              ? ''
              : t(narrowed ? 'records.found' : 'records.count', { count: pages.total })}
        </span>
        {pages.newer !== null && (
          <span className="records__newer">
            {pages.newer > 0 ? t('records.newer', { count: pages.newer }) : t('records.changed')}
            <Button type="button" unstyled onClick={pages.refresh}>
              {t('records.show')}
            </Button>
          </span>
        )}
      </div>
      {pages.error && <Trouble error={pages.error} title={t('common.failed')} again={pages.refresh} />}
      {pages.total === undefined && !pages.error && <Waiting />}
      {pages.total === 0 && !pages.searching && <Nothing narrowed={narrowed} clear={clear} />}
      {pages.total !== undefined && pages.total > 0 && <RecordsTable pages={pages} total={pages.total} view={view} change={change} />}
    </Page>
  )
}

function SearchField({ search, change }: { search: string; change(search: string): void }) {
  const { t } = useTranslation()
  const [text, setText] = useState(search)
  const asked = useRef(search)
  const newest = useNewest(change)
  useEffect(() => {
    // the address changed under us (Back, clear): follow it
    if (search !== asked.current) {
      asked.current = search
      setText(search)
    }
  }, [search])
  useEffect(() => {
    if (text.trimStart() === asked.current) return
    const timer = setTimeout(() => {
      asked.current = text.trimStart()
      newest.current(text.trimStart())
    }, PAUSE)
    return () => clearTimeout(timer)
  }, [text, newest])
  return (
    <search className="records__search">
      <Glyph sign="search" />
      <input
        data-page-search
        type="search"
        value={text}
        onChange={event => setText(event.target.value)}
        maxLength={200}
        aria-label={t('records.search')}
        aria-keyshortcuts="Control+K"
        placeholder={t('records.searchHint')}
        spellCheck={false}
      />
      <kbd aria-hidden="true">{t('frame.searchKeys')}</kbd>
    </search>
  )
}

function Nothing({ narrowed, clear }: { narrowed: boolean; clear(): void }) {
  const { t } = useTranslation()
  const files = useReach('clerk')
  if (!narrowed) {
    return (
      <Empty
        sign="records"
        title={t('records.emptyTitle')}
        acts={
          files && (
            <Button type="button" onClick={() => go({ page: 'forms' })}>
              {t('records.emptyAct')}
            </Button>
          )
        }
      >
        {t('records.empty')}
      </Empty>
    )
  }
  return (
    <Empty
      sign="search"
      title={t('records.noneTitle')}
      acts={
        <>
          <Button type="button" onClick={clear}>
            {t('records.noneAct')}
          </Button>
          <Button type="button" outline onClick={() => go({ page: 'network' })}>
            {t('records.noneContact')}
          </Button>
        </>
      }
    >
      {t('records.none')}
    </Empty>
  )
}
