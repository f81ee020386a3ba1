/** Dates and times through the browser's own fields: they speak the person's language and work by keyboard. */
import type { DateInputNode, DateTimeInputNode, TimeInputNode } from '@getodk/xforms-engine'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { MonthControl, YearControl } from './month-control.tsx'
import { useTyping } from './typed.ts'

type DateNode = DateInputNode | TimeInputNode | DateTimeInputNode

interface Kind {
  readonly input: 'date' | 'time' | 'datetime-local'
  /** The engine's value → the field's. */
  readonly shown: (value: string) => string
  readonly taken: (text: string) => string
}

const pad = (value: number): string => String(value).padStart(2, '0')

/** A moment with an offset, shown in this machine's time; without one, as it is. */
function localMoment(value: string): string {
  if (!/(Z|[+-]\d{2}:\d{2})$/i.test(value)) return value.slice(0, 16)
  const date = new Date(value)
  if (Number.isNaN(date.getTime())) return ''
  return `${String(date.getFullYear()).padStart(4, '0')}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${pad(date.getHours())}:${pad(date.getMinutes())}`
}

/** With this machine's offset at that moment, as ODK writes it. */
function withOffset(text: string): string {
  const minutes = -new Date(text).getTimezoneOffset()
  const size = Math.abs(minutes)
  return `${text.length === 16 ? `${text}:00` : text}.000${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`
}

function kindOf(node: DateNode): Kind {
  if (node.valueType === 'dateTime') return { input: 'datetime-local', shown: localMoment, taken: withOffset }
  if (node.valueType === 'time') return { input: 'time', shown: value => value.slice(0, 5), taken: text => (text.length === 5 ? `${text}:00.000` : text) }
  return { input: 'date', shown: value => value.slice(0, 10), taken: text => text }
}

const isDate = (node: DateNode): node is DateInputNode => node.valueType === 'date'

export function DateControl({ node }: { readonly node: DateNode }): ReactNode {
  if (isDate(node) && node.appearances.year) return <YearControl node={node} />
  if (isDate(node) && node.appearances['month-year']) return <MonthControl node={node} />
  return <MomentControl node={node} />
}

function MomentControl({ node }: { readonly node: DateNode }): ReactNode {
  const { t } = useTranslation('entry')
  const kind = kindOf(node)
  const { text, type, untaken } = useTyping(node, kind.shown)
  const readOnly = useEngine(() => node.currentState.readonly)
  return (
    <Field node={node} untaken={untaken ? t('problem.date') : undefined}>
      {described => (
        <input
          {...described}
          className="usa-input mun-entry-date"
          type={kind.input}
          value={text}
          readOnly={readOnly}
          max={kind.input === 'date' ? '9999-12-31' : undefined}
          onChange={event => {
            const { value, validity } = event.target
            type(value, validity.badInput ? undefined : value === '' ? '' : kind.taken(value))
          }}
        />
      )}
    </Field>
  )
}
