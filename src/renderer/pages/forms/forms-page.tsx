import { Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Output } from '../../../shared/contract.ts'
import { useReach } from '../../office/context.tsx'
import { newId } from '../../office/new-id.ts'
import { addressOf, go } from '../../office/place.ts'
import { useCall } from '../../office/use-call.ts'
import { Empty } from '../../parts/empty.tsx'
import { Glyph } from '../../parts/icon.tsx'
import { Page } from '../../parts/page.tsx'
import { Answered } from '../../parts/waiting.tsx'
import { ImportDialog } from './import-dialog.tsx'

type FormRow = Output<'listForms'>[number]

/** What may be entered here? */
export function FormsPage() {
  const { t } = useTranslation()
  const forms = useCall('listForms', {})
  const publishes = useReach('admin')
  const [importing, setImporting] = useState(false)
  const importButton = publishes && (
    <Button type="button" outline onClick={() => setImporting(true)}>
      <Glyph sign="upload" /> {t('forms.import')}
    </Button>
  )
  return (
    <Page title={t('forms.title')} lead={t('forms.lead')} acts={importButton}>
      <Answered of={forms}>
        {rows =>
          rows.length === 0 ? (
            <Empty sign="forms" title={t('forms.emptyTitle')}>
              {t('forms.empty')}
            </Empty>
          ) : (
            <ul className="form-list">
              {rows
                .filter(row => row.newest)
                .map(row => (
                  <li key={row.package}>
                    <FormCard row={row} older={rows.filter(one => one.form === row.form && !one.newest)} />
                  </li>
                ))}
            </ul>
          )
        }
      </Answered>
      {importing && <ImportDialog close={() => setImporting(false)} />}
    </Page>
  )
}

function FormCard({ row, older }: { row: FormRow; older: readonly FormRow[] }) {
  const { t } = useTranslation()
  const files = useReach('clerk')
  const facts: string[] = [
    ...(row.version === '' ? [] : [t('forms.version', { version: row.version })]),
    t('forms.questions', { count: row.questions }),
    t('forms.records', { count: row.records })
  ]
  if (row.languages.length > 1) facts.push(t('forms.languages', { list: row.languages.join(', ') }))
  return (
    <article className="card form-card">
      <div className="form-card__what">
        <h2>
          <a href={addressOf({ page: 'form', package: row.package })}>
            <bdi>{row.title}</bdi>
          </a>
        </h2>
        <p className="quiet">{facts.join(' · ')}</p>
        {(row.unsupported.length > 0 || older.length > 0) && (
          <p className="row">
            {row.unsupported.length > 0 && (
              <a className="state state--waiting" href={addressOf({ page: 'form', package: row.package })}>
                <Glyph sign="warning" />
                <span>{t('forms.notYet', { count: row.unsupported.length })}</span>
              </a>
            )}
            {older.length > 0 && <span className="quiet">{t('forms.older', { count: older.length })}</span>}
          </p>
        )}
      </div>
      {row.state === 'closed' ? (
        <span className="quiet">{t('forms.closed')}</span>
      ) : (
        files && (
          <Button
            type="button"
            aria-label={t('forms.fillNamed', { title: row.title })}
            onClick={() => go({ page: 'entry', package: row.package, draft: newId() })}
          >
            {t('forms.fill')}
          </Button>
        )
      )}
    </article>
  )
}
