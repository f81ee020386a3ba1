import { Alert, Button } from '@trussworks/react-uswds'
import { useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldValue, Output, RecordId } from '../../../shared/contract.ts'
import { FormEntry } from '../../entry/form-entry.tsx'
import type { EntrySnapshot } from '../../entry/session.ts'
import { go } from '../../office/place.ts'
import { relativeTime } from '../../office/words.ts'
import { Glyph } from '../../parts/icon.tsx'
import { useNow } from '../../parts/moment.tsx'
import { Page } from '../../parts/page.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { ENGINE, type Ready } from './summary.tsx'
import { useDraftKeeper, type DraftInput, type Saving } from './use-draft.ts'
import { useStaged } from './use-staged.ts'
import { nameOfDraft } from './draft-name.ts'
import { openHere } from './open-here.ts'
import type { PaperMode } from './paper.ts'

interface Props {
  form: Output<'getForm'>
  draft: string
  amends: RecordId | null
  instance: string | null
  staged: NonNullable<DraftInput['staged']>
  /** When the draft was last saved, if it has been. */
  saved: string | null
  title: string
  amended: { id: RecordId; values: readonly FieldValue[] } | null
  /** Entering many papers; absent for an amendment. */
  papers?: PaperMode
  /** The form has nothing left to correct: look at the whole before it is filed. */
  review(ready: Ready): void
}

/** The form alone; kept as a draft while it is filled in. */
export function OpenDraft({ form, draft, amends, instance, staged, saved, title, amended, papers, review }: Props) {
  const { t } = useTranslation()
  const { keeper, saving } = useDraftKeeper()
  useEffect(() => openHere(draft), [draft])
  const files = useStaged(staged, amended)
  const inputOf = useCallback(
    (snapshot: EntrySnapshot): DraftInput => ({
      id: draft,
      package: form.package,
      instance: snapshot.instanceXml,
      name: nameOfDraft(snapshot.instanceXml, form.xml),
      answered: snapshot.progress.answered,
      total: snapshot.progress.total,
      amends,
      staged: files.list(),
      open: true
    }),
    [draft, form, amends, files]
  )
  const changed = (snapshot: EntrySnapshot): void => {
    keeper.keep(inputOf(snapshot))
  }
  const file = async (snapshot: EntrySnapshot): Promise<void> => {
    keeper.keep(inputOf(snapshot))
    await keeper.flush().catch(() => undefined)
    review({
      snapshot,
      attachment: files.attachment,
      files: files.list().length,
      provenance: { engine: ENGINE, language: null },
      hold: () => keeper.hold(),
      release: () => keeper.release()
    })
  }
  const leave = async (): Promise<void> => {
    await keeper.flush()
    go({ page: 'today' })
  }
  return (
    <Page
      title={title}
      acts={
        <>
          <SavedLine saving={saving} before={saved} />
          {papers && (
            <Button type="button" outline aria-pressed={papers.on} onClick={() => papers.switchOn(!papers.on)}>
              {t('entryPage.papers')}
            </Button>
          )}
          <Button type="button" outline onClick={() => void leave().catch(() => undefined)}>
            <Glyph sign="close" /> {t('entryPage.close')}
          </Button>
        </>
      }
    >
      <NotSaved saving={saving} again={keeper.hurry} />
      {papers?.begun && (
        <Alert type="success" slim role="status">
          {t('entryPage.papersFiled', { ref: papers.begun.after })}
        </Alert>
      )}
      {papers?.on && <p className="usa-hint">{t('entryPage.papersHint')}</p>}
      <div className={title === form.title ? 'entry-page' : ''}>
        <FormEntry
          form={{ xml: form.xml }}
          initial={instance}
          mode="edit"
          prefill={papers?.begun?.values}
          paper={papers?.paper}
          onChange={changed}
          onFile={file}
          readAttachment={files.readAttachment}
          putAttachment={files.putAttachment}
        />
      </div>
    </Page>
  )
}

function NotSaved({ saving, again }: { saving: Saving; again(): void }) {
  const { t } = useTranslation()
  return saving.state === 'failed' ? <Trouble error={saving.error} title={t('entryPage.notSaved')} again={again} /> : null
}

const HOUR = 3_600_000

/**
 * "Saved a moment ago", always true: not before the desk has answered. It takes the same room whatever it says: it changes by
 * itself, and must not push a button or a choice away from under a pointer.
 */
function SavedLine({ saving, before }: { saving: Saving; before: string | null }) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const saved = (at: string): string => t('entryPage.saved', { when: relativeTime(t, at, Math.max(now, Date.parse(at)), i18n.language) })
  const at = saving.state === 'saved' ? saving.at : before
  const words =
    saving.state === 'saving' || saving.state === 'waiting'
      ? t('entryPage.saving')
      : saving.state === 'failed'
        ? t('entryPage.unsaved')
        : at === null
          ? ''
          : saved(at)
  const times = [now, now - HOUR + 1, ...(before === null ? [] : [Date.parse(before)])]
  const others = [t('entryPage.saving'), t('entryPage.unsaved'), ...times.map(time => saved(new Date(time).toISOString()))]
  return (
    <span className="saved quiet" data-saving={saving.state}>
      <span className="saved__sign">{saving.state === 'saved' && <Glyph sign="check" />}</span>
      <span role="status">{words}</span>
      {others.map((other, at) => (
        <span key={at} className="saved__room" aria-hidden="true">
          {other}
        </span>
      ))}
    </span>
  )
}
