/** What stands around every control: label, hint, required mark, and the error once the person has been there. */
import type { AnyControlNode } from '@getodk/xforms-engine'
import { ErrorMessage, Fieldset, FormGroup, Label } from '@trussworks/react-uswds'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { afterPointer } from './after-pointer.ts'
import { pathOf } from './engine.ts'
import { labelIn } from '../../shared/forms/form-text.ts'
import { domId, useEntry } from './entry-context.ts'
import { useEngine } from './reactive.ts'
import { LabelMedia } from './label-media.tsx'
import { RichText } from './rich-text.tsx'
import { labelOf } from './session.ts'

/** For the control itself, to spread or to pick from. */
export interface Described {
  readonly id: string
  readonly name: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
  readonly 'aria-required': true | undefined
}

export interface FieldProps {
  readonly node: AnyControlNode
  /** A message of the control's own, for text that it could not take; shown at once. */
  readonly untaken?: string | undefined
  /** Several controls under one legend, instead of one under a label. */
  readonly legend?: boolean
  readonly children: (described: Described) => ReactNode
}

export function Field({ node, untaken, legend = false, children }: FieldProps): ReactNode {
  const { t } = useTranslation('entry')
  const { showProblems } = useEntry()
  const [visited, setVisited] = useState(false)
  const { label, hint, required, violation } = useEngine(() => {
    const { label, hint, required } = node.currentState
    return { label, hint, required, violation: node.validationState.violation }
  })
  const own = violation && (violation.message?.asString || t(violation.condition === 'required' ? 'problem.required' : 'problem.constraint'))
  const problem = untaken ?? (violation && (visited || showProblems) ? own : null)
  const id = domId(node.nodeId)
  const described: Described = {
    id: `${id}-input`,
    name: id,
    'aria-describedby': [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ') || undefined,
    'aria-invalid': problem ? true : undefined,
    'aria-required': required && !legend ? true : undefined
  }
  const title = (
    <>
      <bdi>{label ? <RichText text={label} /> : labelOf(node)}</bdi>
      {required && (
        <>
          {' '}
          <abbr className="mun-entry-required" title={t('required')}>
            *
          </abbr>
        </>
      )}
    </>
  )
  const inner = (
    <>
      {label && <LabelMedia text={label} />}
      {hint && (
        <div className="usa-hint" id={`${id}-hint`}>
          <RichText text={hint} />
        </div>
      )}
      {hint && <LabelMedia text={hint} />}
      <Guidance path={node.currentState.reference} />
      {problem && (
        <ErrorMessage id={`${id}-problem`}>
          <bdi>{problem}</bdi>
        </ErrorMessage>
      )}
      {children(described)}
    </>
  )
  return (
    <div
      className="mun-entry-field"
      id={id}
      data-path={node.currentState.reference}
      data-node={node.nodeId}
      onBlur={event => {
        if (!event.currentTarget.contains(event.relatedTarget)) afterPointer(() => setVisited(true))
      }}
    >
      <Pin path={pathOf(node)} />
      <FormGroup error={Boolean(problem)}>
        {legend ? (
          <Fieldset legend={title} aria-describedby={described['aria-describedby']}>
            {inner}
          </Fieldset>
        ) : (
          <>
            <Label htmlFor={described.id} error={Boolean(problem)}>
              {title}
            </Label>
            {inner}
          </>
        )}
      </FormGroup>
    </div>
  )
}

/** Entering many papers: keeps this answer for the next one. */
function Pin({ path }: { readonly path: string }): ReactNode {
  const { t } = useTranslation('entry')
  const { paper } = useEntry()
  if (!paper) return null
  return (
    <label className="mun-entry-pin">
      <input type="checkbox" checked={paper.sticky.has(path)} onChange={event => paper.stick(path, event.target.checked)} /> {t('paper.stick')}
    </label>
  )
}

/** More words for whoever wants them. The engine passes them over; they come from the form's own text. */
function Guidance({ path }: { readonly path: string }): ReactNode {
  const { t } = useTranslation('entry')
  const { session } = useEntry()
  const language = useEngine(() => session.root.currentState.activeLanguage.language)
  const text = labelIn(session.guidance.get(path.replace(/\[\d+\]/g, '').replace(/\/[^/:]+:/g, '/')) ?? {}, language)
  return text ? (
    <details className="mun-entry-guidance">
      <summary>{t('guidance')}</summary>
      <p>{text}</p>
    </details>
  ) : null
}
