/** Text: a line or several, digits, an address of a page, or masked. */
import type { StringInputNode } from '@getodk/xforms-engine'
import { Textarea, TextInput } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { withoutForbidden } from '../../../shared/forms/xml.ts'
import { Field } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { grouped, ungrouped } from './typed-values.ts'
import { useTyping } from './typed.ts'

export function TextControl({ node }: { readonly node: StringInputNode }): ReactNode {
  const { t } = useTranslation('entry')
  const { text, type } = useTyping(node)
  const readOnly = useEngine(() => node.currentState.readonly)
  const { appearances } = node
  const rows = node.nodeOptions?.rows ?? (appearances.multiline ? 4 : null)
  const separated = appearances.numbers && appearances['thousands-sep']
  // Pasted control characters can not be written as XML, and would make the whole record unreadable.
  const take = (value: string): void => {
    const clean = withoutForbidden(separated ? ungrouped(value) : value)
    type(clean, clean)
  }
  if (appearances.url)
    return (
      <Field node={node}>
        {described => (
          <>
            <TextInput
              {...described}
              type="text"
              inputMode="url"
              dir="ltr"
              value={text}
              readOnly={readOnly}
              autoComplete="off"
              onChange={event => take(event.target.value)}
            />
            {/^https?:\/\/\S+$/i.test(text) && (
              <p className="usa-hint">
                <a href={text} target="_blank" rel="noreferrer noopener">
                  {t('text.open')}
                </a>
              </p>
            )}
          </>
        )}
      </Field>
    )
  return (
    <Field node={node}>
      {described =>
        rows === null ? (
          <TextInput
            {...described}
            type={appearances.masked ? 'password' : 'text'}
            inputMode={appearances.numbers ? 'decimal' : 'text'}
            value={separated ? grouped(text) : text}
            readOnly={readOnly}
            autoComplete="off"
            onChange={event => take(event.target.value)}
          />
        ) : (
          <Textarea {...described} rows={rows} value={text} readOnly={readOnly} onChange={event => take(event.target.value)} />
        )
      }
    </Field>
  )
}
