import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldValue, Output, RecordId } from '../../../shared/contract.ts'
import { readForm } from '../../../shared/forms/read-form.ts'
import { completed, instanceOf } from '../../../shared/forms/values.ts'
import { useOffice, useReach } from '../../office/context.tsx'
import { useCall } from '../../office/use-call.ts'
import { Page } from '../../parts/page.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { Filed } from './filed.tsx'
import { OpenDraft } from './open-draft.tsx'
import { Summary, type Ready } from './summary.tsx'
import { useKeptDraft } from './use-kept-draft.ts'

type Shown = Output<'getRecord'>

/** A record amended: its current values in the form, filed as a new version with a reason. */
export function AmendPage({ record, draft }: { record: string; draft: string }) {
  const { t } = useTranslation()
  const files = useReach('clerk')
  const shown = useCall('getRecord', { record })
  const kept = useKeptDraft(draft)
  const current = shown.value && currentOf(shown.value)
  const pack = kept.value?.package ?? current?.package ?? null
  const form = useCall('getForm', { package: pack ?? '' }, pack !== null)
  if (!files)
    return (
      <Page title={t('frame.records')} lead={t('entryPage.noRole')}>
        {null}
      </Page>
    )
  if (shown.value && current && !current.values)
    return (
      <Page title={shown.value.row.ref} lead={t('entryPage.missingContent')}>
        {null}
      </Page>
    )
  if (!shown.value || !current?.values || !form.value || kept.value === undefined) {
    const failed = [shown, form, kept].find(one => one.error)
    return (
      <Page title={t('entryPage.opening')}>
        {failed ? <Trouble error={failed.error} title={t('common.failed')} again={failed.again} /> : <Waiting what={t('entryPage.opening')} />}
      </Page>
    )
  }
  return <Amend key={draft} shown={shown.value} id={current.id} values={current.values} form={form.value} draft={draft} kept={kept.value} />
}

/** The version whose values are gone on from: of several heads the newest. */
const currentOf = (shown: Shown): Shown['versions'][number] | undefined =>
  shown.versions.findLast(version => version.current && version.kind !== 'void') ?? shown.versions[0]

interface AmendProps {
  shown: Shown
  id: RecordId
  values: readonly FieldValue[]
  form: Output<'getForm'>
  draft: string
  kept: Output<'getDraft'> | null
}

function Amend({ shown, id, values, form, draft, kept }: AmendProps) {
  const { t } = useTranslation()
  const office = useOffice()
  const [ready, setReady] = useState<Ready | null>(null)
  const [filed, setFiled] = useState<Output<'amendRecord'> | null>(null)
  // what was there when the page was opened: news of a newer version must not change the ground while a person types
  const [began] = useState({ shown, id, values, kept })
  const instance = useMemo(() => began.kept?.instance ?? instanceFrom(form.xml, began.values), [began, form.xml])
  const amended = useMemo(() => ({ id: began.id, values: began.values }), [began])
  const { ref } = began.shown.row
  if (filed) return <Filed filed={filed} title={form.title} amended another={null} />
  return (
    <>
      <OpenDraft
        form={form}
        draft={draft}
        amends={began.shown.row.id}
        instance={instance}
        staged={began.kept?.staged ?? []}
        saved={began.kept?.saved ?? null}
        title={t('entryPage.titleAmend', { ref })}
        amended={amended}
        review={setReady}
      />
      {ready && (
        <Summary
          form={form}
          ready={ready}
          amends={{ ref, version: began.shown.versions.length + 1, before: began.values }}
          close={() => setReady(null)}
          file={async (answers, reason) => {
            const answer = await office.amendRecord({
              id: draft,
              record: began.shown.row.id,
              amends: [...began.shown.heads],
              values: answers,
              package: form.package,
              reason,
              provenance: ready.provenance,
              draft
            })
            setReady(null)
            setFiled(answer)
          }}
        />
      )}
    </>
  )
}

function instanceFrom(xml: string, values: readonly FieldValue[]): string {
  const form = readForm(xml)
  return instanceOf(completed(values, form), form)
}
