import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldValue, Output } from '../../../shared/contract.ts'
import { useOffice, useReach } from '../../office/context.tsx'
import { newId } from '../../office/new-id.ts'
import { go } from '../../office/place.ts'
import { useCall } from '../../office/use-call.ts'
import { Page } from '../../parts/page.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { Filed } from './filed.tsx'
import { OpenDraft } from './open-draft.tsx'
import { usePaper } from './paper.ts'
import { Summary, type Ready } from './summary.tsx'
import { useKeptDraft } from './use-kept-draft.ts'

/** What did they say? A new record, or a draft of one gone on with. */
export function EntryPage({ pack, draft }: { pack: string; draft: string }) {
  const { t } = useTranslation()
  const form = useCall('getForm', { package: pack })
  const kept = useKeptDraft(draft)
  const files = useReach('clerk')
  if (!files)
    return (
      <Page title={t('frame.forms')} lead={t('entryPage.noRole')}>
        {null}
      </Page>
    )
  if (!form.value || kept.value === undefined) {
    const error = form.error ?? kept.error
    return (
      <Page title={form.value?.title ?? t('entryPage.opening')}>
        {error ? <Trouble error={error} title={t('common.failed')} again={form.error ? form.again : kept.again} /> : <Waiting what={t('entryPage.opening')} />}
      </Page>
    )
  }
  return <Entry key={draft} form={form.value} draft={draft} kept={kept.value} />
}

interface EntryProps {
  form: Output<'getForm'>
  draft: string
  kept: Output<'getDraft'> | null
}

function Entry({ form, draft, kept }: EntryProps) {
  const office = useOffice()
  const [ready, setReady] = useState<Ready | null>(null)
  const [filed, setFiled] = useState<Output<'fileRecord'> | null>(null)
  // the draft's id is the record's: whatever is lost on the way, it is filed once
  const [first] = useState(kept)
  const papers = usePaper(form.package, draft)
  const [answers, setAnswers] = useState<readonly FieldValue[]>([])
  const next = (values: readonly FieldValue[], after: string, all: boolean): void => {
    const id = newId()
    papers.begin(id, values, after, all)
    go({ page: 'entry', package: form.package, draft: id })
  }
  if (filed)
    return (
      <Filed
        filed={filed}
        title={form.title}
        amended={false}
        another={() => go({ page: 'entry', package: form.package, draft: newId() })}
        alike={() => next(answers, filed.ref, true)}
      />
    )
  return (
    <>
      <OpenDraft
        form={form}
        draft={draft}
        amends={null}
        instance={first?.instance ?? null}
        staged={first?.staged ?? []}
        saved={first?.saved ?? null}
        title={form.title}
        amended={null}
        papers={papers}
        review={setReady}
      />
      {ready && (
        <Summary
          form={form}
          ready={ready}
          amends={null}
          close={() => setReady(null)}
          file={async values => {
            const answer = await office.fileRecord({ id: draft, package: form.package, values, provenance: ready.provenance, draft })
            setReady(null)
            if (papers.on) return next(values, answer.ref, false)
            setAnswers(values)
            setFiled(answer)
          }}
        />
      )}
    </>
  )
}
