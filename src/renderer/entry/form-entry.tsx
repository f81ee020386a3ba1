/**
 * A form, filled in. The caller keeps what comes out of `onChange` (a draft) and `onFile` (a record); this component keeps
 * nothing beyond itself. `onChange` comes within a quarter of a second of a change, and at once when the page is left.
 */
import { Alert, AlertHeading, AlertText } from '@trussworks/react-uswds'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { OfficeError } from '../../shared/errors.ts'
import './entry.css'
import { useEntryWords } from './entry-text.ts'
import type { FormEntryProps } from './form-entry-props.ts'
import { OpenEntry } from './open-entry.tsx'
import { prefill } from './prefill.ts'
import { chooseLanguage, startSession, type Session } from './session.ts'

/** What came of opening the form `xml`. */
type Opened = { readonly xml: string } & ({ readonly error: unknown } | { readonly session: Session })

export function FormEntry(props: FormEntryProps): ReactNode {
  useEntryWords()
  const { t } = useTranslation('entry')
  const { xml } = props.form
  const first = useRef(props.initial)
  const wanted = useRef(props.language)
  const given = useRef(props.prefill)
  const [opened, setOpened] = useState<Opened>()
  useEffect(() => {
    let gone = false
    startSession(xml, first.current).then(
      session => {
        if (gone) return
        chooseLanguage(session.root, wanted.current)
        if (first.current === null && given.current) prefill(session.root, given.current)
        setOpened({ xml, session })
      },
      error => gone || setOpened({ xml, error })
    )
    return () => {
      gone = true
    }
  }, [xml])
  if (opened?.xml !== xml) return <p role="status">{t('loading')}</p>
  if ('error' in opened) return <Failed error={opened.error} />
  return <OpenEntry {...props} session={opened.session} />
}

function Failed({ error }: { readonly error: unknown }): ReactNode {
  const { t } = useTranslation('entry')
  const detail = error instanceof OfficeError ? String(error.detail['detail'] ?? error.message) : String(error)
  const isForm = !(error instanceof OfficeError && error.code === 'bad-values')
  return (
    <Alert type="error" role="alert" data-code={error instanceof OfficeError ? error.code : 'internal'}>
      <AlertHeading level="h2">{t('failed.title')}</AlertHeading>
      <AlertText>{t(isForm ? 'failed.body' : 'failed.values', { detail: detail.replace(/\.$/, '') })}</AlertText>
    </Alert>
  )
}
