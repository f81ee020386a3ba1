import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useReach } from '../../office/context.tsx'
import { newId } from '../../office/new-id.ts'
import { addressOf, allRecords, go } from '../../office/place.ts'
import { useCall } from '../../office/use-call.ts'
import { deskName } from '../../office/words.ts'
import { Glyph } from '../../parts/icon.tsx'
import { Page } from '../../parts/page.tsx'
import { Moment } from '../../parts/moment.tsx'
import { ReviewText } from '../../parts/review-text.tsx'
import { CopiesText, StateText } from '../../parts/state-text.tsx'
import { Answered } from '../../parts/waiting.tsx'
import { Copies } from './copies.tsx'
import { History } from './history.tsx'
import { PrintedProof } from './printed-proof.tsx'
import { ReviewBox } from './review-box.tsx'
import { Proof } from './proof.tsx'
import { keyOf, type Shown } from './shown.ts'
import { StateNotice } from './state-notice.tsx'
import { Values } from './values.tsx'
import { VoidDialog } from './void-dialog.tsx'

/** What does it say, and can I rely on it? */
export function RecordPage({ record }: { record: string }) {
  const { t } = useTranslation()
  const shown = useCall('getRecord', { record })
  const back = (
    <a className="back no-print" href={addressOf({ page: 'records', view: allRecords })} onClick={goBack}>
      <Glyph sign="back" /> {t('record.back')}
    </a>
  )
  if (shown.value === undefined) {
    return (
      <Page title={record.length > 43 ? t('frame.records') : record} above={back}>
        <Answered of={shown}>{() => null}</Answered>
      </Page>
    )
  }
  return <Answered of={shown}>{value => <OneRecord shown={value} back={back} />}</Answered>
}

/** Back to the list as it was left, when the person came from there; else to all records. */
function goBack(event: { preventDefault(): void }): void {
  if (window.history.length < 2) return
  event.preventDefault()
  window.history.back()
}

function OneRecord({ shown, back }: { shown: Shown; back: React.ReactNode }) {
  const { t } = useTranslation()
  const { row, versions } = shown
  const current =
    versions.findLast(version => version.current && version.kind !== 'void') ?? versions.findLast(version => version.kind !== 'void') ?? versions[0]
  const [chosen, choose] = useState<string | null>(null)
  const [voiding, setVoiding] = useState(false)
  const version = versions.find(one => keyOf(one) === chosen) ?? current
  const files = useReach('clerk')
  const open = row.state !== 'voided' && row.state !== 'noEffect' && row.state !== 'waiting'
  return (
    <Page
      title={row.ref}
      name={`${row.ref} ${row.title}`}
      above={back}
      acts={
        <>
          {files && open && (
            <>
              <Button
                type="button"
                onClick={() => go({ page: 'amend', record: `${row.id.line}.${row.id.index}`, draft: newId() })}
                disabled={current?.values === null}
              >
                <Glyph sign="edit" /> {t('record.amend')}
              </Button>
              <Button type="button" outline onClick={() => setVoiding(true)}>
                {t('record.void')}
              </Button>
            </>
          )}
          <Button type="button" outline onClick={() => window.print()}>
            <Glyph sign="print" /> {t('record.print')}
          </Button>
        </>
      }
    >
      <div className="record-head">
        <p className="record-head__title">
          <bdi>{row.title}</bdi> · <bdi>{row.formTitle}</bdi>
        </p>
        <p className="record-head__by">
          {t('record.filedBy', { author: row.author, desk: deskName(row) })}, <Moment at={row.time} kind="claimed" />
        </p>
        <p className="row">
          <StateText state={row.state} versions={row.versions} />
          <ReviewText review={row.review} />
          <CopiesText row={row} />
          <span className="state state--quiet">
            <Glyph sign="witnessed" />
            <span>
              {row.witnessed === 0
                ? t('states.notWitnessed')
                : row.witnessed < shown.proof.wanted
                  ? t('states.witnessedPartly', { count: row.witnessed, wanted: shown.proof.wanted })
                  : t('states.witnessed', { count: row.witnessed })}
            </span>
          </span>
        </p>
      </div>
      <StateNotice shown={shown} />
      <div className="record-columns">
        <div>
          {version && <Values shown={shown} version={version} isCurrent={version === current} seeCurrent={() => choose(null)} />}
          <PrintedProof shown={shown} />
        </div>
        <aside className="no-print" aria-label={t('record.beside')}>
          <ReviewBox shown={shown} />
          <History shown={shown} chosen={version ?? null} choose={one => choose(keyOf(one))} />
          <Copies shown={shown} />
          <Proof shown={shown} />
        </aside>
      </div>
      {voiding && <VoidDialog shown={shown} close={() => setVoiding(false)} />}
    </Page>
  )
}
