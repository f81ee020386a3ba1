import { useMemo, useState } from 'react'
import { Alert, AlertHeading } from '@trussworks/react-uswds'
import { useTranslation } from 'react-i18next'
import type { FieldValue, RecordId } from '../../../shared/contract.ts'
import { attachmentReader } from '../../office/attachments.ts'
import { useFiles } from '../../office/context.tsx'
import { useCall } from '../../office/use-call.ts'
import { FormValues } from '../../entry/form-values.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { labelsOf } from './labels.ts'
import type { Shown, Version } from './shown.ts'

interface Props {
  shown: Shown
  version: Version
  isCurrent: boolean
  seeCurrent(): void
}

/** What one version says, laid out as its form lays it out. */
export function Values({ shown, version, isCurrent, seeCurrent }: Props) {
  const { t } = useTranslation()
  const number = shown.versions.indexOf(version) + 1
  return (
    <section className="card values" aria-labelledby="values-title">
      <div className="card__head">
        <h2 id="values-title">{t('record.values')}</h2>
        {shown.versions.length > 1 && (
          <span className="quiet">
            {t('record.valuesOf', { version: number, versions: shown.versions.length })}
            {!isCurrent && (
              <>
                {' '}
                <button type="button" className="usa-button usa-button--unstyled no-print" onClick={seeCurrent}>
                  {t('record.seeCurrent')}
                </button>
              </>
            )}
          </span>
        )}
      </div>
      {version.values === null || version.package === null ? (
        <Alert type="info">
          <AlertHeading level="h3">{t('record.notHere')}</AlertHeading>
          <p className="usa-alert__text">{t('record.notHereBody')}</p>
        </Alert>
      ) : (
        <Laid pack={version.package} id={version.id} values={version.values} />
      )}
    </section>
  )
}

function Laid({ pack, id, values }: { pack: string; id: RecordId; values: readonly FieldValue[] }) {
  const { t } = useTranslation()
  const files = useFiles()
  const form = useCall('getForm', { package: pack })
  const [language, setLanguage] = useState('')
  const { line, index } = id
  const readAttachment = useMemo(() => attachmentReader(files, { line, index }, values), [files, line, index, values])
  if (form.loading) return <Waiting />
  if (!form.value) return <Bare values={values} />
  const { xml, languages } = form.value
  return (
    <>
      {languages.length > 1 && (
        <div className="values__language no-print">
          <label htmlFor="values-language">{t('record.view')}</label>
          <select id="values-language" className="usa-select" value={language} onChange={event => setLanguage(event.target.value)}>
            {languages.map((one, i) => (
              <option key={one} value={i === 0 ? '' : one}>
                {one}
              </option>
            ))}
          </select>
        </div>
      )}
      <FormValues form={{ xml }} values={values} language={language === '' ? languages[0] : language} readAttachment={readAttachment} />
    </>
  )
}

/** Without the form: as stored. */
function Bare({ values }: { values: readonly FieldValue[] }) {
  const { t } = useTranslation()
  const labels = labelsOf(undefined, '')
  return (
    <>
      <p className="usa-hint">{t('record.noForm')}</p>
      <dl className="facts">
        {values.map(([path, value]) => (
          <div key={path} className="facts__pair">
            <dt>{path}</dt>
            <dd>{value === null ? t('record.notAsked') : (labels.answer(path, value) ?? t('record.noAnswer'))}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
