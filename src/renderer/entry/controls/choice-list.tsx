/** Radios or checkboxes: below one another, in columns, in a row as a scale (likert), or as a line of a table (label, list-nolabel). */
import type { SelectItem, SelectNode } from '@getodk/xforms-engine'
import { Button, Checkbox, Radio } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../field.tsx'
import { LabelMedia } from '../label-media.tsx'
import { RichText } from '../rich-text.tsx'
import { choose, labelText, type ChoiceProps } from './choice-state.ts'

/** The class that lays the choices out. */
function layoutOf({ appearances }: SelectNode): string {
  if (appearances.label || appearances['list-nolabel'] || appearances['list']) return 'mun-choices mun-choices--row'
  if (appearances.likert) return 'mun-choices mun-choices--likert'
  if (appearances['columns-pack'] || appearances['horizontal-compact'] || appearances.compact) return 'mun-choices mun-choices--pack'
  const columns = [...Array(10).keys()].map(at => at + 1).find(count => appearances[`columns-${count}`])
  if (columns !== undefined) return `mun-choices mun-choices--columns mun-choices--${columns}`
  return appearances.columns || appearances.horizontal ? 'mun-choices mun-choices--columns' : 'mun-choices'
}

export function ChoiceList({ node, state }: ChoiceProps): ReactNode {
  const { t } = useTranslation('entry')
  const { options, chosen, readonly, required } = state
  const one = node.selectType === 'select1'
  // A line of labels above lines of bare marks: the words are said to a screen reader on every mark.
  if (node.appearances.label) return <LabelLine node={node} state={state} />
  const bare = Boolean(node.appearances['list-nolabel'])
  const Mark = one ? Radio : Checkbox
  return (
    <Field node={node} legend>
      {described => (
        <>
          {options.length === 0 && <NothingToChoose />}
          <div className={layoutOf(node)}>
            {options.map((item, at) => (
              <Mark
                key={item.value}
                id={`${described.id}-${at}`}
                name={described.name}
                value={item.value}
                label={<ChoiceLabel item={item} bare={bare} />}
                checked={chosen.includes(item.value)}
                disabled={readonly}
                onChange={event => choose({ node, state }, item.value, event.target.checked)}
              />
            ))}
          </div>
          {one && !required && chosen.length > 0 && !readonly && (
            <Button type="button" unstyled onClick={() => node.selectValue(null)}>
              {t('choice.clear')}
            </Button>
          )}
        </>
      )}
    </Field>
  )
}

const ChoiceLabel = ({ item, bare }: { readonly item: SelectItem; readonly bare: boolean }): ReactNode =>
  bare ? (
    <span className="usa-sr-only">{labelText(item)}</span>
  ) : (
    <>
      <LabelMedia text={item.label} />
      <RichText text={item.label} />
    </>
  )

function LabelLine({ node, state }: ChoiceProps): ReactNode {
  return (
    <Field node={node} legend>
      {() => (
        <div className="mun-choices mun-choices--row mun-choices--heads" aria-hidden="true">
          {state.options.map(item => (
            <span key={item.value}>
              <RichText text={item.label} />
            </span>
          ))}
        </div>
      )}
    </Field>
  )
}

/** A list that depends on an earlier answer is empty until that is given. */
function NothingToChoose(): ReactNode {
  const { t } = useTranslation('entry')
  return <p className="usa-hint">{t('choice.empty')}</p>
}
