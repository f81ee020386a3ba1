/** The form's tree on the page: one component a control, groups as fieldsets, each reading only its own node. */
import type {
  AnyChildNode,
  AnyInputNode,
  DateInputNode,
  DateTimeInputNode,
  DecimalInputNode,
  GeopointInputNode,
  GeoshapeInputNode,
  GeotraceInputNode,
  GroupNode,
  IntInputNode,
  RepeatInstanceNode,
  RepeatRangeNode,
  StringInputNode,
  TimeInputNode
} from '@getodk/xforms-engine'
import { Button, Fieldset } from '@trussworks/react-uswds'
import { memo, useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { BarcodeControl, isBarcode } from './controls/barcode-control.tsx'
import { ChoiceControl } from './controls/choice-control.tsx'
import { DateControl } from './controls/date-control.tsx'
import { FileControl } from './controls/file-control.tsx'
import { GeolineControl } from './controls/geoline-control.tsx'
import { GeopointControl } from './controls/geopoint-control.tsx'
import { NumberControl } from './controls/number-control.tsx'
import { AcknowledgeControl, NotYetControl, NoteControl } from './controls/plain-controls.tsx'
import { RangeControl } from './controls/range-control.tsx'
import { RankControl } from './controls/rank-control.tsx'
import { TextControl } from './controls/text-control.tsx'
import { domId, useEntry } from './entry-context.ts'
import { useEngine } from './reactive.ts'
import { RichText } from './rich-text.tsx'

export const NodeView = memo(function NodeView({ node }: { readonly node: AnyChildNode }): ReactNode {
  const shown = useEngine(
    () => node.currentState.relevant && (!('hasRelevantBodyNodes' in node.currentState) || node.currentState.hasRelevantBodyNodes || isRange(node))
  )
  if (!shown) return null
  switch (node.nodeType) {
    case 'input':
      return <InputView node={node} />
    case 'select':
      return <ChoiceControl node={node} />
    case 'upload':
      return <FileControl node={node} />
    case 'note':
      return <NoteControl node={node} />
    case 'trigger':
      return <AcknowledgeControl node={node} />
    case 'range':
      return <RangeControl node={node} />
    case 'rank':
      return <RankControl node={node} />
    case 'group':
      return <GroupView node={node} />
    case 'repeat-range:controlled':
    case 'repeat-range:uncontrolled':
      return <RepeatView node={node} />
    case 'repeat-instance':
    case 'model-value':
      return null
  }
})

const isRange = (node: AnyChildNode): node is RepeatRangeNode => node.nodeType === 'repeat-range:controlled' || node.nodeType === 'repeat-range:uncontrolled'

function InputView({ node }: { readonly node: AnyInputNode }): ReactNode {
  if (isBarcode(node)) return <BarcodeControl node={node} />
  switch (node.valueType) {
    case 'string':
      return <TextControl node={node as StringInputNode} />
    case 'int':
    case 'decimal':
      return <NumberControl node={node as IntInputNode | DecimalInputNode} />
    case 'date':
    case 'time':
    case 'dateTime':
      return <DateControl node={node as DateInputNode | TimeInputNode | DateTimeInputNode} />
    case 'geopoint':
      return <GeopointControl node={node as GeopointInputNode} />
    case 'geotrace':
    case 'geoshape':
      return <GeolineControl node={node as GeotraceInputNode | GeoshapeInputNode} />
    default:
      return <NotYetControl node={node} />
  }
}

const Children = ({ node }: { readonly node: GroupNode | RepeatInstanceNode }): ReactNode => {
  const children = useEngine(() => node.currentState.children)
  return children.map(child => <NodeView key={child.nodeId} node={child} />)
}

function GroupView({ node }: { readonly node: GroupNode }): ReactNode {
  const label = useEngine(() => node.currentState.label)
  if (!label?.asString.trim()) return <Children node={node} />
  return (
    <div className="mun-entry-group" id={domId(node.nodeId)}>
      <Fieldset legend={<RichText text={label} />} legendStyle="large">
        <Children node={node} />
      </Fieldset>
    </div>
  )
}

function RepeatView({ node }: { readonly node: RepeatRangeNode }): ReactNode {
  const { t } = useTranslation('entry')
  const { label, instances } = useEngine(() => ({ label: node.currentState.label?.asString.trim() ?? '', instances: node.currentState.children }))
  const title = label || t('repeat.untitled')
  const place = useRef<HTMLDivElement>(null)
  const focusOn = useRef<'last' | 'add' | undefined>(undefined)
  useEffect(() => {
    const wanted = focusOn.current
    focusOn.current = undefined
    if (wanted === 'last')
      [...(place.current?.querySelectorAll(':scope > .mun-entry-instance') ?? [])].at(-1)?.querySelector<HTMLElement>('input, select, textarea')?.focus()
    if (wanted === 'add') place.current?.querySelector<HTMLElement>(':scope > .mun-entry-add button')?.focus()
  })
  const own = node.nodeType === 'repeat-range:uncontrolled' ? node : undefined
  const add = (): void => {
    focusOn.current = 'last'
    own?.addInstances()
  }
  const remove = (at: number): void => {
    focusOn.current = 'add'
    own?.removeInstances(at)
  }
  return (
    <div className="mun-entry-repeat" id={domId(node.nodeId)} ref={place} role="group" aria-label={title}>
      {instances.map((instance, at) => (
        <InstanceView key={instance.nodeId} node={instance} title={t('repeat.instance', { title, number: at + 1 })} onRemove={own && (() => remove(at))} />
      ))}
      {own && (
        <div className="mun-entry-add">
          {instances.length === 0 && <p className="usa-hint">{t('repeat.none', { title })}</p>}
          <Button type="button" outline onClick={add}>
            {t('repeat.add', { title })}
          </Button>
        </div>
      )}
    </div>
  )
}

interface InstanceProps {
  readonly node: RepeatInstanceNode
  readonly title: string
  readonly onRemove: (() => void) | undefined
}

function InstanceView({ node, title, onRemove }: InstanceProps): ReactNode {
  const { t } = useTranslation('entry')
  const [asking, setAsking] = useState(false)
  const relevant = useEngine(() => node.currentState.relevant)
  const keep = useRef<HTMLButtonElement>(null)
  const remove = useRef<HTMLSpanElement>(null)
  if (!relevant) return null
  const ask = (is: boolean): void => {
    setAsking(is)
    queueMicrotask(() => (is ? keep.current : remove.current?.querySelector('button'))?.focus())
  }
  return (
    <div className="mun-entry-instance" id={domId(node.nodeId)}>
      <Fieldset legend={title} legendStyle="large">
        <Children node={node} />
        {onRemove && !asking && (
          <span ref={remove}>
            <Button type="button" unstyled className="mun-entry-remove" onClick={() => ask(true)}>
              {t('repeat.remove', { title })}
            </Button>
          </span>
        )}
        {onRemove && asking && (
          <div
            className="mun-entry-confirm"
            role="alertdialog"
            aria-label={t('repeat.confirm', { title })}
            onKeyDown={event => event.key === 'Escape' && ask(false)}
          >
            <p>
              <bdi>{t('repeat.confirm', { title })}</bdi>
            </p>
            <Button type="button" secondary onClick={onRemove}>
              {t('repeat.confirmRemove')}
            </Button>
            <button type="button" ref={keep} className="usa-button usa-button--outline" onClick={() => ask(false)}>
              {t('repeat.keep')}
            </button>
          </div>
        )}
      </Fieldset>
    </div>
  )
}

/** Everything that hangs on the root. */
export const RootView = (): ReactNode => {
  const { session } = useEntry()
  const children = useEngine(() => session.root.currentState.children)
  return children.map(child => <NodeView key={child.nodeId} node={child} />)
}
