import type { StringInputNode } from '@getodk/xforms-engine'
import { Textarea, TextInput } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { withoutForbidden } from '../../../shared/forms/xml.ts'
import { Field } from '../field.tsx'
import { useEngine } from '../reactive.ts'
import { useTyping } from './typed.ts'

export function TextControl({ node }: { readonly node: StringInputNode }): ReactNode {
  const { text, type } = useTyping(node)
  const readOnly = useEngine(() => node.currentState.readonly)
  const rows = node.nodeOptions?.rows ?? (node.appearances.multiline ? 4 : null)
  // Pasted control characters can not be written as XML, and would make the whole record unreadable.
  const take = (value: string): void => {
    const clean = withoutForbidden(value)
    type(clean, clean)
  }
  return (
    <Field node={node}>
      {described =>
        rows === null ? (
          <TextInput {...described} type="text" value={text} readOnly={readOnly} autoComplete="off" onChange={event => take(event.target.value)} />
        ) : (
          <Textarea {...described} rows={rows} value={text} readOnly={readOnly} onChange={event => take(event.target.value)} />
        )
      }
    </Field>
  )
}
