/** An open form: beside it the way around in it, below it what can be done with it. */
import { Alert, Button } from '@trussworks/react-uswds'
import { useCallback, useMemo, useRef, useState, type ReactNode } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import { EntryContext, type EntryShared } from './entry-context.ts'
import type { FormEntryProps } from './form-entry-props.ts'
import { useFormMedia } from './form-media.ts'
import { useHandOut } from './hand-out.ts'
import { JumpMenu } from './jump-menu.tsx'
import { KeyHelp } from './key-help.tsx'
import { useKeys, type Action } from './keys.ts'
import { codeOf, isRightToLeft } from './language.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { Limits } from './limits.tsx'
import { RootView } from './nodes.tsx'
import { OneQuestion } from './one-question.tsx'
import { ProblemList } from './problem-list.tsx'
import { useEngine } from './reactive.ts'
import type { Session } from './session.ts'
import { useView, type View } from './use-view.ts'

type Checked = 'not' | 'problems' | 'sound'

export function OpenEntry(props: FormEntryProps & { readonly session: Session }): ReactNode {
  const { session, readAttachment, putAttachment, mode, paper } = props
  const { t } = useTranslation('entry')
  const [checked, setChecked] = useState<Checked>('not')
  const [filing, setFiling] = useState(false)
  const help = useRef<HTMLDetailsElement>(null)
  const language = useEngine(() => session.root.currentState.activeLanguage.language)
  const view = useView(session)
  const { goTo } = view
  useHandOut(session, mode === 'edit' ? props.onChange : undefined)
  const media = useFormMedia(props.form.xml)
  const shared = useMemo<EntryShared>(
    () => ({ session, readAttachment, putAttachment, showProblems: checked === 'problems', media, goTo, paper }),
    [session, readAttachment, putAttachment, checked, media, goTo, paper]
  )
  const check = useCallback((): boolean => {
    const [first] = session.problems()
    setChecked(first ? 'problems' : 'sound')
    // After the messages are there, so that the one that is focused is also read out.
    if (first) requestAnimationFrame(() => goTo(first.nodeId))
    return !first
  }, [session, goTo])
  const file = (): void => {
    if (mode !== 'edit' || !props.onFile || filing || !check()) return
    setFiling(true)
    session
      .finish()
      .then(props.onFile)
      .finally(() => setFiling(false))
      .catch(() => undefined)
  }
  useKeys(action => act(action, { session, view, check, file, showHelp: () => showHelp(help.current), showProblems: () => setChecked('problems') }))
  return (
    <EntryContext value={shared}>
      <div className="mun-entry-room">
        <div className="mun-entry">
          <div className="mun-entry-side">
            <LanguageSwitch session={session} />
            <ViewSwitch view={view} />
            <JumpMenu session={session} showProblems={checked === 'problems'} goTo={goTo} />
            <KeyHelp ref={help} />
          </div>
          <form
            className="mun-entry-form"
            lang={codeOf(language)}
            dir={isRightToLeft(language) ? 'rtl' : 'ltr'}
            noValidate
            onSubmit={event => event.preventDefault()}
            onInput={() => checked === 'sound' && setChecked('not')}
          >
            <Head session={session} preview={mode === 'preview'} />
            {checked === 'problems' && <ProblemList session={session} goTo={goTo} />}
            {view.kind === 'whole' ? <RootView /> : <OneQuestion steps={view.steps} at={view.at} move={view.move} />}
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

function Head({ session, preview }: { readonly session: Session; readonly preview: boolean }): ReactNode {
  const { t } = useTranslation('entry')
  return (
    <>
      <h2 className="mun-entry-title">{session.info.title}</h2>
      {preview && (
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
    </>
  )
}

function ViewSwitch({ view }: { readonly view: View }): ReactNode {
  const { t } = useTranslation('entry')
  const other = view.kind === 'whole' ? 'one' : 'whole'
  return (
    <Button type="button" outline onClick={() => view.switchTo(other)}>
      {t(`view.${other}`)}
    </Button>
  )
}

function showHelp(help: HTMLDetailsElement | null): void {
  if (!help) return
  help.open = !help.open
  help.querySelector('summary')?.focus()
}

interface Acts {
  readonly session: Session
  readonly view: View
  readonly check: () => boolean
  readonly file: () => void
  readonly showHelp: () => void
  readonly showProblems: () => void
}

/** What a key does. */
function act(action: Action, { session, view, check, file, showHelp: help, showProblems }: Acts): void {
  switch (action) {
    case 'next':
      return view.step(1)
    case 'back':
      return view.step(-1)
    case 'problem': {
      const next = problemAfter(session)
      showProblems()
      return next === undefined ? void check() : view.goTo(next)
    }
    case 'check':
      return void check()
    case 'menu':
      return document.querySelector<HTMLElement>('.mun-entry-menu summary')?.focus()
    case 'view':
      return view.switchTo(view.kind === 'whole' ? 'one' : 'whole')
    case 'file':
      return file()
    case 'help':
      return help()
  }
}

/** The next question to correct after the one that has the focus, round to the first. */
function problemAfter(session: Session): string | undefined {
  const problems = session.problems().map(problem => problem.nodeId)
  const focused = document.activeElement?.closest('[data-node]')?.getAttribute('data-node')
  const order = session.order()
  const here = focused ? order.indexOf(focused) : -1
  return problems.find(id => order.indexOf(id) > here) ?? problems[0]
}
