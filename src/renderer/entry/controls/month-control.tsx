/** A month or only a year: stored as its first day, as ODK does. */
import type { DateInputNode } from '@getodk/xforms-engine'
import { Select, TextInput } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../field.tsx'
import { codeOf } from '../language.ts'
import { useEngine } from '../reactive.ts'
import { useTyping } from './typed.ts'

const isYear = (text: string): boolean => /^[12]\d{3}$/.test(text)

export function YearControl({ node }: { readonly node: DateInputNode }): ReactNode {
  const { t } = useTranslation('entry')
  const { text, type, untaken } = useTyping(node, value => value.slice(0, 4))
  const readOnly = useEngine(() => node.currentState.readonly)
  return (
    <Field node={node} untaken={untaken ? t('problem.year') : undefined}>
      {described => (
        <TextInput
          {...described}
          className="mun-entry-number"
          type="text"
          inputMode="numeric"
          autoComplete="off"
          dir="ltr"
          value={text}
          readOnly={readOnly}
          onChange={event => {
            const typed = event.target.value
            type(typed, typed === '' ? '' : isYear(typed) ? `${typed}-01-01` : undefined)
          }}
        />
      )}
    </Field>
  )
}

const MONTHS = Array.from({ length: 12 }, (_, at) => String(at + 1).padStart(2, '0'))

/** The browser's own month field takes no digits in some languages; a list and a year work everywhere. */
export function MonthControl({ node }: { readonly node: DateInputNode }): ReactNode {
  const { t, i18n } = useTranslation('entry')
  const { text, type, untaken } = useTyping(node, value => value.slice(0, 7))
  const readOnly = useEngine(() => node.currentState.readonly)
  const language = useEngine(() => node.root.currentState.activeLanguage.language)
  const [year = '', month = ''] = text.split('-')
  const name = new Intl.DateTimeFormat(namesIn(language) ?? i18n.language, { month: 'long', timeZone: 'UTC' })
  const take = (nextYear: string, nextMonth: string): void => {
    const clean = nextYear.replaceAll('-', '')
    const none = clean === '' && nextMonth === ''
    type(none ? '' : `${clean}-${nextMonth}`, none ? '' : isYear(clean) && nextMonth !== '' ? `${clean}-${nextMonth}-01` : undefined)
  }
  return (
    <Field node={node} legend untaken={untaken ? t('problem.month') : undefined}>
      {described => (
        <div className="mun-month">
          <Select
            {...described}
            id={`${described.id}-month`}
            aria-label={t('date.month')}
            value={month}
            disabled={readOnly}
            onChange={event => take(year, event.target.value)}
          >
            <option value="">{t('date.month')}</option>
            {MONTHS.map(one => (
              <option key={one} value={one}>
                {name.format(Date.UTC(2000, Number(one) - 1, 15))}
              </option>
            ))}
          </Select>
          <TextInput
            {...described}
            id={`${described.id}-year`}
            aria-label={t('date.year')}
            placeholder={t('date.year')}
            type="text"
            inputMode="numeric"
            autoComplete="off"
            dir="ltr"
            value={year}
            readOnly={readOnly}
            onChange={event => take(event.target.value, month)}
          />
        </div>
      )}
    </Field>
  )
}

/** A form's language may be a label that no browser knows. */
function namesIn(language: string): string | undefined {
  const code = codeOf(language)
  try {
    return code === undefined ? undefined : Intl.getCanonicalLocales(code)[0]
  } catch {
    return undefined
  }
}
