/** One or several of a list: radios or checkboxes while the list is short, a drop-down when it is long or the form asks for it. */
import type { SelectItem, SelectNode } from '@getodk/xforms-engine'
import { Button, Checkbox, Radio, Select } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { RichText } from '../rich-text.tsx'

/** More than these are hard to take in at a glance. */
const MANY = 12

interface ChoiceState {
  readonly options: readonly SelectItem[]
  readonly chosen: readonly string[]
  readonly readonly: boolean
  readonly required: boolean
}

export function ChoiceControl({ node }: { readonly node: SelectNode }): ReactNode {
  const state = useEngine((): ChoiceState => {
    const { valueOptions, value, readonly, required } = node.currentState
    return { options: valueOptions, chosen: value, readonly, required }
  })
  if (node.selectType === 'select') return <Several node={node} state={state} />
  const { appearances } = node
  const asked = appearances.minimal || appearances.autocomplete || appearances.search
  return asked || state.options.length > MANY ? <DropDown node={node} state={state} /> : <One node={node} state={state} />
}

interface Props {
  readonly node: SelectNode
  readonly state: ChoiceState
}

const labelText = (item: SelectItem): string => item.label.asString.trim() || item.value

function DropDown({ node, state }: Props): ReactNode {
  const { t } = useTranslation('entry')
  return (
    <Field node={node}>
      {described => (
        <Select {...described} value={state.chosen[0] ?? ''} disabled={state.readonly} onChange={event => node.selectValue(event.target.value || null)}>
          <option value="">{t('choice.none')}</option>
          {state.options.map(item => (
            <option key={item.value} value={item.value}>
              {labelText(item)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

function One({ node, state }: Props): ReactNode {
  const { t } = useTranslation('entry')
  return (
    <Field node={node} legend>
      {described => (
        <>
          {state.options.length === 0 && <NothingToChoose />}
          {state.options.map((item, at) => (
            <Radio
              key={item.value}
              id={`${described.id}-${at}`}
              name={described.name}
              value={item.value}
              label={<RichText text={item.label} />}
              checked={state.chosen[0] === item.value}
              disabled={state.readonly}
              onChange={() => node.selectValue(item.value)}
            />
          ))}
          {!state.required && state.chosen.length > 0 && !state.readonly && (
            <Button type="button" unstyled onClick={() => node.selectValue(null)}>
              {t('choice.clear')}
            </Button>
          )}
        </>
      )}
    </Field>
  )
}

function Several({ node, state }: Props): ReactNode {
  const toggle = (value: string, on: boolean): void => {
    // In the order of the list, whatever was ticked first.
    const next = state.options.map(item => item.value).filter(one => (one === value ? on : state.chosen.includes(one)))
    node.selectValues(next)
  }
  return (
    <Field node={node} legend>
      {described => (
        <>
          {state.options.length === 0 && <NothingToChoose />}
          {state.options.map((item, at) => (
            <Checkbox
              key={item.value}
              id={`${described.id}-${at}`}
              name={described.name}
              value={item.value}
              label={<RichText text={item.label} />}
              checked={state.chosen.includes(item.value)}
              disabled={state.readonly}
              onChange={event => toggle(item.value, event.target.checked)}
            />
          ))}
        </>
      )}
    </Field>
  )
}

/** A list that depends on an earlier answer is empty until that is given. */
function NothingToChoose(): ReactNode {
  const { t } = useTranslation('entry')
  return <p className="usa-hint">{t('choice.empty')}</p>
}
