/** One or several of a list, in the shape that the form asks for and the length of the list allows. */
import type { SelectNode } from '@getodk/xforms-engine'
import { Select } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { ChoiceList } from './choice-list.tsx'
import { ChoiceMap } from './choice-map.tsx'
import { ChoiceSearch } from './choice-search.tsx'
import { labelText, type ChoiceProps, type ChoiceState } from './choice-state.ts'

/** More than these are hard to take in at a glance; more than those are hard to find one's way in without searching. */
const MANY = 12
const VERY_MANY = 60

export function ChoiceControl({ node }: { readonly node: SelectNode }): ReactNode {
  const state = useEngine((): ChoiceState => {
    const { valueOptions, value, readonly, required } = node.currentState
    return { options: valueOptions, chosen: value, readonly, required }
  })
  const { appearances } = node
  const many = node.selectType === 'select'
  const count = state.options.length
  if (appearances.map && !many) return <ChoiceMap node={node} state={state} />
  if (appearances.autocomplete || count > VERY_MANY) return <ChoiceSearch node={node} state={state} />
  if (many) return appearances.minimal && count > MANY ? <ChoiceSearch node={node} state={state} /> : <ChoiceList node={node} state={state} />
  const plain = !appearances.label && !appearances['list-nolabel'] && !appearances.likert
  return plain && (appearances.minimal || count > MANY) ? <DropDown node={node} state={state} /> : <ChoiceList node={node} state={state} />
}

function DropDown({ node, state }: ChoiceProps): ReactNode {
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
