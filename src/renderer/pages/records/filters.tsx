import { Button } from '@trussworks/react-uswds'
import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordsView } from '../../office/place.ts'
import { useCall } from '../../office/use-call.ts'
import { stateName } from '../../parts/state-text.tsx'

const reviewed = ['in-review', 'returned', 'approved'] as const

interface Choice {
  readonly value: string
  readonly label: string
  readonly records: number
}

/** What narrows the list, each with how many records it would leave on its own. */
export function Filters({ view, change, clear }: { view: RecordsView; change(part: Partial<RecordsView>): void; clear: (() => void) | null }) {
  const { t } = useTranslation()
  const facets = useCall('recordFacets', {})
  const found = facets.value
  return (
    <fieldset className="filters">
      <legend className="usa-sr-only">{t('records.filters')}</legend>
      <Filter
        label={t('records.form')}
        value={view.form}
        change={form => change({ form })}
        choices={(found?.forms ?? []).map(one => ({ value: one.form, label: one.title, records: one.records }))}
      />
      <Filter
        label={t('records.office')}
        value={view.office}
        change={office => change({ office })}
        choices={(found?.offices ?? []).map(one => ({ value: one.office, label: one.office, records: one.records }))}
      />
      <Filter
        label={t('records.author')}
        value={view.author}
        change={author => change({ author })}
        choices={(found?.authors ?? []).map(one => ({ value: one.author, label: one.author, records: one.records }))}
      />
      <Filter
        label={t('records.state')}
        value={view.state}
        change={state => change({ state })}
        choices={(found?.states ?? []).map(one => ({ value: one.state, label: stateName(t, one.state), records: one.records }))}
      />
      <Labelled label={t('records.review')}>
        {id => (
          <select
            id={id}
            className={view.review === '' ? 'usa-select' : 'usa-select filter__on'}
            value={view.review}
            onChange={event => change({ review: event.target.value })}
          >
            <option value="">{t('records.any')}</option>
            {reviewed.map(state => (
              <option key={state} value={state}>
                {t(`review.states.${state}`)}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <Labelled label={t('records.from')}>
        {id => <input id={id} className="usa-input" type="date" value={view.from} onChange={event => change({ from: event.target.value })} />}
      </Labelled>
      <Labelled label={t('records.to')}>
        {id => <input id={id} className="usa-input" type="date" value={view.to} onChange={event => change({ to: event.target.value })} />}
      </Labelled>
      {clear && (
        <Button type="button" unstyled className="filters__clear" onClick={clear}>
          {t('records.clear')}
        </Button>
      )}
    </fieldset>
  )
}

function Labelled({ label, children }: { label: string; children(id: string): ReactNode }) {
  const id = useId()
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  )
}

function Filter({ label, value, change, choices }: { label: string; value: string; change(value: string): void; choices: readonly Choice[] }) {
  const { t } = useTranslation()
  // what the address asks for stays chosen, also when nothing has it (any more)
  const known = value === '' || choices.some(choice => choice.value === value)
  return (
    <Labelled label={label}>
      {id => (
        <select id={id} className={value === '' ? 'usa-select' : 'usa-select filter__on'} value={value} onChange={event => change(event.target.value)}>
          <option value="">{t('records.any')}</option>
          {!known && <option value={value}>{value}</option>}
          {choices.map(choice => (
            <option key={choice.value} value={choice.value}>
              {t('records.withCount', { what: choice.label, count: choice.records })}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  )
}
