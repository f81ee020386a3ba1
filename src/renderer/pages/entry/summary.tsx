import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldValue, Input, Output } from '../../../shared/contract.ts'
import { readForm } from '../../../shared/forms/read-form.ts'
import { valuesOf, type Attachment } from '../../../shared/forms/values.ts'
import type { EntrySnapshot } from '../../entry/session.ts'
import { useMe } from '../../office/context.tsx'
import { useAct } from '../../office/use-act.ts'
import { useCall } from '../../office/use-call.ts'
import { listOf } from '../../office/words.ts'
import { DialogForm } from '../../parts/act-form.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { Change } from '../record/change.tsx'
import { differences } from '../record/differences.ts'
import { labelsOf } from '../record/labels.ts'

/** What judged the answers; stands in the record. */
export const ENGINE = '@getodk/xforms-engine 0.22.0'

export interface Ready {
  readonly snapshot: EntrySnapshot
  attachment(name: string): Attachment | undefined
  readonly files: number
  readonly provenance: NonNullable<Input<'fileRecord'>>['provenance']
  /** No more saving of the draft while it is being filed; `release` when that failed. */
  hold(): Promise<void>
  release(): void
}

interface Props {
  form: Output<'getForm'>
  ready: Ready
  amends: { readonly ref: string; readonly version: number; readonly before: readonly FieldValue[] } | null
  file(values: FieldValue[], reason: string): Promise<void>
  close(): void
}

/** What will be signed, before it is. */
export function Summary({ form, ready, amends, file, close }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const readers = useReaders(form.audience)
  const { answered, total } = ready.snapshot.progress
  const act = useAct(async () => {
    const values = valuesIn(form, ready)
    await ready.hold()
    try {
      await file(values, reason)
    } catch (error) {
      ready.release()
      throw error
    }
  })
  return (
    <Dialog
      title={amends ? t('entryPage.amendTitle', { version: amends.version, ref: amends.ref }) : t('entryPage.summaryTitle')}
      close={close}
      busy={act.busy}
    >
      <DialogForm
        act={act}
        label={t('entryPage.file')}
        busyText={t('entryPage.fileBusy')}
        leave={t('common.back')}
        send={() => {
          setMissing(reason.trim() === '')
          if (!amends || reason.trim() !== '') void act.run()
        }}
        close={close}
      >
        <dl className="facts">
          <dt>{t('entryPage.summaryForm')}</dt>
          <dd>
            <bdi>{form.title}</bdi>
          </dd>
          <dt>{t('entryPage.summaryAnswers')}</dt>
          <dd>{t('entryPage.summaryAnswered', { answered, total })}</dd>
          {ready.files > 0 && (
            <>
              <dt>{t('entryPage.summaryFiles')}</dt>
              <dd>{ready.files}</dd>
            </>
          )}
          <dt>{t('entryPage.summaryBy')}</dt>
          <dd>{t('entryPage.summaryByWhom', { person: me.name })}</dd>
          <dt>{t('entryPage.summaryReaders')}</dt>
          <dd>{readers}</dd>
        </dl>
        {amends && (
          <Field
            label={t('entryPage.reason')}
            hint={t('entryPage.reasonHint')}
            error={missing && reason.trim() === '' ? t('entryPage.reasonMissing') : undefined}
          >
            {ids => (
              <textarea {...ids} className="usa-textarea" rows={3} maxLength={2000} required value={reason} onChange={event => setReason(event.target.value)} />
            )}
          </Field>
        )}
        {amends && <Changed form={form} ready={ready} before={amends.before} />}
        <p className="usa-hint">{t('entryPage.summaryNote')}</p>
      </DialogForm>
    </Dialog>
  )
}

const valuesIn = (form: Output<'getForm'>, ready: Ready): FieldValue[] =>
  valuesOf(ready.snapshot.instanceXml, readForm(form.xml), { nonRelevant: ready.snapshot.nonRelevant, attachment: ready.attachment }) as FieldValue[]

/** What the new version will say that the old one did not: seen before it is signed. */
function Changed({ form, ready, before }: { form: Output<'getForm'>; ready: Ready; before: readonly FieldValue[] }) {
  const { t, i18n } = useTranslation()
  const labels = useMemo(() => labelsOf(form.xml, i18n.language), [form.xml, i18n.language])
  const changed = useMemo(() => differences(before, valuesIn(form, ready)), [before, form, ready])
  if (changed.length === 0) return <p role="status">{t('entryPage.nothingChanged')}</p>
  return (
    <>
      <h3>{t('record.history.changes', { count: changed.length })}</h3>
      <dl className="changes">
        {changed.map(change => (
          <Change key={change.path} change={change} labels={labels} />
        ))}
      </dl>
    </>
  )
}

function useReaders(audience: Output<'getForm'>['audience']): string {
  const { t, i18n } = useTranslation()
  const network = useCall('network', {}, audience !== 'everyone')
  if (audience === 'everyone') return t('forms.importEveryone')
  return listOf(
    audience.map(id => network.value?.offices.find(office => office.id === id)?.name ?? id.slice(0, 8)),
    i18n.language
  )
}
