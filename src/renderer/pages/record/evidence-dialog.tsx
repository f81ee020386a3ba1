import { Alert, Checkbox } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldValue, Output } from '../../../shared/contract.ts'
import { useFiles, useOffice } from '../../office/context.tsx'
import { saveFile } from '../../office/save-file.ts'
import { useAct } from '../../office/use-act.ts'
import { useCall } from '../../office/use-call.ts'
import { sizeOf } from '../../office/words.ts'
import { useAnnounce } from '../../parts/announce.tsx'
import { DialogForm } from '../../parts/act-form.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { attachmentsIn } from '../../office/attachments.ts'
import { labelsOf } from './labels.ts'
import type { Shown, Version } from './shown.ts'

type Made = Output<'proveRecord'>

/** One record with its proof as a file. When a shown answer repeats one that is left out, that is said before anything is saved. */
export function EvidenceDialog({ shown, version, close }: { shown: Shown; version: Version; close(): void }) {
  const { t, i18n } = useTranslation()
  const office = useOffice()
  const files = useFiles()
  const announce = useAnnounce()
  const values = version.values ?? []
  const [attachments, setAttachments] = useState(true)
  const [withheld, setWithheld] = useState<readonly string[]>([])
  const [doubtful, setDoubtful] = useState<Made | null>(null)
  const save = async (made: Made): Promise<void> => {
    saveFile(made.name, await files.get(made.download), 'application/json')
    announce(t('record.evidence.done', { name: made.name, size: sizeOf(made.size, i18n.language) }))
    close()
  }
  const make = useAct(async () => {
    const { id } = shown.row
    const made = await office.proveRecord({ record: `${id.line}.${id.index}`, withhold: [...withheld], attachments })
    if (made.repeats.length > 0) setDoubtful(made)
    else await save(made)
  })
  const saveDoubtful = useAct(save)
  const change = (paths: readonly string[]): void => {
    setWithheld(paths)
    setDoubtful(null)
  }
  const busy = make.busy || saveDoubtful.busy
  return (
    <Dialog title={t('record.evidence.title', { ref: shown.row.ref })} close={close} busy={busy}>
      <DialogForm
        act={{ busy, error: make.error ?? saveDoubtful.error }}
        label={doubtful ? t('record.evidence.anyway') : t('record.evidence.act')}
        busyText={t('record.evidence.busy')}
        send={() => void (doubtful ? saveDoubtful.run(doubtful) : make.run())}
        close={close}
      >
        <p>{t('record.evidence.lead')}</p>
        {attachmentsIn(values).size > 0 && (
          <Checkbox
            id="evidence-files"
            name="attachments"
            label={t('record.evidence.attachments')}
            checked={attachments}
            onChange={event => setAttachments(event.target.checked)}
          />
        )}
        <Withhold version={version} values={values} withheld={withheld} change={change} />
        {doubtful && <Repeats paths={doubtful.repeats} version={version} />}
      </DialogForm>
    </Dialog>
  )
}

function useLabels(version: Version) {
  const { i18n } = useTranslation()
  const form = useCall('getForm', { package: version.package ?? '' }, version.package !== null)
  return labelsOf(form.value?.xml, i18n.language)
}

interface WithholdProps {
  version: Version
  values: readonly FieldValue[]
  withheld: readonly string[]
  change(paths: readonly string[]): void
}

function Withhold({ version, values, withheld, change }: WithholdProps) {
  const { t } = useTranslation()
  const labels = useLabels(version)
  return (
    <details className="details">
      <summary>{t('record.evidence.withhold')}</summary>
      <p className="usa-hint">{t('record.evidence.withholdLead')}</p>
      <fieldset className="usa-fieldset withhold">
        <legend className="usa-sr-only">{t('record.evidence.withhold')}</legend>
        {values.map(([path, value]) => (
          <Checkbox
            key={path}
            id={`withhold-${path}`}
            name="withhold"
            label={
              <>
                {labels.question(path)}: <bdi className="quiet">{labels.answer(path, value) ?? t('record.noAnswer')}</bdi>
              </>
            }
            checked={withheld.includes(path)}
            onChange={event => change(event.target.checked ? [...withheld, path] : withheld.filter(one => one !== path))}
          />
        ))}
      </fieldset>
    </details>
  )
}

function Repeats({ paths, version }: { paths: readonly string[]; version: Version }) {
  const { t } = useTranslation()
  const labels = useLabels(version)
  return (
    <Alert type="warning" role="alert">
      <p className="usa-alert__text">{t('record.evidence.repeats', { count: paths.length })}</p>
      <ul>
        {paths.map(path => (
          <li key={path}>{labels.question(path)}</li>
        ))}
      </ul>
      <p className="usa-alert__text">{t('record.evidence.repeatsLead')}</p>
    </Alert>
  )
}
