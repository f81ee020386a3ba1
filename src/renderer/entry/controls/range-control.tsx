/** A number on a scale. A slider that nobody has moved is no answer, and says so. */
import type { AnyRangeNode } from '@getodk/xforms-engine'
import { Button, Radio, Select } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Field, type Described } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { stepsOf } from './typed-values.ts'

/** A scale of more steps has no marks. */
const MOST_MARKS = 21
const MOST_STARS = 10

interface Scale {
  readonly value: string
  readonly steps: readonly string[]
  readonly readonly: boolean
  readonly take: (value: string) => void
}

export function RangeControl({ node }: { readonly node: AnyRangeNode }): ReactNode {
  const { t } = useTranslation('entry')
  const { value, readonly, required } = useEngine(() => {
    const { instanceValue, readonly, required } = node.currentState
    return { value: instanceValue, readonly, required }
  })
  const { start, end, step } = node.definition.bodyElement.bounds
  const steps = stepsOf(start, end, step)
  const shown = value === '' ? '' : (steps.find(one => Number(one) === Number(value)) ?? value)
  const scale: Scale = { value: shown, steps, readonly, take: text => node.setValue(text) }
  const { appearances } = node
  const rating = appearances.rating && steps.length <= MOST_STARS
  const clear = value !== '' && !required && !readonly && !appearances.picker
  return (
    <Field node={node} legend={rating}>
      {described => (
        <>
          {rating ? (
            <Rating described={described} scale={scale} />
          ) : appearances.picker ? (
            <Picker described={described} scale={scale} />
          ) : (
            <Slider described={described} scale={scale} vertical={appearances.vertical} ticks={!appearances['no-ticks']} />
          )}
          {clear && (
            <Button type="button" unstyled onClick={() => node.setValue(null)}>
              {t('choice.clear')}
            </Button>
          )}
        </>
      )}
    </Field>
  )
}

interface PartProps {
  readonly described: Described
  readonly scale: Scale
}

function Slider({ described, scale, vertical, ticks }: PartProps & { readonly vertical: boolean; readonly ticks: boolean }): ReactNode {
  const { t } = useTranslation('entry')
  const { steps, value, take } = scale
  const at = steps.indexOf(value)
  const set = (index: number): void => take(steps[index]!)
  return (
    <div className={vertical ? 'mun-range mun-range--vertical' : 'mun-range'} dir="ltr">
      <span aria-hidden="true">{steps[0]}</span>
      <input
        {...described}
        type="range"
        className={at < 0 ? 'mun-range-unset' : undefined}
        min={0}
        max={steps.length - 1}
        step={1}
        value={at < 0 ? 0 : at}
        disabled={scale.readonly}
        aria-valuetext={at < 0 ? t('range.unset') : value}
        list={ticks && steps.length <= MOST_MARKS ? `${described.id}-marks` : undefined}
        onChange={event => set(Number(event.target.value))}
        onPointerUp={event => at < 0 && set(Number(event.currentTarget.value))}
        onKeyDown={event => {
          // The thumb stands at the start before it is one: Home, Enter and the blank say that it is meant.
          if (at >= 0 || !['Home', 'Enter', ' ', 'ArrowLeft', 'ArrowDown'].includes(event.key)) return
          event.preventDefault()
          set(0)
        }}
      />
      {ticks && steps.length <= MOST_MARKS && (
        <datalist id={`${described.id}-marks`}>
          {steps.map((step, index) => (
            <option key={step} value={index} label={step} />
          ))}
        </datalist>
      )}
      <span aria-hidden="true">{steps.at(-1)}</span>
      <output className="mun-range-value">{at < 0 ? t('range.unset') : value}</output>
    </div>
  )
}

function Picker({ described, scale }: PartProps): ReactNode {
  const { t } = useTranslation('entry')
  return (
    <Select {...described} className="mun-entry-number" value={scale.value} disabled={scale.readonly} onChange={event => scale.take(event.target.value)}>
      <option value="">{t('choice.none')}</option>
      {scale.steps.map(step => (
        <option key={step} value={step}>
          {step}
        </option>
      ))}
    </Select>
  )
}

function Rating({ described, scale }: PartProps): ReactNode {
  return (
    <div className="mun-rating">
      {scale.steps.map((step, at) => (
        <Radio
          key={step}
          id={`${described.id}-${at}`}
          name={described.name}
          value={step}
          label={step}
          checked={scale.value === step}
          disabled={scale.readonly}
          onChange={() => scale.take(step)}
        />
      ))}
    </div>
  )
}
