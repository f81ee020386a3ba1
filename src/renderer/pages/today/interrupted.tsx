import { Alert, AlertHeading, Button } from '@trussworks/react-uswds'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addressOf } from '../../office/place.ts'
import { useCall } from '../../office/use-call.ts'
import { Moment } from '../../parts/moment.tsx'
import { leftOpen, settled } from '../entry/left-open.ts'

/** The program ended while an entry was open: which form and version, when it was saved, and whether to go on. */
export function Interrupted() {
  const { t } = useTranslation()
  const [id, setId] = useState(leftOpen)
  const drafts = useCall('listDrafts', {}, id !== null)
  const forms = useCall('listForms', {}, id !== null)
  const draft = drafts.value?.find(one => one.id === id)
  if (!draft || !forms.value) return null
  const version = forms.value.find(one => one.package === draft.package)?.version ?? ''
  const place = draft.amends
    ? addressOf({ page: 'amend', record: `${draft.amends.line}.${draft.amends.index}`, draft: draft.id })
    : addressOf({ page: 'entry', package: draft.package, draft: draft.id })
  const later = (): void => {
    settled(draft.id)
    setId(null)
  }
  return (
    <Alert type="info" role="status">
      <AlertHeading level="h2">{t('today.interrupted')}</AlertHeading>
      <p className="usa-alert__text">
        <bdi>{draft.title}</bdi>
        {version !== '' && `, ${t('forms.version', { version })}`}
        {draft.name !== '' && (
          <>
            {': '}
            <bdi>{draft.name}</bdi>
          </>
        )}
        {' · '}
        {t('today.progress', { answered: draft.answered, total: draft.total })}
        {' · '}
        {t('today.lastSaved')} <Moment at={draft.saved} kind="measured" focusable={false} />
      </p>
      <p className="row">
        <a className="usa-button" href={place}>
          {t('today.interruptedGoOn')}
        </a>
        <Button type="button" outline onClick={later}>
          {t('today.interruptedLater')}
        </Button>
      </p>
    </Alert>
  )
}
