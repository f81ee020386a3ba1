/** Controls with little to them: notes, acknowledgements, and what this program does not do yet. */
import type { AnyControlNode, AnyNoteNode, TriggerNode } from '@getodk/xforms-engine'
import { Checkbox } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { domId } from '../entry-context.ts'
import { Field } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { RichText } from '../rich-text.tsx'

export function NoteControl({ node }: { readonly node: AnyNoteNode }): ReactNode {
  const { label, hint, value } = useEngine(() => ({ label: node.currentState.label, hint: node.currentState.hint, value: node.currentState.instanceValue }))
  return (
    <div className="mun-entry-field mun-entry-note" id={domId(node.nodeId)} data-path={node.currentState.reference} data-node={node.nodeId}>
      {label && (
        <p>
          <bdi>
            <RichText text={label} />
          </bdi>
        </p>
      )}
      {hint && (
        <p className="usa-hint">
          <RichText text={hint} />
        </p>
      )}
      {value !== '' && <output className="mun-entry-computed">{value}</output>}
    </div>
  )
}

export function AcknowledgeControl({ node }: { readonly node: TriggerNode }): ReactNode {
  const { t } = useTranslation('entry')
  const { value, readonly } = useEngine(() => ({ value: node.currentState.value, readonly: node.currentState.readonly }))
  return (
    <Field node={node} legend>
      {described => (
        <Checkbox
          id={described.id}
          name={described.name}
          label={t('acknowledge')}
          checked={value}
          disabled={readonly}
          onChange={event => node.setValue(event.target.checked)}
        />
      )}
    </Field>
  )
}

export function NotYetControl({ node }: { readonly node: AnyControlNode }): ReactNode {
  const { t } = useTranslation('entry')
  const { label, value } = useEngine(() => ({ label: node.currentState.label?.asString, value: node.currentState.instanceValue }))
  return (
    <div className="mun-entry-field mun-entry-not-yet" id={domId(node.nodeId)} data-path={node.currentState.reference}>
      <p>{label}</p>
      <p className="usa-hint">{t('notYet')}</p>
      {value !== '' && <output className="mun-entry-computed">{value}</output>}
    </div>
  )
}
