/** What a form is and what of it will not work here, before it is published; and the files that belong to it, to go with it. */
import { Alert, AlertHeading } from '@trussworks/react-uswds'
import { useTranslation } from 'react-i18next'
import { fileType } from '../../../shared/forms/form-files.ts'
import { FilesField } from '../../parts/file-field.tsx'
import type { Prepared } from './prepared.ts'
import { Unsupported } from './unsupported.tsx'

interface Props {
  prepared: Prepared
  given: readonly File[]
  give(files: File[]): void
}

export function BeforePublish({ prepared, given, give }: Props) {
  const { t } = useTranslation()
  const { info, refused } = prepared
  const names = new Set(given.map(file => file.name))
  const stray = given.filter(file => !info.media.includes(file.name))
  const usable = info.media.filter(name => fileType(name) !== undefined)
  return (
    <>
      {refused !== null && (
        <Alert type="error" role="alert">
          <AlertHeading level="h3">{t('forms.refusedTitle')}</AlertHeading>
          <p className="usa-alert__text">{t('forms.refused', { detail: refused })}</p>
        </Alert>
      )}
      {usable.length > 0 && (
        <>
          <FilesField
            label={t('forms.files')}
            hint={t('forms.filesHint')}
            error={stray.length > 0 ? t('forms.filesStray', { names: stray.map(one => one.name).join(', ') }) : undefined}
            chosen={given}
            choose={give}
            multiple
          />
          <ul className="form-files">
            {usable.map(name => (
              <li key={name}>
                <bdi>{name}</bdi>: {info.files.includes(name) ? t(names.has(name) ? 'forms.fileGiven' : 'forms.fileInside') : t('forms.fileMissing')}
              </li>
            ))}
          </ul>
        </>
      )}
      <Unsupported list={info.unsupported} level="h3" />
    </>
  )
}
