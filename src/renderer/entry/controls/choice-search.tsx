/** A long list, searched by typing. What is chosen stands above; what fits stands below, as radios or checkboxes. */
import type { SelectItem } from '@getodk/xforms-engine'
import { Button, TextInput } from '@trussworks/react-uswds'
import { useId, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Field, type Described } from '../field.tsx'
import { RichText } from '../rich-text.tsx'
import { choose, labelText, type ChoiceProps } from './choice-state.ts'

/** As many as one looks through; typing leaves fewer. */
const SHOWN = 20

/** Without accents and case, so that "nino" finds "Niño". */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()

export const ChoiceSearch = (props: ChoiceProps): ReactNode => <Field node={props.node}>{described => <Search {...props} described={described} />}</Field>

function Search({ node, state, described }: ChoiceProps & { readonly described: Described }): ReactNode {
  const { t } = useTranslation('entry')
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  const list = useId()
  const { options, chosen, readonly } = state
  const many = node.selectType === 'select'
  const searched = useMemo(() => options.map(item => ({ item, text: plain(`${labelText(item)} ${item.value}`) })), [options])
  const fittingFor = (text: string): SelectItem[] => {
    const words = plain(text).split(/\s+/).filter(Boolean)
    return searched.filter(one => words.every(word => one.text.includes(word))).map(one => one.item)
  }
  const fitting = fittingFor(typed)
  const shown = fitting.slice(0, SHOWN)
  const picked = options.filter(item => chosen.includes(item.value))
  const at = Math.min(active, shown.length - 1)
  const take = (value: string): void => {
    choose({ node, state }, value, !many || !chosen.includes(value))
    setTyped('')
    if (!many) setOpen(false)
  }
  const onKey = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      setOpen(true)
      setActive(Math.max(0, Math.min(shown.length - 1, open ? at + (event.key === 'ArrowDown' ? 1 : -1) : 0)))
    } else if (event.key === 'Enter' && open && shown[at]) take(shown[at].value)
    else if (event.key === 'Escape' && open) setOpen(false)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="mun-search">
      {picked.length > 0 && (
        <ul className="mun-search-picked" aria-label={t('choice.chosen')}>
          {picked.map(item => (
            <li key={item.value}>
              <RichText text={item.label} />
              {!readonly && (
                <Button
                  type="button"
                  unstyled
                  aria-label={t('choice.drop', { item: labelText(item) })}
                  onClick={() => choose({ node, state }, item.value, false)}
                >
                  ×
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <TextInput
        {...described}
        type="text"
        role="combobox"
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={open && shown[at] ? `${list}-${at}` : undefined}
        autoComplete="off"
        placeholder={t('choice.search', { count: options.length })}
        value={typed}
        readOnly={readonly}
        onFocus={() => !readonly && setActive(0)}
        onBlur={() => setOpen(false)}
        onClick={() => !readonly && setOpen(true)}
        onKeyDown={onKey}
        onChange={event => {
          setTyped(event.target.value)
          setActive(0)
          setOpen(true)
        }}
      />
      <ul className="mun-search-list" id={list} role="listbox" aria-label={t('choice.list')} aria-multiselectable={many || undefined} hidden={!open}>
        {shown.map((item, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- keys are heard by the field that owns the list
          <li
            key={item.value}
            id={`${list}-${index}`}
            role="option"
            aria-selected={chosen.includes(item.value)}
            className={index === at ? 'mun-search-active' : undefined}
            onPointerDown={event => event.preventDefault()}
            onClick={() => take(item.value)}
          >
            {many && <span aria-hidden="true">{chosen.includes(item.value) ? '☑ ' : '☐ '}</span>}
            {labelText(item)}
          </li>
        ))}
      </ul>
      <span role="status" className="usa-hint">
        {!open ? '' : fitting.length > SHOWN ? t('choice.moreFit', { count: fitting.length - SHOWN }) : fitting.length === 0 ? t('choice.noneFits') : ''}
      </span>
    </div>
  )
}
