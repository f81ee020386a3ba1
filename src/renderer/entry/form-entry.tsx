/**
 * A form, filled in. The caller keeps what comes out of `onChange` (a draft) and `onFile` (a record); this component keeps
 * nothing beyond itself. `onChange` comes within a quarter of a second of a change, and at once when the page is left.
 */
import { Alert, AlertHeading, AlertText, Button } from '@trussworks/react-uswds'
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import { OfficeError } from '../../shared/errors.ts'
import { useGathering } from '../office/unsaved.ts'
import { useFormMedia } from './form-media.ts'
import { EntryContext, type EntryShared, type Files } from './entry-context.ts'
import './entry.css'
import { useEntryWords } from './entry-text.ts'
import { JumpMenu, jumpTo } from './jump-menu.tsx'
import { codeOf, isRightToLeft } from './language.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { Limits } from './limits.tsx'
import { RootView } from './nodes.tsx'
import { ProblemList } from './problem-list.tsx'
import { useEngine } from './reactive.ts'
import { chooseLanguage, startSession, type EntrySnapshot, type Session } from './session.ts'

/** Changes are gathered this long (ms) before a draft is handed out. */
const GATHER_MS = 250

export interface FormEntryProps extends Files {
  readonly form: { readonly xml: string }
  /** The instance to go on with (a draft, or the version to amend); null for a new one. Read once. */
  readonly initial: string | null
  /** A language of the form, or a code like `es`; else the form's default. */
  readonly language?: string | undefined
  readonly mode: 'edit' | 'preview'
  readonly onChange?: ((snapshot: EntrySnapshot) => void) | undefined
  /** Called only when nothing is to correct. While the promise is pending the button waits. */
  readonly onFile?: ((snapshot: EntrySnapshot) => void | Promise<void>) | undefined
  /** The words on the button; "File this record" when absent. */
  readonly fileLabel?: string | undefined
}

/** What came of opening the form `xml`. */
type Opened = { readonly xml: string } & ({ readonly error: unknown } | { readonly session: Session })

export function FormEntry(props: FormEntryProps): ReactNode {
  useEntryWords()
  const { t } = useTranslation('entry')
  const { xml } = props.form
  const first = useRef(props.initial)
  const wanted = useRef(props.language)
  const [opened, setOpened] = useState<Opened>()
  useEffect(() => {
    let gone = false
    startSession(xml, first.current).then(
      session => {
        if (gone) return
        chooseLanguage(session.root, wanted.current)
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

function OpenEntry(props: FormEntryProps & { readonly session: Session }): ReactNode {
  const { session, readAttachment, putAttachment, mode } = props
  const { t } = useTranslation('entry')
  const [checked, setChecked] = useState<'not' | 'problems' | 'sound'>('not')
  const [filing, setFiling] = useState(false)
  const language = useEngine(() => session.root.currentState.activeLanguage.language)
  useHandOut(session, mode === 'edit' ? props.onChange : undefined)
  const media = useFormMedia(props.form.xml)
  const shared = useMemo<EntryShared>(
    () => ({ session, readAttachment, putAttachment, showProblems: checked === 'problems', media }),
    [session, readAttachment, putAttachment, checked, media]
  )
  const check = useCallback((): boolean => {
    const [first] = session.problems()
    setChecked(first ? 'problems' : 'sound')
    // After the messages are there, so that the one that is focused is also read out.
    if (first) requestAnimationFrame(() => jumpTo(first.nodeId))
    return !first
  }, [session])
  const file = (): void => {
    if (!props.onFile || filing || !check()) return
    setFiling(true)
    session
      .finish()
      .then(props.onFile)
      .finally(() => setFiling(false))
      .catch(() => undefined)
  }
  return (
    <EntryContext value={shared}>
      <div className="mun-entry-room">
        <div className="mun-entry">
          <div className="mun-entry-side">
            <LanguageSwitch session={session} />
            <JumpMenu session={session} showProblems={checked === 'problems'} />
          </div>
          <form
            className="mun-entry-form"
            lang={codeOf(language)}
            dir={isRightToLeft(language) ? 'rtl' : 'ltr'}
            noValidate
            onSubmit={event => event.preventDefault()}
            onInput={() => checked === 'sound' && setChecked('not')}
          >
            <h2 className="mun-entry-title">{session.info.title}</h2>
            {mode === 'preview' && (
              <Alert type="info" slim>
                {t('preview')}
              </Alert>
            )}
            <Limits unsupported={session.info.unsupported} />
            <p className="usa-hint">
              <bdi>
                <Trans t={t} i18nKey="requiredNote">
                  A question marked <abbr className="mun-entry-required">*</abbr> needs an answer before the record can be filed.
                </Trans>
              </bdi>
            </p>
            {checked === 'problems' && <ProblemList session={session} />}
            <RootView />
            <div className="mun-entry-actions">
              <Button type="button" outline onClick={() => check()}>
                {t('check')}
              </Button>
              {mode === 'edit' && props.onFile && (
                <Button type="button" onClick={file} disabled={filing}>
                  {filing ? t('filing') : (props.fileLabel ?? t('file'))}
                </Button>
              )}
              <span role="status">{checked === 'sound' ? t('checked') : ''}</span>
            </div>
          </form>
        </div>
      </div>
    </EntryContext>
  )
}

/** Gathers changes and hands out snapshots; whatever waits goes out when the page is hidden, the desk locked or the form closed. */
function useHandOut(session: Session, onChange: FormEntryProps['onChange']): void {
  const latest = useRef(onChange)
  useEffect(() => {
    latest.current = onChange
  })
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const handOut = useCallback((): void => {
    if (timer.current === undefined) return
    clearTimeout(timer.current)
    timer.current = undefined
    latest.current?.(session.snapshot())
  }, [session])
  useGathering(handOut)
  useEffect(() => {
    const whenHidden = (): void => {
      if (document.visibilityState === 'hidden') handOut()
    }
    const undo = session.listen(() => {
      timer.current ??= setTimeout(handOut, GATHER_MS)
    })
    document.addEventListener('visibilitychange', whenHidden)
    window.addEventListener('pagehide', handOut)
    return () => {
      handOut()
      undo()
      document.removeEventListener('visibilitychange', whenHidden)
      window.removeEventListener('pagehide', handOut)
    }
  }, [session, handOut])
}
